import Canvas
import Foundation
import Imaging
import Sessions
import Testing

/// The real program, killed at moments that nobody chose, again and again in the same session:
/// every act that was on the screen is there afterwards. `Scripts/check-crashes` does more rounds.
@Suite(
  "Killed again and again", .serialized,
  .enabled(if: BuiltProgram.path != nil, "not tested: the program is not built beside the tests"))
struct KillRoundsTests {
  private let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("ganvas-kills-\(UUID().uuidString)")

  private func start() throws -> PseudoTerminal {
    let environment = [
      "TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8",
      "HOME": folder.path, "PATH": "/usr/bin:/bin",
      "LD_LIBRARY_PATH": ProcessInfo.processInfo.environment["LD_LIBRARY_PATH"] ?? "",
    ]
    let executable = try #require(BuiltProgram.path)
    let terminal = PseudoTerminal(
      executable,
      ["studio", "--sessions", folder.path, "--session", "pier", "--exports", folder.path],
      environment: environment, columns: 100, rows: 30)
    return try #require(terminal)
  }

  /// Acts that can be undone, as the Inspector says; `nil` while it does not.
  private static func acts(on screen: String) -> Int? {
    guard let end = screen.range(of: " back  U") else { return nil }
    return Int(screen[..<end.lowerBound].suffix(while: { $0.isNumber }))
  }

  @Test("No act that was on the screen is lost, and the session opens every time")
  func rounds() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let rounds = BuiltProgram.number("GANVAS_KILL_ROUNDS") ?? 4
    var random = SystemRandomNumberGenerator()
    var acts = 0
    var before = 0
    let library = SessionLibrary(directory: folder)
    for round in 1...max(1, rounds) {
      let terminal = try start()
      let isOpen = terminal.wait(seconds: 60) { $0.contains("Map") }
      #expect(isOpen, "round \(round): \(terminal.text)")
      // No tour, no pane that is open, then the Inspector: it counts the acts.
      terminal.send("\u{1B}")
      _ = terminal.wait(seconds: 0.2) { _ in false }
      if Self.acts(on: terminal.text) == nil { terminal.send(";") }
      #expect(terminal.wait(seconds: 20) { Self.acts(on: $0) != nil }, "round \(round)")
      let opened = Self.acts(on: terminal.text) ?? 0
      #expect(opened >= before, "round \(round): \(before) acts before, \(opened) now")

      let count = Int.random(in: 1...12, using: &random)
      for _ in 0..<count {
        let arrows = ["\u{1B}[A", "\u{1B}[B", "\u{1B}[C", "\u{1B}[D"]
        let way = (0..<Int.random(in: 1...6, using: &random)).map { _ in
          arrows.randomElement(using: &random) ?? ""
        }
        terminal.send(way.joined() + "\r")
      }
      let delay = Double.random(in: 0...0.4, using: &random)
      _ = terminal.wait(seconds: delay) { _ in false }
      let seen = Self.acts(on: terminal.text) ?? opened
      terminal.killNow()

      let found = try library.open("pier", .readOnly)
      let kept = found.contents.history.past.count
      #expect(kept >= seen, "round \(round): \(seen) acts on the screen, \(kept) kept")
      #expect(kept <= opened + count, "round \(round)")
      #expect(found.findings == [], "round \(round)")
      // Back to the beginning: the acts that are there fit the map that is there.
      var undone = found.contents
      while !undone.history.past.isEmpty { JournalRecord.undone.replay(in: &undone) }
      #expect(
        undone.document.labels == undone.document.opened.labels, "round \(round): undo all the way")
      acts += kept - before
      before = kept
    }
    print("\(rounds) rounds of kill -9, \(acts) acts: nothing lost, nothing unreadable")
  }
}

extension Substring {
  /// The longest end whose characters are as wanted.
  fileprivate func suffix(while isWanted: (Character) -> Bool) -> Substring {
    var start = endIndex
    while start > startIndex, isWanted(self[index(before: start)]) { start = index(before: start) }
    return self[start...]
  }
}
