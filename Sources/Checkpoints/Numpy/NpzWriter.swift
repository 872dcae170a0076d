extension Checkpoint {
  /// Writes tensors as an archive of NumPy arrays, each an entry `NAME.npy`, atomically and
  /// uncompressed, as `numpy.savez` does. Holds the whole archive in memory.
  ///
  /// Names must be unique and of at most 1000 bytes; all together must stay below 4 GB.
  public static func writeNpz(
    _ tensors: [StoredTensor], to path: String
  ) throws(CheckpointError) {
    let origin = Origin(file: path)
    var archive: [UInt8] = []
    var directory: [UInt8] = []
    var names = Set<String>()
    for tensor in tensors {
      guard names.insert(tensor.name).inserted, tensor.name.utf8.count <= 1000 else {
        throw origin.error(.duplicateName(tensor.name))
      }
      let data = try npyBytes(of: tensor, path: path)
      guard archive.count + data.count < Int(UInt32.max) / 2, tensors.count < 60_000 else {
        throw origin.error(
          .limitExceeded(
            what: "bytes of the archive", found: archive.count + data.count,
            limit: Int(UInt32.max) / 2))
      }
      let entry = ZipEntryHeader(
        name: Array("\(tensor.name).npy".utf8),
        checksum: data.withUnsafeBytes { CRC32.checksum(of: $0) }, size: data.count,
        offset: archive.count)
      archive += entry.local + data
      directory += entry.central
    }
    let start = archive.count
    archive += directory
    archive += littleEndianBytes(UInt32(0x0605_4b50)) + [0, 0, 0, 0]
    archive += littleEndianBytes(UInt16(tensors.count)) + littleEndianBytes(UInt16(tensors.count))
    archive += littleEndianBytes(UInt32(directory.count)) + littleEndianBytes(UInt32(start))
    archive += [0, 0]
    let file = try AtomicFile(path)
    try file.write(archive)
    try file.finish()
  }
}

/// Both headers of one stored entry of a zip archive.
private struct ZipEntryHeader {
  let name: [UInt8]
  let checksum: UInt32
  let size: Int
  let offset: Int

  /// What stands before the data.
  var local: [UInt8] {
    littleEndianBytes(UInt32(0x0403_4b50)) + common + name
  }

  /// What stands in the directory.
  var central: [UInt8] {
    let place = littleEndianBytes(UInt32(offset))
    return littleEndianBytes(UInt32(0x0201_4b50)) + littleEndianBytes(UInt16(20)) + common
      // No comment, first disk, no attributes.
      + [UInt8](repeating: 0, count: 10) + place + name
  }

  /// Version 2.0, no flags, stored, 1980-01-01 so that equal tensors give equal files.
  private var common: [UInt8] {
    littleEndianBytes(UInt16(20)) + [0, 0, 0, 0, 0, 0] + littleEndianBytes(UInt16(0x21))
      + littleEndianBytes(checksum) + littleEndianBytes(UInt32(size))
      + littleEndianBytes(UInt32(size)) + littleEndianBytes(UInt16(name.count)) + [0, 0]
  }
}

/// The bytes of an integer, lowest first.
private func littleEndianBytes<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
  withUnsafeBytes(of: value.littleEndian) { [UInt8]($0) }
}
