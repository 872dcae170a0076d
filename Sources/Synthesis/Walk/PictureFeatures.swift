public import Imaging

/// What pictures are compared by when the speed of a walk is measured.
public protocol PictureFeatures: Sendable {
  /// Its name, as outputs state it.
  var name: String { get }

  /// The features of a picture; pictures of equal size have equally many.
  func features(of image: RGBImage) -> [Float]
}

extension PictureFeatures {
  /// How far two sets of features are apart: root of the mean squared difference.
  public func distance(_ first: [Float], _ second: [Float]) -> Double {
    guard first.count == second.count, !first.isEmpty else { return 0 }
    var sum = 0.0
    for (a, b) in zip(first, second) {
      let difference = Double(a - b)
      sum += difference * difference
    }
    return (sum / Double(first.count)).squareRoot()
  }
}

/// The pixels themselves at low resolution: sRGB values 0…255 of the picture averaged over areas
/// down to at most `side` a side. What is used while no perceptual network is at hand.
public struct PixelFeatures: PictureFeatures {
  /// Pixels a side at most.
  public let side: Int

  /// Pixel features.
  public init(side: Int = 32) { self.side = side }

  /// `pixels-32`
  public var name: String { "pixels-\(side)" }

  /// `[height · width · 3]`, rows from the top, 0…255.
  public func features(of image: RGBImage) -> [Float] {
    guard image.width > 0, image.height > 0 else { return [] }
    let scale = min(1, Double(side) / Double(max(image.width, image.height)))
    let size = PixelSize(
      width: max(1, Int((Double(image.width) * scale).rounded())),
      height: max(1, Int((Double(image.height) * scale).rounded())))
    return image.resized(to: size, by: .area).withBytes { $0.map { Float($0) } }
  }
}
