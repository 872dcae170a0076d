public import Tensors

/// A model that makes many pictures from codes, in full precision: what measures need.
public protocol LatentSampling: Generator {
  /// Length of z.
  var latentDimension: Int { get }
  /// Number of classes; 0 without.
  var classCount: Int { get }

  /// Whether there is a w.
  var hasStyles: Bool { get }

  /// Makes pictures.
  /// - Parameters:
  ///   - z: `[N, latentDimension]`.
  ///   - weights: A weight for each class, `[N, classCount]`; `nil` without classes.
  /// - Returns: `[N, 3, H, W]`, −1…1, float32, on the CPU.
  /// - Throws: `ModelError`.
  func pictures(z: Tensor, weights: Tensor?) throws -> Tensor

  /// w of codes; one row each.
  /// - Throws: `ModelError.request` for a family without w.
  func styles(z: Tensor, weights: Tensor?) throws -> Tensor

  /// Makes pictures from w.
  /// - Throws: `ModelError.request` for a family without w.
  func pictures(styles: Tensor) throws -> Tensor

  /// The network from w to pictures, for what differentiates it; `nil` for a family without w.
  var styleNetwork: (any StyleBasedNetwork)? { get }

  /// What turns the w of some layers into styles, `[channels, w]` each, layers that only colour
  /// left out; empty for a family without w.
  /// - Parameter layers: `nil` takes all.
  func styleWeights(ofLayers layers: [Int]?) -> [Tensor]
}

extension LatentSampling {
  /// There is none.
  public var hasStyles: Bool { false }

  /// Refuses: there is no w.
  public func styles(z: Tensor, weights: Tensor?) throws -> Tensor { throw Self.hasNoStyles }

  /// Refuses: there is no w.
  public func pictures(styles: Tensor) throws -> Tensor { throw Self.hasNoStyles }

  /// There is none.
  public var styleNetwork: (any StyleBasedNetwork)? { nil }

  /// There are none.
  public func styleWeights(ofLayers layers: [Int]?) -> [Tensor] { [] }

  private static var hasNoStyles: ModelError {
    .request(reason: "this family has no w", advice: "Measure in z.")
  }
}

extension LatentModel: LatentSampling {
  /// It makes pictures from codes alone.
  public var sampling: (any LatentSampling)? { self }
  /// Length of z.
  public var latentDimension: Int { configuration.latentDimension }
  /// Number of classes.
  public var classCount: Int { configuration.classCount }

  /// Makes pictures.
  public func pictures(z: Tensor, weights: Tensor?) throws -> Tensor {
    try pictures(z, weights: weights)
  }
}
