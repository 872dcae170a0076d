import Foundation

/// The lock of a folder that one process works in: `flock` says whether someone lives, the file
/// says who.
///
/// The system lets go of the lock when its process dies, however it dies; the name stays in the
/// file then. So a free lock with a name in it means a crash, and an empty file good order.
public final class FolderLock: Sendable {
  /// Name of the file.
  public static let fileName = "lock"

  /// What a lock file says to those outside.
  public enum Finding: Equatable, Sendable {
    /// Closed in good order, or never open.
    case free
    /// Its program died without closing.
    case crashed(ProcessIdentity)
    /// Open.
    case held(by: ProcessIdentity)
  }

  /// Why a lock was not taken.
  public enum Refusal: Error, Hashable, Sendable {
    /// Somebody has it.
    case held(by: ProcessIdentity)
    /// The file cannot be made or written.
    case file(FileError)
  }

  private let file: OpenFile

  /// Takes the lock of a folder.
  public init(_ directory: Directory, identity: ProcessIdentity) throws(Refusal) {
    var file = try FolderLock.taken(directory, identity)
    do throws(FileError) {
      if file.links > 1 {
        // It has a second name elsewhere, as backups of hard links have: that one stays as it is.
        try directory.remove(FolderLock.fileName)
      }
    } catch {
      throw .file(error)
    }
    if file.links != 1 { file = try FolderLock.taken(directory, identity) }
    do throws(FileError) {
      try file.truncate(to: 0)
      try file.write(Array((try? JSONEncoder().encode(identity)) ?? Data()), at: 0)
    } catch {
      throw .file(error)
    }
    self.file = file
  }

  /// Notes that the folder was left in good order, and lets go.
  public func release() {
    do throws(FileError) { try file.truncate(to: 0) } catch {
      // The name stays: the next one finds a crash and looks closely, which loses nothing.
      return
    }
    _ = flock(file.number, LOCK_UN)
  }

  /// Looks at a lock without taking it.
  public static func inspect(
    _ directory: Directory, as identity: ProcessIdentity
  ) -> Finding {
    guard let file = try? directory.openForReading(fileName) else { return .free }
    let name = holder(file)
    guard flock(file.number, LOCK_SH | LOCK_NB) == 0 else { return .held(by: name ?? .unknown) }
    guard let name else { return .free }
    return name.livesElsewhere(than: identity) ? .held(by: name) : .crashed(name)
  }

  /// Some network file systems lock within one machine only. A holder on another machine is
  /// believed to live; removing the file `lock` by hand frees the folder.
  private static func taken(
    _ directory: Directory, _ identity: ProcessIdentity
  ) throws(Refusal) -> OpenFile {
    let file: OpenFile
    do throws(FileError) {
      file = try directory.openForUpdate(FolderLock.fileName, making: true)
    } catch {
      throw .file(error)
    }
    // Someone who only looks holds it for a moment.
    var attempts = 0
    while flock(file.number, LOCK_EX | LOCK_NB) != 0 {
      attempts += 1
      guard attempts < 4 else { throw .held(by: holder(file) ?? .unknown) }
      usleep(5_000)
    }
    if let holder = holder(file), holder.livesElsewhere(than: identity) {
      throw .held(by: holder)
    }
    return file
  }

  private static func holder(_ file: OpenFile) -> ProcessIdentity? {
    guard let bytes = try? file.bytes(at: 0, count: FileLimits.lock), !bytes.isEmpty else {
      return nil
    }
    return try? JSONDecoder().decode(ProcessIdentity.self, from: Data(bytes))
  }
}
