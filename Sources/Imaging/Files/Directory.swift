public import Foundation

/// An open folder whose members are reached through it alone: no symbolic link below it is
/// followed, and only regular files are read or written.
///
/// Sessions, model packages and training runs come from strangers: whatever lies in such a folder,
/// nothing outside it is read, changed or made. The path to the folder itself is the person's own:
/// links in it are followed. Members are named relative to the folder, `frames/last.png`.
public final class Directory: Sendable {
  /// Its path, for messages.
  public let path: String
  let descriptor: Int32
  /// How files are changed.
  package let calls: FileCalls

  /// Opens a folder that is there.
  public convenience init(_ path: String) throws(FileError) {
    try self.init(path, through: FileCalls())
  }

  /// Opens a folder that is there.
  public convenience init(_ url: URL) throws(FileError) { try self.init(url.path) }

  /// Opens a folder through some calls.
  package init(_ path: String, through calls: FileCalls) throws(FileError) {
    self.path = path
    self.calls = calls
    descriptor = calls.open(AT_FDCWD, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0)
    guard descriptor >= 0 else { throw Self.error(path, errno) }
  }

  deinit { close(descriptor) }

  /// Makes a folder.
  /// - Returns: `nil`, or why not; `EEXIST` when there is something of that name.
  package static func make(_ path: String, through calls: FileCalls = FileCalls()) -> Int32? {
    calls.makeFolder(AT_FDCWD, path) == 0 ? nil : errno
  }

  /// Path of a member, for messages.
  public func path(of member: String) -> String { path + "/" + member }

  /// Whether the folder was taken away or replaced under its path.
  public var isGone: Bool {
    var mine = stat()
    var there = stat()
    guard fstat(descriptor, &mine) == 0, stat(path, &there) == 0 else { return true }
    return mine.st_dev != there.st_dev || mine.st_ino != there.st_ino
  }

  /// What the system says, as an error.
  static func error(_ path: String, _ code: Int32) -> FileError {
    let kind: FileError.Kind =
      switch code {
      case ENOENT: .missing
      case ELOOP: .link
      default: .system
      }
    let reason =
      code == ELOOP
      ? "it is a link, and links in such a folder are not followed"
      : String(cString: strerror(code))
    return FileError(path: path, kind: kind, reason: reason)
  }

  /// Runs with the folder that holds a member, and the member's name in it.
  /// - Parameter making: Whether folders on the way are made.
  func inFolder<Result>(
    of member: String, making: Bool = false,
    _ body: (Int32, String) throws(FileError) -> Result
  ) throws(FileError) -> Result {
    let parts = member.split(separator: "/", omittingEmptySubsequences: false).map { String($0) }
    guard let name = parts.last, !parts.contains(where: { ["", ".", ".."].contains($0) }),
      !member.contains("\0")
    else {
      throw FileError(
        path: path(of: member), kind: .notRegular, reason: "it names nothing in this folder")
    }
    var folder = descriptor
    defer { if folder != descriptor { close(folder) } }
    for part in parts.dropLast() {
      let next = try opened(part, in: folder, of: member, making: making)
      if folder != descriptor { close(folder) }
      folder = next
    }
    return try body(folder, name)
  }

  /// Opens a folder inside another one, which must be no link.
  private func opened(
    _ name: String, in folder: Int32, of member: String, making: Bool
  ) throws(FileError) -> Int32 {
    if making, calls.makeFolder(folder, name) != 0, errno != EEXIST {
      throw Self.error(path(of: member), errno)
    }
    let next = calls.open(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC, 0)
    guard next >= 0 else {
      let code = errno
      throw Self.error(path(of: member), isLink(name, in: folder) ? ELOOP : code)
    }
    return next
  }

  /// Whether a name stands for a symbolic link.
  private func isLink(_ name: String, in folder: Int32) -> Bool {
    var status = stat()
    return fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0
      && status.st_mode & S_IFMT == S_IFLNK
  }

  /// Opens a regular file; `flags` beside those that keep out links, pipes and children.
  func open(
    _ name: String, in folder: Int32, _ flags: Int32, of member: String
  ) throws(FileError) -> (file: Int32, status: stat) {
    // O_NONBLOCK: opening a pipe that nobody writes to must not wait for ever.
    let file = calls.open(
      folder, name, flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY, 0o644)
    // ENXIO: a pipe opened for writing that nobody reads, or a socket.
    guard file >= 0 || errno == ENXIO || errno == EISDIR else {
      throw Self.error(path(of: member), errno)
    }
    var status = stat()
    guard file >= 0, fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      if file >= 0 { close(file) }
      throw FileError(
        path: path(of: member), kind: .notRegular, reason: "it is not a regular file")
    }
    return (file, status)
  }
}

/// An open member of a `Directory`; closed when nobody needs it any more.
public final class OpenFile: Sendable {
  /// The system's number.
  public let number: Int32
  /// Path for messages.
  public let path: String
  let calls: FileCalls

  init(_ number: Int32, path: String, calls: FileCalls) {
    self.number = number
    self.path = path
    self.calls = calls
  }

  deinit { close(number) }
}
