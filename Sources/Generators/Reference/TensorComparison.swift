public import Checkpoints
public import Tensors

/// How far a computed tensor is from the expected one.
public struct TensorComparison: Sendable, Equatable, Codable {
  /// Largest difference that passes, in units of `scale`.
  public static let tolerance = 1e-4

  /// Name of the tensor.
  public let name: String
  /// Largest absolute difference; `nil` when there is nothing to compare.
  public let difference: Double?
  /// The largest expected magnitude where that exceeds 1, else 1.
  public let scale: Double
  /// Why it failed where a difference alone does not say it.
  public let reason: String?

  /// Whether both agree: the difference is at most `tolerance · scale`.
  public var passed: Bool {
    reason == nil && (difference.map { $0 <= Self.tolerance * scale } ?? false)
  }

  /// Compares. A single number may have any number of axes of one element.
  /// - Parameter found: `nil` when nothing computes this tensor.
  public init(expected: StoredTensor, found: Tensor?) {
    name = expected.name
    let wanted = expected.doubles()
    scale = wanted.reduce(1) { max($0, $1.magnitude) }
    guard let found else {
      (difference, reason) = (nil, "nothing computes it")
      return
    }
    let isScalar = expected.count == 1 && found.count == 1
    guard found.shape == expected.shape || isScalar else {
      (difference, reason) = (nil, "shape \(found.shape), expected \(expected.shape)")
      return
    }
    let values = found.doubles()
    guard scale.isFinite, wanted.allSatisfy(\.isFinite) else {
      (difference, reason) = (nil, "the expected values are not finite")
      return
    }
    guard values.allSatisfy(\.isFinite) else {
      (difference, reason) = (nil, "NaN or infinity was computed")
      return
    }
    difference = zip(wanted, values).reduce(0) { max($0, ($1.0 - $1.1).magnitude) }
    reason = nil
  }

  /// A tensor that could not be computed at all.
  public init(name: String, failure: String) {
    self.name = name
    (difference, scale, reason) = (nil, 1, failure)
  }
}

extension FixtureNetwork {
  /// Compares everything a fixture expects with what this family computes alone.
  /// - Throws: as `outputs(of:)`.
  public static func comparisons(of fixture: ReferenceFixture) throws -> [TensorComparison] {
    let found = try outputs(of: fixture)
    return fixture.expected.tensors.map {
      TensorComparison(expected: $0, found: found[$0.name])
    }
  }
}
