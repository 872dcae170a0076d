import Foundation
import Imaging

/// The one door through which JSON of sessions comes in: nested at most so deep, every number in
/// its range.
enum StoredJSON {
  /// Why text is no value of a kind.
  struct TooDeep: Error, CustomStringConvertible {
    var description: String { "it is nested more than \(FileLimits.depth) times" }
  }

  /// Reads a value and validates it.
  /// - Parameter faults: What was mended, in words.
  static func decode<Value: StoredValue>(
    _ type: Value.Type, from bytes: some Collection<UInt8>, _ faults: inout [String]
  ) throws -> Value {
    guard NestingDepth.of(bytes) <= FileLimits.depth else { throw TooDeep() }
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    var value = try decoder.decode(type, from: Data(bytes))
    value.validate(&faults)
    return value
  }

  /// Reads a value and validates it, without a word about what was mended.
  static func decode<Value: StoredValue>(
    _ type: Value.Type, from bytes: some Collection<UInt8>
  ) throws -> Value {
    var faults: [String] = []
    return try decode(type, from: bytes, &faults)
  }

  /// Writes a value; numbers that are none are written as words, so that nothing else is lost with
  /// them, and mended when they are read.
  static func encode(_ value: some Encodable, pretty: Bool = false) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    if pretty {
      // Keys in order, so that two saves of one state are equal.
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    }
    return Array(try encoder.encode(value))
  }
}
