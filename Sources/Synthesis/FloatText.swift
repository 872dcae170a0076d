/// Numbers as text: the base64 of little-endian float32. Exact, and a fifth of what JSON's decimals
/// take.
enum FloatText {
  private static let digits = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  private static let values: [UInt8: UInt32] = Dictionary(
    uniqueKeysWithValues: digits.enumerated().map { ($0.element, UInt32($0.offset)) })

  /// The text of some numbers.
  static func text(_ numbers: some Sequence<Float>) -> String {
    var bytes: [UInt8] = []
    for number in numbers {
      let bits = number.bitPattern
      for shift in stride(from: 0, to: 32, by: 8) {
        bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(shift)))
      }
    }
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let part = bytes[start..<min(start + 3, bytes.count)]
      var bits: UInt32 = 0
      for byte in part { bits = bits << 8 | UInt32(byte) }
      bits <<= UInt32(8 * (3 - part.count))
      for place in 0..<4 {
        let isPadding = place > part.count
        text.append(
          isPadding ? UInt8(ascii: "=") : digits[Int(bits >> UInt32(18 - 6 * place) & 63)])
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// The numbers of a text; `nil` for anything that `text(_:)` does not write, and for more numbers
  /// than `most`, which is looked at first.
  static func values(_ text: String, most: Int) -> [Float]? {
    let letters = Array(text.utf8)
    guard letters.count.isMultiple(of: 4), letters.count / 4 * 3 <= 4 * most + 2 else { return nil }
    let padding = letters.suffix(2).count { $0 == UInt8(ascii: "=") }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(letters.count / 4 * 3)
    for start in stride(from: 0, to: letters.count, by: 4) {
      var bits: UInt32 = 0
      for (place, letter) in letters[start..<start + 4].enumerated() {
        let isPadding = start + place >= letters.count - padding
        guard let value = isPadding ? 0 : values[letter] else { return nil }
        bits = bits << 6 | value
      }
      for shift in [16, 8, 0] { bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(shift))) }
    }
    bytes.removeLast(min(padding, bytes.count))
    guard bytes.count.isMultiple(of: 4) else { return nil }
    return stride(from: 0, to: bytes.count, by: 4).map { start in
      Float(
        bitPattern: (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[start + $1]) << UInt32(8 * $1) })
    }
  }
}
