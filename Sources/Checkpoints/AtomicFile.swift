#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file that appears complete or not at all: written beside its place, synced, renamed.
///
/// A symbolic link at the place stays a link and its target is replaced. A crash leaves the old
/// file; at worst a hidden `.NAME.tmp.…` remains.
final class AtomicFile {
  private let origin: Origin
  private let target: String
  private let temporary: String
  private let descriptor: Int32
  private let mode: mode_t?
  private var isFinished = false

  /// Opens the temporary file for what will become `path`.
  /// - Parameter followingLinks: Whether a link of that name stays and its target is replaced; else
  ///   the link itself is replaced, as in folders that may come from a stranger.
  init(_ path: String, followingLinks: Bool = true) throws(CheckpointError) {
    let origin = Origin(file: path)
    self.origin = origin
    target = followingLinks ? Self.resolvingLinks(path) : path
    var status = stat()
    if lstat(target, &status) == 0, status.st_mode & S_IFMT != S_IFLNK {
      guard status.st_mode & S_IFMT != S_IFDIR else { throw origin.error(.directory) }
      guard status.st_mode & S_IFMT == S_IFREG else { throw origin.error(.notRegularFile) }
      mode = status.st_mode & 0o777
    } else {
      mode = nil
    }
    let (folder, name) = Self.split(target)
    var opened: Int32 = -1
    var candidate = ""
    for _ in 0..<16 {
      let number = String(UInt32.random(in: 0 ... .max), radix: 36)
      candidate = "\(folder)/.\(name).tmp.\(getpid()).\(number)"
      opened = open(candidate, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      if opened >= 0 || errno != EEXIST { break }
    }
    guard opened >= 0 else { throw origin.error(.system(operation: "create", code: errno)) }
    temporary = candidate
    descriptor = opened
  }

  /// An unfinished file vanishes.
  deinit {
    if !isFinished {
      close(descriptor)
      unlink(temporary)
    }
  }

  /// Appends bytes.
  func write(_ bytes: UnsafeRawBufferPointer) throws(CheckpointError) {
    guard let base = bytes.baseAddress else { return }
    var done = 0
    while done < bytes.count {
      let wrote = Self.put(descriptor, base + done, min(bytes.count - done, 1 << 30))
      if wrote > 0 {
        done += wrote
      } else if errno != EINTR {
        throw origin.error(.system(operation: "write", code: errno))
      }
    }
  }

  /// Appends bytes.
  func write(_ bytes: [UInt8]) throws(CheckpointError) {
    let result = bytes.withUnsafeBytes { buffer in
      Result { () throws(CheckpointError) in try write(buffer) }
    }
    try result.get()
  }

  /// Makes the file appear at its place, on the disk when this returns.
  func finish() throws(CheckpointError) {
    if let mode { _ = fchmod(descriptor, mode) }
    // Some file systems cannot sync; then there is nothing more to do.
    guard fsync(descriptor) == 0 || errno == EINVAL || errno == ENOTSUP else {
      throw origin.error(.system(operation: "write to disk", code: errno))
    }
    guard rename(temporary, target) == 0 else {
      throw origin.error(.system(operation: "rename", code: errno))
    }
    isFinished = true
    close(descriptor)
    let folder = open(Self.split(target).folder, O_RDONLY | O_CLOEXEC)
    if folder >= 0 {
      _ = fsync(folder)
      close(folder)
    }
  }

  /// The system's `write`, which the methods of this type hide.
  private static func put(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
    #if canImport(Glibc)
      Glibc.write(descriptor, bytes, count)
    #else
      Darwin.write(descriptor, bytes, count)
    #endif
  }

  /// The path behind symbolic links, if there is anything.
  private static func resolvingLinks(_ path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  private static func split(_ path: String) -> (folder: String, name: String) {
    guard let slash = path.lastIndex(of: "/") else { return (".", path) }
    let folder = path[..<slash]
    return (folder.isEmpty ? "/" : String(folder), String(path[path.index(after: slash)...]))
  }
}
