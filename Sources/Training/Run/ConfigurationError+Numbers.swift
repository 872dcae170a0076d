import Generators

extension ConfigurationError {
  /// Checks a real number; NaN is in no range.
  /// - Throws: `ConfigurationError` naming the field, where it is out of range.
  static func check(
    _ value: Double, in range: ClosedRange<Double>, _ field: String
  ) throws(ConfigurationError) {
    guard range.contains(value) else {
      throw ConfigurationError(
        field: field, found: "\(value)",
        expected: "\(range.lowerBound) to \(range.upperBound)")
    }
  }

  /// Checks a learning rate.
  /// - Throws: `ConfigurationError`.
  static func check(rate: Double, _ field: String) throws(ConfigurationError) {
    try check(rate, in: 1e-9...1, field)
  }

  /// Checks the weight of a loss.
  /// - Throws: `ConfigurationError`.
  static func check(weight: Double, _ field: String) throws(ConfigurationError) {
    try check(weight, in: 0...1e6, field)
  }
}
