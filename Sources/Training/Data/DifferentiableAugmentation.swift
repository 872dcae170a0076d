import Tensors

/// Changes of a batch of pictures that a discriminator sees of made and real pictures alike, and
/// through which gradients flow (DiffAugment, Zhao et al. 2020): brightness, saturation, contrast,
/// and a square of half the side cut out. Labels keep their places, so they stay true.
struct DifferentiableAugmentation {
  /// Per picture, `[N, 1, 1, 1]` each; `nil` for no change.
  private let color: (brightness: Tensor, saturation: Tensor, contrast: Tensor)?
  /// Middle of what is cut out of each picture, 0…1.
  private let holes: [(x: Double, y: Double)]

  /// Draws the changes of one batch.
  /// - Parameter isOn: Otherwise pictures stay as they are.
  init(_ isOn: Bool, pictures: Int, using random: inout SeededRandom) {
    guard isOn else {
      color = nil
      holes = []
      return
    }
    func column(_ range: ClosedRange<Float>) -> Tensor {
      Tensor(
        (0..<pictures).map { _ in Float.random(in: range, using: &random) },
        shape: [pictures, 1, 1, 1])
    }
    // Pictures are −1…1, twice the paper's range.
    color = (column(-1...1), column(0...2), column(0.5...1.5))
    holes = (0..<pictures).map { _ in
      (Double.random(in: 0...1, using: &random), Double.random(in: 0...1, using: &random))
    }
  }

  /// The changed pictures.
  /// - Parameter pictures: `[N, 3, H, W]`.
  func callAsFunction(_ pictures: Tensor) -> Tensor {
    guard let color else { return pictures }
    let device = pictures.device
    var x = pictures + color.brightness.moved(to: device)
    let grey = x.mean(over: [1], keepingAxes: true)
    x = (x - grey) * color.saturation.moved(to: device) + grey
    let mean = x.mean(over: [1, 2, 3], keepingAxes: true)
    x = (x - mean) * color.contrast.moved(to: device) + mean
    return x * mask(height: pictures.shape[2], width: pictures.shape[3]).moved(to: device)
  }

  /// 0 in the holes, 1 elsewhere, `[N, 1, H, W]`.
  private func mask(height: Int, width: Int) -> Tensor {
    var values = [Float](repeating: 1, count: holes.count * height * width)
    for (index, hole) in holes.enumerated() {
      let (middleX, middleY) = (Int(hole.x * Double(width)), Int(hole.y * Double(height)))
      for y in max(0, middleY - height / 4)..<min(height, middleY + height / 4) {
        for x in max(0, middleX - width / 4)..<min(width, middleX + width / 4) {
          values[(index * height + y) * width + x] = 0
        }
      }
    }
    return Tensor(values, shape: [holes.count, 1, height, width])
  }
}
