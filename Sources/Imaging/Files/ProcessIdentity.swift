import Foundation

/// Which process holds a folder.
public struct ProcessIdentity: Hashable, Sendable, Codable {
  /// Process number.
  public var pid: Int32
  /// Name of the machine.
  public var host: String
  /// The machine's boot, so that a number reused after a restart is not mistaken.
  public var boot: String

  /// Creates an identity.
  public init(pid: Int32, host: String, boot: String) {
    self.pid = pid
    self.host = host
    self.boot = boot
  }

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

  /// Somebody whose name could not be read.
  static let unknown = ProcessIdentity(pid: 0, host: "another machine", boot: "")

  /// Whether it runs on another machine. A container has a host name of its own, but the boot of
  /// its machine.
  func livesElsewhere(than own: ProcessIdentity) -> Bool {
    host != own.host && (boot.isEmpty || boot != own.boot)
  }
}
