import Checksums

/// A zip archive inside a buffer, as its central directory lists it; every entry is checked.
///
/// The rules are stricter than zip's: no encryption, no second opinion of a local header, no
/// overlap, no duplicate name, nothing between the directory and its end record. So there is one
/// way to read an archive, and tools that look elsewhere see the same bytes.
struct ZipArchive: Sendable {
  /// How an entry is packed.
  enum Method: UInt16, Sendable {
    case stored = 0
    case deflated = 8
  }

  /// One file of the archive.
  struct Entry: Sendable {
    let name: String
    let method: Method
    let checksum: UInt32
    /// Where its packed bytes lie in the buffer.
    let data: Range<Int>
    /// Size after unpacking, in bytes.
    let size: Int
  }

  /// The most entries that are read.
  static let maximumEntries = 100_000

  let buffer: ByteBuffer
  let origin: Origin
  /// In the order of the central directory.
  private(set) var entries: [Entry] = []
  private var indices: [String: Int] = [:]

  /// Reads the directory and checks every entry against its local header.
  init(_ buffer: ByteBuffer, origin: Origin) throws(CheckpointError) {
    self.buffer = buffer
    self.origin = origin
    let directory = try ZipDirectory(buffer, origin: origin)
    var cursor = ByteCursor(
      buffer, directory.range, origin: origin.entry("central directory"))
    var extents: [Range<Int>] = []
    for _ in 0..<directory.count {
      let header = try ZipCentralHeader(&cursor)
      let (entry, extent) = try locate(header, before: directory.range.lowerBound)
      guard indices.updateValue(entries.count, forKey: entry.name) == nil else {
        throw origin.error(.duplicateName(entry.name), at: header.position)
      }
      entries.append(entry)
      extents.append(extent)
    }
    guard cursor.remaining == 0 else {
      throw origin.error(
        .malformed("the central directory has more bytes than entries"), at: cursor.position)
    }
    extents.sort { $0.lowerBound < $1.lowerBound }
    for (first, second) in zip(extents, extents.dropFirst())
    where second.lowerBound < first.upperBound {
      throw origin.error(.malformed("two entries of the archive overlap"), at: second.lowerBound)
    }
  }

  /// The entry of that name.
  subscript(name: String) -> Entry? { indices[name].map { entries[$0] } }

  /// Checks the stored bytes against their CRC-32.
  func verify(_ entry: Entry) throws(CheckpointError) {
    let computed = buffer.withBytes(entry.data, CRC32.checksum(of:))
    guard computed == entry.checksum else {
      throw origin.entry(entry.name).error(
        .checksumMismatch(stored: entry.checksum, computed: computed), at: entry.data.lowerBound)
    }
  }

  /// Finds an entry's bytes through its local header, which must say the same as the directory.
  private func locate(
    _ central: ZipCentralHeader, before limit: Int
  ) throws(CheckpointError) -> (Entry, extent: Range<Int>) {
    let origin = self.origin.entry(central.name)
    guard let start = Int(exactly: central.localOffset), start <= limit else {
      throw origin.error(
        .malformed("the entry begins beyond the archive's data"), at: central.position)
    }
    var cursor = ByteCursor(buffer, start..<limit, origin: origin)
    let local = try ZipLocalHeader(&cursor)
    guard local.name == central.name else {
      throw origin.error(.malformed("its local header has another name"), at: start)
    }
    guard local.flags == central.flags, local.method == central.method else {
      throw origin.error(.malformed("its local header differs from the directory"), at: start)
    }
    // With a data descriptor the local header may leave sizes and checksum 0.
    let postponed = local.flags & 8 != 0
    let blank = local.checksum == 0 && local.packed == 0 && local.size == 0
    guard
      (postponed && blank)
        || (local.checksum == central.checksum && local.packed == central.packed
          && local.size == central.size)
    else {
      throw origin.error(
        .malformed("its local header gives other sizes than the directory"), at: start)
    }
    guard let method = Method(rawValue: central.method) else {
      throw origin.error(.unsupported("zip method \(central.method)"), at: start)
    }
    guard let packed = Int(exactly: central.packed), let size = Int(exactly: central.size) else {
      throw origin.error(.malformed("its size overflows"), at: central.position)
    }
    guard method == .deflated || packed == size else {
      throw origin.error(
        .sizeMismatch(what: "bytes of a stored entry", expected: size, found: packed), at: start)
    }
    let data = try cursor.take(packed, "entry \"\(central.name)\"")
    if postponed { try central.requireDescriptor(&cursor) }
    let entry = Entry(
      name: central.name, method: method, checksum: central.checksum, data: data, size: size)
    return (entry, start..<cursor.position)
  }
}
