public import Checkpoints
public import Tensors

/// How far a computed tensor is from the expected one.
public struct TensorComparison: Sendable, Equatable, Codable {
  /// Largest difference that passes where no rule says otherwise, in units of `scale`.
  public static let tolerance = 1e-4

  /// Name of the tensor.
  public let name: String
  /// Largest absolute difference; `nil` when there is nothing to compare.
  public let difference: Double?
  /// The largest expected magnitude where that exceeds 1, else 1.
  public let scale: Double
  /// Largest difference that passes; `nil` where any does.
  public let limit: Double?
  /// Why it failed where a difference alone does not say it.
  public let reason: String?
  /// Why nothing is compared: the reference's numbers are noise there.
  public let remark: String?

  /// Whether both agree by the rule.
  public var passed: Bool {
    if reason != nil { return false }
    guard let limit else { return remark != nil }
    return difference.map { $0 <= limit } ?? false
  }

  /// Compares. A single number may have any number of axes of one element.
  /// - Parameters:
  ///   - found: `nil` when nothing computes this tensor.
  ///   - rule: How near both must come.
  public init(expected: StoredTensor, found: Tensor?, by rule: ComparisonRule = .standard) {
    name = expected.name
    let wanted = expected.doubles()
    let largest = wanted.reduce(0) { max($0, $1.magnitude) }
    scale = max(1, largest)
    limit = rule.limit(largest: largest)
    if case .unspecified(let words) = rule {
      remark = words
      (difference, reason) = (nil, nil)
      return
    }
    remark = nil
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
    guard case .share(let share, let bound, _) = rule else {
      reason = nil
      return
    }
    let beyond = zip(wanted, values).count { ($0 - $1).magnitude > bound }
    let part = Double(beyond) / Double(max(1, wanted.count))
    reason =
      part <= share
      ? nil : "\(beyond) of \(wanted.count) elements differ by more than \(bound)"
  }

  /// A tensor that could not be computed at all.
  public init(name: String, failure: String) {
    self.name = name
    (difference, scale, reason) = (nil, 1, failure)
    (limit, remark) = (nil, nil)
  }

  /// A number that must be exact, such as a size in a table.
  public init(name: String, expected: Double, found: Double) {
    self.name = name
    difference = (expected - found).magnitude
    scale = max(1, expected.magnitude)
    limit = 0
    (reason, remark) = (nil, nil)
  }
}

extension ComparisonRule {
  /// Largest difference that passes.
  /// - Parameter largest: Largest expected magnitude.
  fileprivate func limit(largest: Double) -> Double? {
    switch self {
    case .within(let tolerance): tolerance * max(1, largest)
    case .relative(let tolerance): tolerance * largest
    case .absolute(let bound): bound
    case .share(_, _, let bound): bound
    case .unspecified: nil
    }
  }
}

extension FixtureNetwork {
  /// Compares everything a fixture expects with what this family computes alone.
  /// - Throws: as `outputs(of:)`.
  public static func comparisons(of fixture: ReferenceFixture) throws -> [TensorComparison] {
    let found = try outputs(of: fixture)
    return fixture.expected.tensors.map {
      TensorComparison(
        expected: $0, found: found[$0.name], by: rule(for: $0.name, in: fixture))
    }
  }
}
