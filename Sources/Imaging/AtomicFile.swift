public import Foundation

/// Writes files so that a reader sees the old content or the new, never a part, even after a
/// crash or a power cut.
public enum AtomicFile {
  /// Replaces the file's content, or creates the file.
  ///
  /// The bytes go to a temporary file in the same folder, which is synced and renamed over the
  /// target; then the folder is synced. A symbolic link is followed, not replaced; the permission
  /// bits of an existing file are kept.
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

  static func write(
    _ bytes: [UInt8], to url: URL, through calls: FileCalls
  ) throws(AtomicFileError) {
    let target = try resolved(url.path)
    let folder = (target as NSString).deletingLastPathComponent
    let name = (target as NSString).lastPathComponent
    func failure(_ step: AtomicFileError.Step) -> AtomicFileError {
      AtomicFileError(file: url.path, step: step, reason: String(cString: strerror(errno)))
    }

    let directory = open(folder.isEmpty ? "." : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard directory >= 0 else { throw failure(.openingFolder) }
    defer { close(directory) }

    // A name of our own, short enough beside any target's.
    let temporary = ".ganvas-\(getpid())-\(String(UInt64.random(in: .min ... .max), radix: 36)).tmp"
    let file = openat(directory, temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard file >= 0 else { throw failure(.creating) }
    var failed: AtomicFileError?
    var status = stat()
    if fstatat(directory, name, &status, 0) == 0, fchmod(file, status.st_mode & 0o7777) != 0 {
      failed = failure(.creating)
    }
    if failed == nil, !writeAll(bytes, to: file, through: calls) { failed = failure(.writing) }
    if failed == nil, calls.sync(file) != 0 { failed = failure(.syncing) }
    if close(file) != 0, failed == nil { failed = failure(.writing) }
    if failed == nil, calls.rename(directory, temporary, name) != 0 { failed = failure(.renaming) }
    if let failed {
      unlinkat(directory, temporary, 0)
      throw failed
    }
    // Some file systems cannot sync folders and say so; then there is nothing more to do.
    if calls.sync(directory) != 0, ![EINVAL, ENOTSUP, EROFS].contains(errno) {
      throw failure(.syncingFolder)
    }
  }

  private static func writeAll(_ bytes: [UInt8], to file: Int32, through calls: FileCalls) -> Bool {
    bytes.withUnsafeBytes { bytes in
      var written = 0
      while written < bytes.count {
        let count = calls.write(file, UnsafeRawBufferPointer(rebasing: bytes[written...]))
        if count < 0, errno == EINTR { continue }
        if count <= 0 { return false }
        written += count
      }
      return true
    }
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

/// The system calls that can fail midway; tests replace them.
struct FileCalls {
  var write: (Int32, UnsafeRawBufferPointer) -> Int = {
    Foundation.write($0, $1.baseAddress, $1.count)
  }
  var sync: (Int32) -> Int32 = { fsync($0) }
  var rename: (Int32, String, String) -> Int32 = { renameat($0, $1, $0, $2) }
}

/// Why a file could not be written; unless the step is `syncingFolder`, what was there before is
/// still there.
public struct AtomicFileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The step that failed.
  public enum Step: String, Hashable, Sendable {
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
