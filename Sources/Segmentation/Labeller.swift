public import Generators
public import Imaging
import Layers
public import Tensors

/// A network that makes label maps of pictures, with the label set its classes are of.
///
/// Belongs to the thread that has loaded the engine.
public struct Labeller: Sendable {
  /// The network.
  public let network: SegmentationNetwork
  /// What its classes mean: class = id.
  public let labelSet: LabelSet

  /// Creates a labeller.
  public init(network: SegmentationNetwork, labelSet: LabelSet) {
    self.network = network
    self.labelSet = labelSet
  }

  /// The shorter side at which pictures are seen, as in training.
  static let seenSide = 256
  /// The longer side of maps that are computed; larger ones are enlarged from it.
  static let longestSide = 768
  /// Components smaller than this share of the map become their surroundings.
  static let speckShare = 1.0 / 5000

  /// Labels every pixel.
  ///
  /// The mean over the picture and its mirror image; borders follow the picture's edges (a guided
  /// filter, He & Sun 2015); specks are taken out.
  /// - Parameters:
  ///   - picture: Of any size.
  ///   - refining: Whether borders are drawn along edges and specks taken out.
  ///   - device: Where the network's weights lie.
  /// - Returns: Ids of `labelSet`, of the picture's size.
  public func labels(
    of picture: RGBImage, refining: Bool = true, device: Device = .cpu
  ) -> LabelMap {
    withoutGradients {
      let drawn = picture.size.fitting(longest: Self.longestSide)
      let scores = scores(of: picture, device: device)
      let wide =
        refining
        ? GuidedFilter(picture.resized(to: scores.size, by: .bicubic))
          .enlarged(scores.probabilities, along: picture.resized(to: drawn, by: .bicubic))
        : scores.probabilities.resizedBilinear(height: drawn.height, width: drawn.width)
      let ids = wide.indexOfMaximum(axis: 1).integers()
      let map = LabelMap(
        width: drawn.width, height: drawn.height, elements: known(ids))
      let specks = Int(Double(drawn.area) * Self.speckShare)
      return (refining ? map.withoutSpecks(smallerThan: specks) : map)
        .resizedNearest(to: picture.size)
    }
  }

  /// Probabilities at the size at which the network sees, `[1, classes, h, w]` on the CPU.
  private func scores(
    of picture: RGBImage, device: Device
  ) -> (probabilities: Tensor, size: PixelSize) {
    let seen = seenSize(of: picture.size)
    let input = Tensor(picture: picture.resized(to: seen, by: .bicubic)).moved(to: device)
    let both = Tensor.concatenated([input, input.flipped([3])], axis: 0)
    let told = network(both).softmax(axis: 1)
    let mean =
      (told.sliced(axis: 0, from: 0, to: 1)
        + told.sliced(axis: 0, from: 1, to: 2).flipped([3])) / 2
    return (
      mean.moved(to: .cpu).contiguous(), PixelSize(width: mean.shape[3], height: mean.shape[2])
    )
  }

  /// The picture's proportions as far as multiples of the network's step allow.
  func seenSize(of size: PixelSize) -> PixelSize {
    let step = network.configuration.step
    let scale = Double(Self.seenSide) / Double(max(1, min(size.width, size.height)))
    func side(_ length: Int) -> Int {
      let steps = (Double(length) * scale / Double(step)).rounded()
      return step * max(1, min(4 * Self.seenSide / step, Int(min(steps, 1e6))))
    }
    return PixelSize(width: side(size.width), height: side(size.height))
  }

  /// Classes that the set does not know become its first label.
  private func known(_ ids: [Int64]) -> [UInt16] {
    let table = (0..<network.configuration.classes).map { id in
      UInt16(labelSet.label(id: id) == nil ? labelSet.labels[0].id : id)
    }
    return ids.map { table[Int($0)] }
  }
}

extension Labeller {
  /// The labeller on a device.
  /// - Throws: `ModelError.request` when the device refuses it.
  public func moved(to device: Device) throws(ModelError) -> Labeller {
    var mover = DeviceMover(to: device)
    var network = network
    do {
      try network.visit(&mover, at: .root)
    } catch {
      throw .request(reason: error.description, advice: "Try --device cpu.")
    }
    return Labeller(network: network, labelSet: labelSet)
  }
}
