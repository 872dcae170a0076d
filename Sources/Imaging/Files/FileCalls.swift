import Foundation

/// The system calls through which files are changed, in one place: tests replace them by ones that
/// fail at a chosen moment.
package struct FileCalls: Sendable {
  /// `openat`: folder, name, flags, permission bits of a new file.
  package var open: @Sendable (Int32, String, Int32, UInt32) -> Int32 = {
    Foundation.openat($0, $1, $2, $3)
  }
  /// `write`
  package var write: @Sendable (Int32, UnsafeRawBufferPointer) -> Int = {
    Foundation.write($0, $1.baseAddress, $1.count)
  }
  /// `pwrite`: file, bytes, place.
  package var writeAt: @Sendable (Int32, UnsafeRawBufferPointer, Int) -> Int = {
    Foundation.pwrite($0, $1.baseAddress, $1.count, off_t($2))
  }
  /// `fsync`
  package var sync: @Sendable (Int32) -> Int32 = { Foundation.fsync($0) }
  /// `renameat` within one folder: old name, new name.
  package var rename: @Sendable (Int32, String, String) -> Int32 = {
    Foundation.renameat($0, $1, $0, $2)
  }
  /// `mkdirat`
  package var makeFolder: @Sendable (Int32, String) -> Int32 = { Foundation.mkdirat($0, $1, 0o755) }

  /// The system's own.
  package init() {}

  /// Writes all bytes from the present place on, through interruptions and short writes.
  /// - Returns: Whether all were written; `errno` says why not.
  package func writeAll(_ bytes: [UInt8], to file: Int32) -> Bool {
    all(bytes) { rest, _ in write(file, rest) }
  }

  /// Writes all bytes at a place of the file.
  /// - Returns: Whether all were written; `errno` says why not.
  package func writeAll(_ bytes: [UInt8], to file: Int32, at place: Int) -> Bool {
    all(bytes) { rest, done in writeAt(file, rest, place + done) }
  }

  private func all(_ bytes: [UInt8], _ put: (UnsafeRawBufferPointer, Int) -> Int) -> Bool {
    bytes.withUnsafeBytes { bytes in
      var written = 0
      while written < bytes.count {
        let count = put(UnsafeRawBufferPointer(rebasing: bytes[written...]), written)
        if count < 0, errno == EINTR { continue }
        // A device that takes nothing and says nothing is full.
        if count == 0 { errno = ENOSPC }
        if count <= 0 { return false }
        written += count
      }
      return true
    }
  }
}
