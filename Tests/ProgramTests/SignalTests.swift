import Foundation
import Glibc
import Testing

/// Signals that end the program, asked for or not: the terminal is given back as it was.
@Suite(
  "Ended by a signal", .serialized,
  .enabled(if: BuiltProgram.path != nil, "not tested: the program is not built beside the tests"))
struct SignalTests {
  @Test(
    "Screen, mouse, pasting, cursor keys and keypad are the shell's again",
    arguments: [SIGHUP, SIGUSR1, SIGVTALRM, SIGXCPU, SIGSYS, SIGSEGV])
  func givenBack(signal: Int32) throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("ganvas-signal-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let executable = try #require(BuiltProgram.path)
    let environment = [
      "TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8",
      "HOME": folder.path, "PATH": "/usr/bin:/bin",
      "LD_LIBRARY_PATH": ProcessInfo.processInfo.environment["LD_LIBRARY_PATH"] ?? "",
    ]
    let terminal = try #require(
      PseudoTerminal(
        executable, ["studio", "--sessions", folder.path, "--session", "pier"],
        environment: environment, columns: 100, rows: 30))
    #expect(terminal.wait(seconds: 60) { $0.contains("Map") }, "\(terminal.text)")
    let started = terminal.lastOutput
    #expect(kill(terminal.process, signal) == 0)
    let status = terminal.exitStatus(within: 60)
    #expect(status != nil, "signal \(signal) does not end it")
    let rest = terminal.lastOutput
    for (name, words) in [
      ("main screen", "\u{1B}[?1049l"), ("mouse", "\u{1B}[?1002l"), ("pasting", "\u{1B}[?2004l"),
      ("cursor keys", "\u{1B}[?1l"), ("keypad", "\u{1B}>"), ("cursor", "\u{1B}[?25h"),
    ] {
      #expect(rest.contains(words), "signal \(signal) leaves \(name) behind")
    }
    #expect(!started.contains("\u{1B}[?1049l"))
  }
}
