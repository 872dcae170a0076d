/// Base64 (RFC 4648) of bytes that travel inside escape sequences.
enum Base64 {
  private static let letters = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// The letters of some bytes, padded.
  static func encode(_ bytes: [UInt8]) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: (bytes.count + 2) / 3 * 4) { output, count in
      var next = 0
      while next < bytes.count {
        let left = bytes.count - next
        let value =
          Int(bytes[next]) << 16 | (left > 1 ? Int(bytes[next + 1]) << 8 : 0)
          | (left > 2 ? Int(bytes[next + 2]) : 0)
        output[count] = letters[value >> 18]
        output[count + 1] = letters[value >> 12 & 63]
        output[count + 2] = left > 1 ? letters[value >> 6 & 63] : UInt8(ascii: "=")
        output[count + 3] = left > 2 ? letters[value & 63] : UInt8(ascii: "=")
        count += 4
        next += 3
      }
    }
  }
}
