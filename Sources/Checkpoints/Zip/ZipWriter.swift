import Checksums
/// A zip archive of stored entries in memory, equal for equal entries.
struct ZipWriter {
  private let origin: Origin
  private var archive: [UInt8] = []
  private var directory: [UInt8] = []
  private var names = Set<String>()

  /// An archive without entries.
  init(origin: Origin) { self.origin = origin }

  /// Appends an entry.
  /// - Parameter alignment: Its data begins at a multiple of this, as PyTorch wants it.
  mutating func add(
    _ name: String, _ data: [UInt8], alignment: Int = 1
  ) throws(CheckpointError) {
    guard names.insert(name).inserted, name.utf8.count <= 1004 else {
      throw origin.error(.duplicateName(name))
    }
    guard archive.count + data.count < Int(UInt32.max) / 2, names.count < 60_000 else {
      throw origin.error(
        .limitExceeded(
          what: "bytes of the archive", found: archive.count + data.count,
          limit: Int(UInt32.max) / 2))
    }
    let header = 30 + name.utf8.count
    let gap = alignment > 1 ? (alignment - (archive.count + header) % alignment) % alignment : 0
    // An extra field has a header of four bytes of its own.
    let padding = gap == 0 ? 0 : gap < 4 ? gap + alignment : gap
    let entry = ZipEntryHeader(
      name: Array(name.utf8), checksum: data.withUnsafeBytes { CRC32.checksum(of: $0) },
      size: data.count, offset: archive.count, padding: padding)
    archive += entry.local + data
    directory += entry.central
  }

  /// The whole archive.
  consuming func finished() -> [UInt8] {
    let start = archive.count
    var result = archive
    result += directory
    result += littleEndianBytes(UInt32(0x0605_4b50)) + [0, 0, 0, 0]
    let count = littleEndianBytes(UInt16(names.count))
    result += count + count
    result += littleEndianBytes(UInt32(directory.count)) + littleEndianBytes(UInt32(start))
    return result + [0, 0]
  }
}

/// Both headers of one stored entry of a zip archive.
private struct ZipEntryHeader {
  let name: [UInt8]
  let checksum: UInt32
  let size: Int
  let offset: Int
  let padding: Int

  /// What stands before the data.
  var local: [UInt8] {
    let extra: [UInt8] =
      padding == 0
      ? []
      : littleEndianBytes(UInt16(0x4246)) + littleEndianBytes(UInt16(padding - 4))
        + [UInt8](repeating: UInt8(ascii: "Z"), count: padding - 4)
    return littleEndianBytes(UInt32(0x0403_4b50)) + common
      + littleEndianBytes(UInt16(padding)) + name + extra
  }

  /// What stands in the directory.
  var central: [UInt8] {
    let place = littleEndianBytes(UInt32(offset))
    return littleEndianBytes(UInt32(0x0201_4b50)) + littleEndianBytes(UInt16(20)) + common
      // No extra field, no comment, first disk, no attributes.
      + [UInt8](repeating: 0, count: 12) + place + name
  }

  /// Version 2.0, no flags, stored, 1980-01-01 so that equal tensors give equal files.
  private var common: [UInt8] {
    littleEndianBytes(UInt16(20)) + [0, 0, 0, 0, 0, 0] + littleEndianBytes(UInt16(0x21))
      + littleEndianBytes(checksum) + littleEndianBytes(UInt32(size))
      + littleEndianBytes(UInt32(size)) + littleEndianBytes(UInt16(name.count))
  }
}

/// The bytes of an integer, lowest first.
func littleEndianBytes<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
  withUnsafeBytes(of: value.littleEndian) { [UInt8]($0) }
}
