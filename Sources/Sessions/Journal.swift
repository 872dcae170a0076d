import Foundation

/// The journal's format: a header of 16 bytes (`GANVASJ1`, generation), then records, each a
/// length (4 bytes), a CRC-32C (4 bytes) and that many bytes of type and payload. Numbers are
/// little endian. It is only ever appended to, or replaced as a whole by another generation.
enum Journal {
  /// Bytes before the first record.
  static let headerSize = 16
  /// Largest record: a whole large map, twice.
  static let recordLimit = 1 << 30

  private static let magic = Array("GANVASJ1".utf8)

  /// The header of a generation.
  static func header(generation: UInt64) -> [UInt8] {
    magic + littleEndian(generation)
  }

  /// A record as it stands in the file.
  static func frame(_ record: JournalRecord) -> [UInt8] {
    let body = record.encoded()
    return littleEndian(UInt32(body.count)) + littleEndian(CRC32C.checksum(of: body)) + body
  }

  /// What a journal's bytes hold, as far as they can be trusted.
  struct Reading {
    /// Generation in the header; `nil` when the header is damaged.
    var generation: UInt64?
    /// The records with the place where each ends.
    var records: [(record: JournalRecord, end: Int)] = []
    /// Bytes that can be trusted; what follows is cut or damaged.
    var validBytes = 0
  }

  /// Reads records up to the first one that is cut, damaged or unknown.
  static func read(_ bytes: [UInt8]) -> Reading {
    var reading = Reading()
    guard bytes.count >= headerSize, Array(bytes[0..<8]) == magic else { return reading }
    reading.generation = number(bytes[8..<16])
    reading.validBytes = headerSize
    while let body = body(in: bytes, at: reading.validBytes) {
      guard let record = JournalRecord(decoding: body) else { break }
      reading.validBytes = body.endIndex
      reading.records.append((record, body.endIndex))
    }
    return reading
  }

  /// Number of whole records after a place, without looking into them.
  static func countRecords(_ bytes: [UInt8], from offset: Int) -> Int {
    var count = 0
    var position = max(offset, headerSize)
    while let body = body(in: bytes, at: position) {
      count += 1
      position = body.endIndex
    }
    return count
  }

  /// Generation in a header; `nil` when it is damaged.
  static func generation(of bytes: [UInt8]) -> UInt64? {
    guard bytes.count >= headerSize, Array(bytes[0..<8]) == magic else { return nil }
    return number(bytes[8..<16])
  }

  private static func body(in bytes: [UInt8], at position: Int) -> ArraySlice<UInt8>? {
    guard position >= 0, position <= bytes.count - 8 else { return nil }
    let length = Int(number(bytes[position..<position + 4]))
    let crc = UInt32(number(bytes[position + 4..<position + 8]))
    let start = position + 8
    guard length > 0, length <= recordLimit, length <= bytes.count - start else { return nil }
    let body = bytes[start..<start + length]
    return CRC32C.checksum(of: body) == crc ? body : nil
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  private static func littleEndian<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }
}
