#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension ByteBuffer {
  /// The largest file that is read, in bytes: 32 GiB.
  static let maximumFileSize = 32 << 30

  /// Reads a whole regular file once. Costs its size in memory.
  /// - Parameter followingLinks: Whether the name may be a symbolic link.
  static func contents(
    ofFile path: String, followingLinks: Bool
  ) throws(CheckpointError) -> ByteBuffer {
    let origin = Origin(file: path)
    // O_NONBLOCK: opening a pipe that nobody writes to must not wait for ever.
    let descriptor = open(
      path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | (followingLinks ? 0 : O_NOFOLLOW))
    guard descriptor >= 0 else {
      if errno == ELOOP { throw origin.error(.notRegularFile) }
      throw origin.error(errno == ENOENT ? .missingFile : .system(operation: "open", code: errno))
    }
    defer { close(descriptor) }
    let before = try status(of: descriptor, origin)
    switch before.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw origin.error(.directory)
    default: throw origin.error(.notRegularFile)
    }
    let size = Int(before.st_size)
    guard size > 0 else { throw origin.error(.emptyFile) }
    guard size <= maximumFileSize else {
      throw origin.error(.fileTooLarge(bytes: size, limit: maximumFileSize))
    }
    var code: Int32 = 0
    let buffer = ByteBuffer(count: size) { target in
      code = readAll(descriptor, into: target)
      return code == 0
    }
    let after = try status(of: descriptor, origin)
    guard after.st_size == before.st_size, modification(after) == modification(before) else {
      throw origin.error(.changedWhileReading)
    }
    guard let buffer else { throw origin.error(.system(operation: "read", code: code)) }
    return buffer
  }

  /// Fills `target` from the file; 0, or the `errno` of what went wrong.
  private static func readAll(
    _ descriptor: Int32, into target: UnsafeMutableRawBufferPointer
  ) -> Int32 {
    var done = 0
    while done < target.count {
      guard let base = target.baseAddress else { return 0 }
      let got = read(descriptor, base + done, Swift.min(target.count - done, 1 << 30))
      if got > 0 {
        done += got
      } else if got == 0 {
        return EIO
      } else if errno != EINTR {
        return errno
      }
    }
    return 0
  }

  private static func status(of descriptor: Int32, _ origin: Origin) throws(CheckpointError) -> stat
  {
    var result = stat()
    guard fstat(descriptor, &result) == 0 else {
      throw origin.error(.system(operation: "examine", code: errno))
    }
    return result
  }

  /// Nanoseconds since 1970 of the last write.
  private static func modification(_ status: stat) -> Int {
    #if canImport(Darwin)
      let time = status.st_mtimespec
    #else
      let time = status.st_mtim
    #endif
    return Int(time.tv_sec) &* 1_000_000_000 &+ Int(time.tv_nsec)
  }
}
