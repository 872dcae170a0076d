/// The files of a zip archive, for data sets: read whole into memory once, unpacked when asked for.
///
/// Sendable: nothing changes after it was opened.
public struct FileArchive: Sendable {
  /// Names of the files (no folders), in the archive's order.
  public let names: [String]
  private let archive: ZipArchive

  /// Reads an archive. Costs its size in memory.
  /// - Throws: `CheckpointError` when it is no archive, damaged, or has too many entries.
  public init(_ path: String) throws(CheckpointError) {
    archive = try ZipArchive(
      try ByteBuffer.contents(ofFile: path, followingLinks: true), origin: Origin(file: path))
    names = archive.entries.map(\.name).filter { !$0.hasSuffix("/") }
  }

  /// A file's bytes, checked against its checksum.
  /// - Throws: `CheckpointError` when it is not there or damaged.
  public func bytes(of name: String) throws(CheckpointError) -> [UInt8] {
    guard let entry = archive[name] else {
      throw archive.origin.entry(name).error(.missingFile)
    }
    switch entry.method {
    case .stored:
      try archive.verify(entry)
      return archive.buffer.copy(entry.data)
    case .deflated:
      let unpacked = try Inflate.unpack(entry, of: archive, total: 0)
      return unpacked.copy(0..<unpacked.count)
    }
  }
}
