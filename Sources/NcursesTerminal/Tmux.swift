import Foundation

/// What a running tmux says about itself.
public enum Tmux {
  /// An option's value; `nil` when tmux does not answer, or has no such option.
  public static func option(_ name: String, server: Bool = false) -> String? {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments =
      ["tmux", "show-options", server ? "-sv" : "-Apv", name]
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    let data = (try? output.fileHandleForReading.readToEnd()) ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { return nil }
    return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// Whether it hands sequences on to the terminal outside.
  public static var passesThrough: Bool {
    ["on", "all"].contains(option("allow-passthrough") ?? "")
  }
}
