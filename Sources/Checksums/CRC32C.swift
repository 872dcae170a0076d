/// CRC-32C (Castagnoli), reflected polynomial 0x82F63B78: the check sum of journal records. Eight
/// bytes at a time: a journal of many megabytes is checked whole when its session is opened.
public struct CRC32C {
  /// Eight tables of 256: what a byte does when 0…7 bytes follow it.
  private static let tables: [UInt32] = {
    var tables = [UInt32](repeating: 0, count: 8 * 256)
    for index in 0..<256 {
      var value = UInt32(index)
      for _ in 0..<8 { value = value & 1 == 1 ? (value >> 1) ^ 0x82F6_3B78 : value >> 1 }
      tables[index] = value
    }
    for index in 256..<tables.count {
      let before = tables[index - 256]
      tables[index] = (before >> 8) ^ tables[Int(before & 0xFF)]
    }
    return tables
  }()

  private var crc: UInt32 = 0xFFFF_FFFF

  /// The sum of nothing.
  public init() {}

  /// The check sum of what was added.
  public var value: UInt32 { ~crc }

  /// Adds bytes.
  public mutating func add(_ bytes: some Collection<UInt8>) {
    let done: Void? = bytes.withContiguousStorageIfAvailable { take($0) }
    if done == nil { Array(bytes).withUnsafeBufferPointer { take($0) } }
  }

  private mutating func take(_ bytes: UnsafeBufferPointer<UInt8>) {
    var crc = crc
    Self.tables.withUnsafeBufferPointer { tables in
      var index = 0
      while index + 8 <= bytes.count {
        var low: UInt32 = crc
        for byte in 0..<4 { low ^= UInt32(bytes[index + byte]) << UInt32(8 * byte) }
        crc = 0
        for byte in 0..<4 {
          crc ^= tables[(7 - byte) * 256 + Int((low >> UInt32(8 * byte)) & 0xFF)]
          crc ^= tables[(3 - byte) * 256 + Int(bytes[index + 4 + byte])]
        }
        index += 8
      }
      while index < bytes.count {
        crc = (crc >> 8) ^ tables[Int((crc ^ UInt32(bytes[index])) & 0xFF)]
        index += 1
      }
    }
    self.crc = crc
  }

  /// The check sum of some bytes.
  public static func checksum(of bytes: some Collection<UInt8>) -> UInt32 {
    var crc = CRC32C()
    crc.add(bytes)
    return crc.value
  }
}
