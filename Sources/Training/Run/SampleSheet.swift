public import Generators
public import Imaging
public import Layers
import Tensors

/// A picture of what the networks can do now: one row per held-out example with its map, the
/// real picture, the picture from its own style, and pictures from seeds.
public enum SampleSheet {
  /// Draws the sheet.
  /// - Parameters:
  ///   - examples: Rows.
  ///   - seeds: Columns of drawn latents; the same z in every row of a column.
  public static func picture(
    of networks: SPADENetworkPair, examples: [TrainingExample],
    configuration: SPADETrainingConfiguration, seeds: [UInt32] = [1, 2, 3, 4],
    mode: Mode = .evaluation
  ) -> RGBImage {
    let size = configuration.generator.outputSize
    let columns = 2 + (networks.encoder == nil ? 1 : 1 + seeds.count)
    var sheet = RGBImage(
      width: columns * (size.width + 4), height: examples.count * (size.height + 4),
      filledWith: RGB(24, 24, 24))
    for (row, example) in examples.enumerated() {
      var cells = [mapColors(of: example.labels), example.image]
      cells += rendered(
        networks, example: example, configuration: configuration, seeds: seeds, mode: mode)
      for (column, cell) in cells.enumerated() {
        sheet.paste(cell, x: column * (size.width + 4) + 2, y: row * (size.height + 4) + 2)
      }
    }
    return sheet
  }

  private static func rendered(
    _ networks: SPADENetworkPair, example: TrainingExample,
    configuration: SPADETrainingConfiguration, seeds: [UInt32], mode: Mode
  ) -> [RGBImage] {
    withoutGradients {
      let device = networks.parameters().first?.tensor.device ?? .cpu
      let batch = SemanticBatch([example], for: configuration.generator, device: device)
      let source = SemanticPyramid(batch.semantics())
      guard let encoder = networks.encoder else {
        return [RGBImage(networks.generator(source, mode: mode))]
      }
      var latents = [encoder(batch.pictures, mode: mode).mean]
      for seed in seeds {
        var random = NumPyRandom(seed: seed)
        let dimension = configuration.generator.latentDimension
        latents.append(
          Tensor(random.normals(dimension), shape: [1, dimension]).moved(to: device))
      }
      return latents.map { RGBImage(networks.generator(source, latent: $0, mode: mode)) }
    }
  }

  /// Any label map in well separated colours (golden-angle hues).
  private static func mapColors(of labels: LabelMap) -> RGBImage {
    labels.map { id in
      let hue = (Double(id) * 0.618034).truncatingRemainder(dividingBy: 1) * 6
      let level = id % 3 == 0 ? 220.0 : id % 3 == 1 ? 170.0 : 120.0
      func channel(_ offset: Double) -> UInt8 {
        let distance = abs((hue + offset).truncatingRemainder(dividingBy: 6) - 3) - 1
        return UInt8(level * (0.25 + 0.75 * min(1, max(0, distance))))
      }
      return RGB(channel(0), channel(4), channel(2))
    }
  }
}

extension RGBImage {
  /// A network's picture `[1, 3, H, W]`, −1…1, as 8-bit colours; truncated like the reference's
  /// `tensor2im` (SYSTEMS §1.5).
  init(_ picture: Tensor) {
    let shape = picture.shape
    let bytes = ((picture + 1) * 127.5).clamped(from: 0, to: 255).converted(to: .uint8)
      .permuted([0, 2, 3, 1]).bytes()
    var pixels: [RGB] = []
    pixels.reserveCapacity(shape[2] * shape[3])
    for index in stride(from: 0, to: bytes.count, by: 3) {
      pixels.append(RGB(bytes[index], bytes[index + 1], bytes[index + 2]))
    }
    self.init(width: shape[3], height: shape[2], elements: pixels)
  }

  /// Copies another picture into this one; parts outside are cut off.
  mutating func paste(_ other: RGBImage, x: Int, y: Int) {
    let part = bounds.intersection(
      PixelRect(x: x, y: y, width: other.width, height: other.height))
    for row in part.y..<part.maxY {
      for column in part.x..<part.maxX {
        self[column, row] = other[column - x, row - y]
      }
    }
  }
}
