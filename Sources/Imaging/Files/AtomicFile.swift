public import Foundation

/// Writes files so that a reader sees the old content or the new, never a part, even after a
/// crash or a power cut.
public enum AtomicFile {
  /// Replaces the file's content, or creates the file.
  ///
  /// The bytes go to a temporary file in the same folder, which is synced and renamed over the
  /// target; then the folder is synced. A symbolic link is followed, not replaced (the path is the
  /// person's own; members of a stranger's folder go through `Directory`); the permission bits of an
  /// existing file are kept; devices, pipes and folders are refused.
  ///
  /// - Throws: `AtomicFileError`, with the old content untouched.
  public static func write(_ bytes: [UInt8], to url: URL) throws(AtomicFileError) {
    try write(bytes, to: url, through: FileCalls())
  }

  /// Writes the text in UTF-8.
  public static func write(_ text: String, to url: URL) throws(AtomicFileError) {
    try write(Array(text.utf8), to: url)
  }

  /// Writes the bytes of `data`.
  public static func write(_ data: Data, to url: URL) throws(AtomicFileError) {
    try write(Array(data), to: url)
  }

  package static func write(
    _ bytes: [UInt8], to url: URL, through calls: FileCalls
  ) throws(AtomicFileError) {
    let target = try resolved(url.path)
    let folder = (target as NSString).deletingLastPathComponent
    func failure(_ step: AtomicFileError.Step, _ code: Int32) -> AtomicFileError {
      AtomicFileError(file: url.path, step: step, reason: String(cString: strerror(code)))
    }
    var status = stat()
    if stat(target, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      let kind = status.st_mode & S_IFMT == S_IFDIR ? "a folder" : "a device or a pipe"
      throw AtomicFileError(
        file: url.path, step: .target, reason: "it is \(kind), which no file takes the place of")
    }
    let directory = calls.open(
      AT_FDCWD, folder.isEmpty ? "." : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0)
    guard directory >= 0 else { throw failure(.openingFolder, errno) }
    defer { close(directory) }
    let name = (target as NSString).lastPathComponent
    let (file, failed) = replace(name, in: directory, with: bytes, through: calls)
    if let file { close(file) }
    if let failed { throw failure(failed.step, failed.code) }
  }

  /// Replaces a file of an open folder, or makes it; a link of that name is replaced itself.
  /// - Returns: The new file, open for reading and writing, as soon as it has its name; and the
  ///   step that failed with its `errno`. Both when only the folder could not be synced.
  static func replace(
    _ name: String, in directory: Int32, with bytes: [UInt8], through calls: FileCalls
  ) -> (file: Int32?, failure: (step: AtomicFileError.Step, code: Int32)?) {
    // A name of our own, short enough beside any target's.
    let temporary = ".ganvas-\(getpid())-\(String(UInt64.random(in: .min ... .max), radix: 36)).tmp"
    let file = calls.open(directory, temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard file >= 0 else { return (nil, (.creating, errno)) }
    var failed: (step: AtomicFileError.Step, code: Int32)?
    var status = stat()
    if fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) == 0,
      status.st_mode & S_IFMT == S_IFREG, fchmod(file, status.st_mode & 0o7777) != 0
    {
      failed = (.creating, errno)
    }
    if failed == nil, !calls.writeAll(bytes, to: file) { failed = (.writing, errno) }
    if failed == nil, calls.sync(file) != 0 { failed = (.syncing, errno) }
    if failed == nil, calls.rename(directory, temporary, name) != 0 {
      failed = (.renaming, errno)
    }
    if let failed {
      close(file)
      unlinkat(directory, temporary, 0)
      return (nil, failed)
    }
    // Some file systems cannot sync folders and say so; then there is nothing more to do.
    if calls.sync(directory) != 0, ![EINVAL, ENOTSUP, EROFS].contains(errno) {
      return (file, (.syncingFolder, errno))
    }
    return (file, nil)
  }

  /// Follows symbolic links, also to a file that does not exist yet.
  private static func resolved(_ path: String) throws(AtomicFileError) -> String {
    var path = path
    for _ in 0..<40 {
      guard let link = try? FileManager.default.destinationOfSymbolicLink(atPath: path) else {
        return path
      }
      let folder = (path as NSString).deletingLastPathComponent
      path = link.hasPrefix("/") ? link : (folder as NSString).appendingPathComponent(link)
    }
    throw AtomicFileError(
      file: path, step: .openingFolder, reason: String(cString: strerror(ELOOP)))
  }
}

/// Why a file could not be written; unless the step is `syncingFolder`, what was there before is
/// still there.
public struct AtomicFileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The step that failed.
  public enum Step: String, Hashable, Sendable {
    /// A device, a pipe or a folder has its name.
    case target = "its place is taken"
    /// The folder is missing or closed to us.
    case openingFolder = "its folder cannot be opened"
    /// No file can be created in the folder.
    case creating = "no file can be created in its folder"
    /// The bytes did not fit or the device failed.
    case writing = "writing failed"
    /// The device did not confirm.
    case syncing = "the disk did not confirm"
    /// The finished file could not take its name.
    case renaming = "it could not be put in place"
    /// It is in place, but might be gone again after a power cut.
    case syncingFolder = "it is in place, but the disk did not confirm"
  }

  /// Path as it was given.
  public var file: String
  /// What was being done.
  public var step: Step
  /// The system's words.
  public var reason: String

  /// A sentence for the person who saves.
  public var description: String { "\(file) was not saved: \(step.rawValue) (\(reason))." }
}
