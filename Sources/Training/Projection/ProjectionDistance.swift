public import Tensors

/// How far a made picture is from the photo: features of a trained network, or the pixels themselves
/// at low resolutions where there is none.
public struct ProjectionDistance: PerceptualDistance {
  /// Largest side that networks look at, as in the reference.
  static let featureSide = 256
  /// Sides at which pixels are compared; fine details are left to the noise maps.
  static let pixelSides = [64, 32, 16]

  private let features: (any PerceptualDistance)?

  /// - Parameter features: `nil` compares pixels.
  public init(features: (any PerceptualDistance)? = nil) { self.features = features }

  /// What is compared, for people.
  public var words: String {
    features == nil ? "pixels at 64, 32 and 16 a side" : "features of a trained network"
  }

  /// The distance, a scalar; nothing flows into the photo.
  public func callAsFunction(fake: Tensor, real: Tensor) -> Tensor {
    if let features {
      return features(
        fake: Self.averaged(fake, to: Self.featureSide),
        real: Self.averaged(real, to: Self.featureSide))
    }
    var sum: Tensor?
    for side in Self.pixelSides where side <= fake.shape[2] || sum == nil {
      let difference = Self.averaged(fake, to: side) - Self.averaged(real, to: side)
      let mean = difference.squared().mean()
      sum = sum.map { $0 + mean } ?? mean
    }
    guard let sum else { preconditionFailure("there is a side") }
    return sum
  }

  /// A picture halved by averaging until it fits a side.
  private static func averaged(_ picture: Tensor, to side: Int) -> Tensor {
    var picture = picture
    while picture.shape[2] > side { picture = picture.averagePooled(kernel: 2, stride: 2) }
    return picture
  }
}
