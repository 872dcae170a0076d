/// CRC-32 (ISO-HDLC, as zlib's) with the reflected polynomial 0xEDB88320: the check sum of zip
/// archives.
public enum CRC32 {
  /// Table `k` advances a byte over `k` further zero bytes: eight bytes per step.
  private static let tables: [UInt32] = {
    var tables = [UInt32](repeating: 0, count: 8 * 256)
    for byte in 0..<256 {
      var value = UInt32(byte)
      for _ in 0..<8 { value = value & 1 == 1 ? 0xedb8_8320 ^ value >> 1 : value >> 1 }
      tables[byte] = value
    }
    for table in 1..<8 {
      for byte in 0..<256 {
        let previous = tables[(table - 1) * 256 + byte]
        tables[table * 256 + byte] = tables[Int(previous & 0xff)] ^ previous >> 8
      }
    }
    return tables
  }()

  /// The checksum of some bytes; about 2 GB/s when optimized.
  public static func checksum(of bytes: UnsafeRawBufferPointer) -> UInt32 {
    guard let base = bytes.baseAddress else { return 0 }
    return tables.withUnsafeBufferPointer { tables in
      var crc: UInt32 = 0xffff_ffff
      var offset = 0
      while offset &+ 8 <= bytes.count {
        let raw = base.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        let word = UInt64(littleEndian: raw) ^ UInt64(crc)
        crc = tables[Int(word & 0xff) &+ 1792]
        crc ^= tables[Int(word &>> 8 & 0xff) &+ 1536]
        crc ^= tables[Int(word &>> 16 & 0xff) &+ 1280]
        crc ^= tables[Int(word &>> 24 & 0xff) &+ 1024]
        crc ^= tables[Int(word &>> 32 & 0xff) &+ 768]
        crc ^= tables[Int(word &>> 40 & 0xff) &+ 512]
        crc ^= tables[Int(word &>> 48 & 0xff) &+ 256]
        crc ^= tables[Int(word &>> 56)]
        offset &+= 8
      }
      while offset < bytes.count {
        crc = tables[Int((crc ^ UInt32(bytes[offset])) & 0xff)] ^ crc >> 8
        offset &+= 1
      }
      return ~crc
    }
  }

  /// The checksum of some bytes.
  public static func checksum(of bytes: some Sequence<UInt8>) -> UInt32 {
    Array(bytes).withUnsafeBytes { checksum(of: $0) }
  }
}
