import Foundation

/// The open journal of a session: appends records, forces them to the disk.
///
/// A record is in the hands of the system when `append` returns: it survives the program's death.
/// After `sync` it survives the machine's.
struct JournalFile {
  /// An open file; closed when nobody needs it any more.
  final class Descriptor: Sendable {
    /// The system's number.
    let number: Int32

    init(_ number: Int32) { self.number = number }

    deinit { close(number) }

    /// Forces everything written to the disk. May take its time: never called under a lock that
    /// the painter's thread needs.
    func sync(_ path: String) throws(SessionError) {
      guard fdatasync(number) == 0 else { throw systemError(path) }
    }
  }

  /// Its path.
  let path: String
  /// Its generation.
  private(set) var generation: UInt64
  /// Bytes of whole records, header included.
  private(set) var length: Int
  /// The open file.
  let descriptor: Descriptor

  /// Opens a journal for appending; everything after `length` is cut off.
  init(opening path: String, generation: UInt64, length: Int) throws(SessionError) {
    let number = open(path, O_RDWR | O_CLOEXEC)
    guard number >= 0 else { throw systemError(path) }
    let descriptor = Descriptor(number)
    guard ftruncate(number, off_t(length)) == 0 else { throw systemError(path) }
    self.path = path
    self.generation = generation
    self.length = length
    self.descriptor = descriptor
  }

  /// Appends a record. When the disk is full or fails, the journal is as before.
  mutating func append(_ record: JournalRecord) throws(SessionError) {
    let bytes = Journal.frame(record)
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes {
        pwrite(
          descriptor.number, $0.baseAddress?.advanced(by: written), bytes.count - written,
          off_t(length + written))
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        let error = systemError(path)
        // Half a record would hide all later ones.
        _ = ftruncate(descriptor.number, off_t(length))
        throw error
      }
      written += count
    }
    length += bytes.count
  }
}

/// What the system says about its last failure.
func systemError(_ path: String) -> SessionError {
  .file(path: path, reason: String(cString: strerror(errno)))
}
