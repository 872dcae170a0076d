import Checksums
public import Foundation
public import Imaging

/// The content of files as short texts.
public enum FileSum {
  /// SHA-256 of a file, 64 hexadecimal digits; read in pieces, whatever its size. Costs 0.5 to 2.5
  /// seconds per gigabyte.
  /// - Throws: `FileError` for what is no readable file.
  public static func sum(of file: URL) throws(FileError) -> String {
    // O_NONBLOCK: opening a pipe that nobody writes to must not wait for ever.
    let handle = open(file.path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard handle >= 0 else { throw failure(file) }
    defer { close(handle) }
    var status = stat()
    guard fstat(handle, &status) == 0 else { throw failure(file) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw FileError(path: file.path, kind: .notRegular, reason: "it is not a regular file")
    }
    var sum = SHA256()
    let size = 1 << 20
    let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 64)
    defer { piece.deallocate() }
    while true {
      let count = read(handle, piece.baseAddress, size)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw failure(file) }
      if count == 0 { return sum.text }
      sum.add(UnsafeRawBufferPointer(rebasing: piece[..<count]))
    }
  }

  /// Whether there is a regular file of that name, links followed.
  public static func isRegular(_ file: URL) -> Bool {
    var status = stat()
    return stat(file.path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  private static func failure(_ file: URL) -> FileError {
    FileError(
      path: file.path, kind: errno == ENOENT ? .missing : .system,
      reason: String(cString: strerror(errno)))
  }
}
