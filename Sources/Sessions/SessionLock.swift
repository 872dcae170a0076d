import Foundation
import Imaging

/// The lock of an open session: `flock` says whether someone lives, the file says who.
///
/// The system lets go of the lock when its process dies, however it dies; the name stays in the
/// file then. So a free lock with a name in it means a crash, and an empty file good order.
final class SessionLock: Sendable {
  /// What a lock file says to those outside.
  enum Finding: Equatable {
    /// Closed in good order, or never open.
    case free
    /// Its program died without closing.
    case crashed(ProcessIdentity)
    /// Open.
    case held(by: ProcessIdentity)
  }

  private let descriptor: Int32

  /// Takes the lock, or throws `inUse`.
  init(path: String, identity: ProcessIdentity) throws(SessionError) {
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw systemError(path) }
    // Someone who only looks holds it for a moment.
    var attempts = 0
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0, attempts < 4 {
      usleep(5_000)
      attempts += 1
    }
    guard attempts < 4 else {
      let holder = SessionLock.holder(descriptor)
      close(descriptor)
      throw .inUse(by: holder ?? ProcessIdentity(pid: 0, host: "another machine", boot: ""))
    }
    if let holder = SessionLock.holder(descriptor), SessionLock.livesElsewhere(holder, identity) {
      close(descriptor)
      throw .inUse(by: holder)
    }
    let bytes = Array(((try? JSONEncoder().encode(identity)) ?? Data()))
    guard ftruncate(descriptor, 0) == 0, pwrite(descriptor, bytes, bytes.count, 0) == bytes.count
    else {
      let error = systemError(path)
      close(descriptor)
      throw error
    }
    self.descriptor = descriptor
  }

  /// Lets go without a word, as a crash does: the name stays.
  deinit { close(descriptor) }

  /// Notes that the session was closed in good order.
  func release() {
    _ = ftruncate(descriptor, 0)
    _ = flock(descriptor, LOCK_UN)
  }

  /// Looks at a lock without taking it.
  static func inspect(path: String, as identity: ProcessIdentity) -> Finding {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return .free }
    defer { close(descriptor) }
    let name = holder(descriptor)
    guard flock(descriptor, LOCK_SH | LOCK_NB) == 0 else {
      return .held(by: name ?? ProcessIdentity(pid: 0, host: "another machine", boot: ""))
    }
    guard let name else { return .free }
    return livesElsewhere(name, identity) ? .held(by: name) : .crashed(name)
  }

  /// Some network file systems lock within one machine only. A holder on another machine is
  /// believed to live; removing the file `lock` by hand frees the session.
  private static func livesElsewhere(_ holder: ProcessIdentity, _ own: ProcessIdentity) -> Bool {
    holder.host != own.host
  }

  private static func holder(_ descriptor: Int32) -> ProcessIdentity? {
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    guard count > 0 else { return nil }
    return try? JSONDecoder().decode(ProcessIdentity.self, from: Data(bytes[0..<count]))
  }
}

extension ProcessIdentity {
  /// This process on this machine.
  public static func current() -> ProcessIdentity {
    var host = [CChar](repeating: 0, count: 256)
    _ = gethostname(&host, host.count - 1)
    let boot = try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)
    let name = host.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    return ProcessIdentity(
      pid: getpid(), host: String(decoding: name, as: UTF8.self),
      boot: (boot ?? "").trimmingCharacters(in: .whitespacesAndNewlines))
  }
}
