/// A value that stands in a file. Decoding bypasses the checks of initializers, so every such type
/// says here what a file may say; whatever reads one calls `validate` before it is used.
public protocol StoredValue: Codable, Sendable {
  /// Brings every number into its range, where it is clear what was meant, and says what it did.
  /// - Parameter faults: What was wrong, in words; nothing is added when all is well.
  mutating func validate(_ faults: inout [String])
}

extension StoredValue {
  /// The same value with every number in its range.
  public func validated() -> Self {
    var faults: [String] = []
    var value = self
    value.validate(&faults)
    return value
  }
}

extension Array: StoredValue where Element: StoredValue {
  /// Validates each element.
  public mutating func validate(_ faults: inout [String]) {
    for index in indices { self[index].validate(&faults) }
  }
}

/// Checks of single numbers of stored values.
public enum StoredNumber {
  /// Brings a number into a range.
  public static func clamp(
    _ value: inout Int, to range: ClosedRange<Int>, _ name: String, _ faults: inout [String]
  ) {
    guard !range.contains(value) else { return }
    let right = min(max(value, range.lowerBound), range.upperBound)
    faults.append("\(name) was \(value), now \(right)")
    value = right
  }

  /// Brings a number into a range; what is no number becomes `fallback`.
  public static func clamp(
    _ value: inout Double, to range: ClosedRange<Double>, else fallback: Double, _ name: String,
    _ faults: inout [String]
  ) {
    guard !range.contains(value) else { return }
    let right = value.isNaN ? fallback : min(max(value, range.lowerBound), range.upperBound)
    faults.append("\(name) was \(value), now \(right)")
    value = right
  }

  /// Puts 0 in the place of what is no number, and bounds the rest by ±10⁶.
  public static func bound(_ values: inout [Float], _ name: String, _ faults: inout [String]) {
    let limit: Float = 1e6
    guard values.contains(where: { !(-limit...limit).contains($0) }) else { return }
    faults.append("\(name) held numbers that are none")
    values = values.map { $0.isNaN ? 0 : min(max($0, -limit), limit) }
  }
}

/// Checks of single words of stored values.
public enum StoredText {
  /// Makes a name fit to be shown in one line, and cuts it.
  public static func clean(
    _ text: inout String, limit: Int = 200, _ name: String, _ faults: inout [String]
  ) {
    let right = String(PrintableText.line(text).prefix(limit))
    guard right != text else { return }
    faults.append("\(name) held signs that are none, or too many")
    text = right
  }
}
