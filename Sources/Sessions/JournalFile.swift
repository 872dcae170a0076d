import Foundation

/// The open journal of a session: appends records, forces them to the disk.
///
/// A record is in the hands of the system when `append` returns: it survives the program's death.
/// After `sync` it survives the machine's.
struct JournalFile: ~Copyable {
  /// Its path.
  let path: String
  /// Its generation.
  private(set) var generation: UInt64
  /// Bytes of whole records, header included.
  private(set) var length: Int
  private let descriptor: Int32

  /// Opens a journal for appending; everything after `length` is cut off.
  init(opening path: String, generation: UInt64, length: Int) throws(SessionError) {
    let descriptor = open(path, O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else { throw systemError(path) }
    guard ftruncate(descriptor, off_t(length)) == 0 else {
      let error = systemError(path)
      close(descriptor)
      throw error
    }
    self.path = path
    self.generation = generation
    self.length = length
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// Appends a record. When the disk is full or fails, the journal is as before.
  mutating func append(_ record: JournalRecord) throws(SessionError) {
    let bytes = Journal.frame(record)
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes {
        pwrite(
          descriptor, $0.baseAddress?.advanced(by: written), bytes.count - written,
          off_t(length + written))
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        let error = systemError(path)
        // Half a record would hide all later ones.
        _ = ftruncate(descriptor, off_t(length))
        throw error
      }
      written += count
    }
    length += bytes.count
  }

  /// Forces everything appended to the disk.
  func sync() throws(SessionError) {
    guard fdatasync(descriptor) == 0 else { throw systemError(path) }
  }
}

/// What the system says about its last failure.
func systemError(_ path: String) -> SessionError {
  .file(path: path, reason: String(cString: strerror(errno)))
}
