import Checksums

/// Puts the check sums of made-up bytes right: a fuzzer does not guess them, and would never get
/// past the reader's first comparison.
enum RightSums {
  /// A PNG whose chunks have the sums of their bytes; other files as they are.
  static func png(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) else {
      return bytes
    }
    var bytes = bytes
    var place = 8
    while place + 12 <= bytes.count {
      let length = bytes[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
      let end = place + 8 + length
      guard end + 4 <= bytes.count else { break }
      let sum = CRC32.checksum(of: bytes[(place + 4)..<end])
      for index in 0..<4 {
        bytes[end + index] = UInt8(truncatingIfNeeded: sum >> UInt32(24 - 8 * index))
      }
      place = end + 4
    }
    return bytes
  }

  /// A journal whose records have the sums of their bodies; one that is cut gets its end.
  static func journal(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    var place = 16
    while place + 8 < bytes.count {
      let length = bytes[place..<place + 4].reversed().reduce(0) { $0 << 8 | Int($1) }
      let end = place + 8 + length
      guard length > 0, end <= bytes.count else { break }
      let sum = CRC32C.checksum(of: Array(bytes[(place + 8)..<end]))
      for index in 0..<4 {
        bytes[place + 4 + index] = UInt8(truncatingIfNeeded: sum >> UInt32(8 * index))
      }
      place = end
    }
    return bytes
  }
}
