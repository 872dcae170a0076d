import Checksums
import Foundation
import Imaging

/// The journal's format: a header of 16 bytes (`GANVASJ1`, generation), then records, each a
/// length (4 bytes), a CRC-32C (4 bytes) and that many bytes of type and payload. Numbers are
/// little endian. It is only ever appended to, or replaced as a whole by another generation.
///
/// A new session's generation is drawn at random and counted up from there: a journal that was
/// copied from another session is not taken for its own.
enum Journal {
  /// Bytes before the first record.
  static let headerSize = 16
  /// Bytes before the body of a record.
  static let frameHead = 8
  /// Largest record: a whole large map, twice.
  static let recordLimit = 1 << 30

  private static let magic = Array("GANVASJ1".utf8)

  /// A generation for a new session.
  static func newGeneration() -> UInt64 { UInt64.random(in: 1 << 32...1 << 62) }

  /// The generation after another one.
  static func generation(after generation: UInt64) -> UInt64 {
    // A manifest may say anything; the highest number is followed by the first.
    generation >= 1 << 63 ? 1 : generation + 1
  }

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
    var walker = JournalWalker(bytes)
    return read(&walker)
  }

  /// Reads the records of a file; what acts change stays on the disk until it is needed.
  static func read(_ file: OpenFile) -> Reading {
    var walker = JournalWalker(file)
    return read(&walker)
  }

  private static func read(_ walker: inout JournalWalker) -> Reading {
    var reading = Reading()
    guard let generation = generation(of: walker.head) else { return reading }
    reading.generation = generation
    reading.validBytes = headerSize
    walker.position = headerSize
    while let body = walker.next() {
      let place = walker.file.map { ($0, start: body.start) }
      guard let record = JournalRecord(decoding: body.bytes, in: place) else { break }
      reading.validBytes = walker.position
      reading.records.append((record, walker.position))
    }
    return reading
  }

  /// Number of whole records after a place, without looking into them.
  static func countRecords(_ walker: JournalWalker, from offset: Int) -> Int {
    var walker = walker
    var count = 0
    walker.position = max(offset, headerSize)
    while walker.next() != nil { count += 1 }
    return count
  }

  /// Generation in a header; `nil` when it is damaged.
  static func generation(of bytes: some Collection<UInt8>) -> UInt64? {
    guard bytes.count >= headerSize, bytes.prefix(8).elementsEqual(magic) else { return nil }
    return number(bytes.dropFirst(8).prefix(8))
  }

  /// A number of some bytes.
  static func number(_ bytes: some Collection<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  private static func littleEndian<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }
}

/// Goes through the records of a journal in memory or on the disk, of which it holds one window at
/// a time: a huge or sparse file costs no memory.
struct JournalWalker {
  /// The file; `nil` in memory.
  let file: OpenFile?
  /// Where the next record begins.
  var position = 0
  private let size: Int
  /// Bytes at hand and where they begin.
  private var window: [UInt8]
  private var windowStart = 0

  private static let windowSize = 4 << 20

  /// A journal in memory.
  init(_ bytes: [UInt8]) {
    file = nil
    size = bytes.count
    window = bytes
  }

  /// A journal on the disk.
  init(_ file: OpenFile) {
    self.file = file
    size = file.size
    window = []
  }

  /// Its first bytes.
  var head: ArraySlice<UInt8> {
    mutating get { bytes(at: 0, count: min(size, Journal.headerSize)) }
  }

  /// The body of the next record, if it is whole and its check sum is right; goes behind it.
  mutating func next() -> (bytes: ArraySlice<UInt8>, start: Int)? {
    guard position >= 0, position <= size - 8 else { return nil }
    let head = bytes(at: position, count: 8)
    guard head.count == 8 else { return nil }
    let length = Int(Journal.number(head.prefix(4)))
    let crc = UInt32(Journal.number(head.dropFirst(4)))
    let start = position + 8
    guard length > 0, length <= Journal.recordLimit, length <= size - start else { return nil }
    let body = bytes(at: start, count: length)
    guard body.count == length, CRC32C.checksum(of: body) == crc else { return nil }
    position = start + length
    return (body, start)
  }

  private mutating func bytes(at place: Int, count: Int) -> ArraySlice<UInt8> {
    if place < windowStart || place + count > windowStart + window.count, let file {
      let wanted = min(max(count, Self.windowSize), size - place)
      // What the disk does not give is treated as cut off.
      window = (try? file.bytes(at: place, count: max(0, wanted))) ?? []
      windowStart = place
    }
    let first = min(max(0, place - windowStart), window.count)
    return window[first..<min(first + count, window.count)]
  }
}
