/// The end records of an archive: where its central directory lies and how many entries it has.
struct ZipDirectory {
  let range: Range<Int>
  let count: Int

  /// Finds the end record; the archive must end with it (and its comment) exactly.
  init(_ buffer: ByteBuffer, origin: Origin) throws(CheckpointError) {
    let end = try Self.endRecord(in: buffer, origin: origin)
    var cursor = ByteCursor(
      buffer, (end + 4)..<buffer.count, origin: origin.entry("end of central directory"))
    let disk = try cursor.integer(UInt16.self, "disk number")
    let directoryDisk = try cursor.integer(UInt16.self, "disk number")
    let here = try cursor.integer(UInt16.self, "entry count")
    let total = try cursor.integer(UInt16.self, "entry count")
    let size = try cursor.integer(UInt32.self, "directory size")
    let offset = try cursor.integer(UInt32.self, "directory offset")
    var values = Values(count: UInt64(total), size: UInt64(size), offset: UInt64(offset))
    var directoryEnd = end
    if let wide = try Self.zip64(before: end, in: buffer, origin: origin) {
      // A field of the old record is either the same or all ones.
      guard total == 0xffff || UInt64(total) == wide.values.count,
        size == 0xffff_ffff || UInt64(size) == wide.values.size,
        offset == 0xffff_ffff || UInt64(offset) == wide.values.offset
      else {
        throw origin.error(.malformed("the two end records of the archive differ"), at: end)
      }
      values = wide.values
      directoryEnd = wide.position
    }
    guard disk == 0 || disk == 0xffff, directoryDisk == 0 || directoryDisk == 0xffff,
      here == total
    else { throw origin.error(.unsupported("an archive of several parts"), at: end) }
    guard let size = Int(exactly: values.size), let offset = Int(exactly: values.offset),
      let count = Int(exactly: values.count), offset <= directoryEnd,
      size == directoryEnd - offset
    else {
      throw origin.error(
        .malformed("the central directory is not where the end record says"), at: end)
    }
    guard count <= ZipArchive.maximumEntries else {
      throw origin.error(
        .limitExceeded(
          what: "entries of the archive", found: count, limit: ZipArchive.maximumEntries), at: end)
    }
    self.range = offset..<directoryEnd
    self.count = count
  }

  private struct Values {
    var count: UInt64
    var size: UInt64
    var offset: UInt64
  }

  /// Searches backwards over a comment of at most 65535 bytes.
  private static func endRecord(
    in buffer: ByteBuffer, origin: Origin
  ) throws(CheckpointError) -> Int {
    var position = buffer.count - 22
    let first = max(0, buffer.count - 22 - 0xffff)
    while position >= first {
      if buffer.integer(UInt32.self, at: position) == 0x0605_4b50,
        position + 22 + Int(buffer.integer(UInt16.self, at: position + 20)) == buffer.count
      {
        return position
      }
      position -= 1
    }
    throw origin.error(
      .truncated(what: "the archive's central directory", needed: 22, available: 0),
      at: buffer.count)
  }

  /// The 64 bit end record, if its locator stands right before the old one.
  private static func zip64(
    before end: Int, in buffer: ByteBuffer, origin: Origin
  ) throws(CheckpointError) -> (values: Values, position: Int)? {
    let locator = end - 20
    guard locator >= 0, buffer.integer(UInt32.self, at: locator) == 0x0706_4b50 else { return nil }
    let stated = buffer.integer(UInt64.self, at: locator + 8)
    guard let position = Int(exactly: stated), position <= locator - 56,
      buffer.integer(UInt32.self, at: position) == 0x0606_4b50,
      buffer.integer(UInt64.self, at: position + 4) == UInt64(locator - position - 12)
    else {
      throw origin.error(.malformed("the 64 bit end record is not where it should be"), at: locator)
    }
    let values = Values(
      count: buffer.integer(UInt64.self, at: position + 32),
      size: buffer.integer(UInt64.self, at: position + 40),
      offset: buffer.integer(UInt64.self, at: position + 48))
    return (values, position)
  }
}

/// One record of the central directory.
struct ZipCentralHeader {
  /// Where the record lies, for errors.
  let position: Int
  let name: String
  let flags: UInt16
  let method: UInt16
  let checksum: UInt32
  private(set) var packed: UInt64
  private(set) var size: UInt64
  private(set) var localOffset: UInt64

  init(_ cursor: inout ByteCursor) throws(CheckpointError) {
    position = cursor.position
    guard try cursor.integer(UInt32.self, "directory record") == 0x0201_4b50 else {
      throw cursor.origin.error(.malformed("not a directory record"), at: position)
    }
    _ = try cursor.take(4, "versions")
    flags = try cursor.integer(UInt16.self, "flags")
    method = try cursor.integer(UInt16.self, "method")
    _ = try cursor.take(4, "time")
    checksum = try cursor.integer(UInt32.self, "checksum")
    packed = UInt64(try cursor.integer(UInt32.self, "packed size"))
    size = UInt64(try cursor.integer(UInt32.self, "size"))
    let nameLength = Int(try cursor.integer(UInt16.self, "name length"))
    let extraLength = Int(try cursor.integer(UInt16.self, "extra length"))
    let commentLength = Int(try cursor.integer(UInt16.self, "comment length"))
    let disk = try cursor.integer(UInt16.self, "disk number")
    _ = try cursor.take(6, "attributes")
    localOffset = UInt64(try cursor.integer(UInt32.self, "offset"))
    name = try zipName(&cursor, length: nameLength)
    let extra = try cursor.take(extraLength, "extra field")
    _ = try cursor.take(commentLength, "comment")
    guard disk == 0 || disk == 0xffff else {
      throw cursor.origin.error(.unsupported("an archive of several parts"), at: position)
    }
    // Bit 0: encrypted; 5: patched; 6: strongly encrypted; 13: masked headers.
    guard flags & (1 | 1 << 5 | 1 << 6 | 1 << 13) == 0 else {
      throw cursor.origin.error(.unsupported("an encrypted or patched entry"), at: position)
    }
    let wide = try zip64Values(cursor.buffer, extra, origin: cursor.origin)
    var next = 0
    func widen(_ value: UInt64) throws(CheckpointError) -> UInt64 {
      guard value == 0xffff_ffff else { return value }
      guard next < wide.count else {
        throw cursor.origin.error(.malformed("a 64 bit size is missing"), at: position)
      }
      defer { next += 1 }
      return wide[next]
    }
    size = try widen(size)
    packed = try widen(packed)
    localOffset = try widen(localOffset)
  }

  /// Checks the record after an entry's data that repeats its checksum and sizes.
  func requireDescriptor(_ cursor: inout ByteCursor) throws(CheckpointError) {
    let at = cursor.position
    let signature = try cursor.integer(UInt32.self, "data descriptor")
    let stored = try cursor.integer(UInt32.self, "data descriptor")
    guard signature == 0x0807_4b50, stored == checksum else {
      throw cursor.origin.error(.malformed("its data descriptor differs"), at: at)
    }
    // Sizes have 32 bits, or 64 when the writer announced it; the bytes tell which.
    if cursor.remaining >= 16, cursor.buffer.integer(UInt64.self, at: cursor.position) == packed,
      cursor.buffer.integer(UInt64.self, at: cursor.position + 8) == size
    {
      _ = try cursor.take(16, "data descriptor")
      return
    }
    let packed = UInt64(try cursor.integer(UInt32.self, "data descriptor"))
    let size = UInt64(try cursor.integer(UInt32.self, "data descriptor"))
    guard packed == self.packed, size == self.size else {
      throw cursor.origin.error(.malformed("its data descriptor differs"), at: at)
    }
  }
}

/// The record before an entry's data.
struct ZipLocalHeader {
  let name: String
  let flags: UInt16
  let method: UInt16
  let checksum: UInt32
  private(set) var packed: UInt64
  private(set) var size: UInt64

  init(_ cursor: inout ByteCursor) throws(CheckpointError) {
    let position = cursor.position
    guard try cursor.integer(UInt32.self, "local header") == 0x0403_4b50 else {
      throw cursor.origin.error(.malformed("not a local header"), at: position)
    }
    _ = try cursor.take(2, "version")
    flags = try cursor.integer(UInt16.self, "flags")
    method = try cursor.integer(UInt16.self, "method")
    _ = try cursor.take(4, "time")
    checksum = try cursor.integer(UInt32.self, "checksum")
    packed = UInt64(try cursor.integer(UInt32.self, "packed size"))
    size = UInt64(try cursor.integer(UInt32.self, "size"))
    let nameLength = Int(try cursor.integer(UInt16.self, "name length"))
    let extraLength = Int(try cursor.integer(UInt16.self, "extra length"))
    name = try zipName(&cursor, length: nameLength)
    let extra = try cursor.take(extraLength, "extra field")
    guard size == 0xffff_ffff || packed == 0xffff_ffff else { return }
    let wide = try zip64Values(cursor.buffer, extra, origin: cursor.origin)
    guard wide.count >= 2 else {
      throw cursor.origin.error(.malformed("a 64 bit size is missing"), at: position)
    }
    size = wide[0]
    packed = wide[1]
  }
}

/// An entry's name, which must be UTF-8.
private func zipName(
  _ cursor: inout ByteCursor, length: Int
) throws(CheckpointError) -> String {
  let range = try cursor.take(length, "entry name")
  guard let name = cursor.buffer.text(range), !name.isEmpty else {
    throw cursor.origin.error(.malformed("an entry's name is not text"), at: range.lowerBound)
  }
  return name
}

/// The 64 bit values of an extra field, in their order; empty if there are none.
private func zip64Values(
  _ buffer: ByteBuffer, _ extra: Range<Int>, origin: Origin
) throws(CheckpointError) -> [UInt64] {
  var cursor = ByteCursor(buffer, extra, origin: origin)
  // Some writers pad with fewer than four bytes.
  while cursor.remaining >= 4 {
    let kind = try cursor.integer(UInt16.self, "extra field")
    let length = Int(try cursor.integer(UInt16.self, "extra field"))
    let range = try cursor.take(length, "extra field")
    if kind == 1 {
      return stride(from: range.lowerBound, through: range.upperBound - 8, by: 8).map {
        buffer.integer(UInt64.self, at: $0)
      }
    }
  }
  return []
}
