import Canvas
import Foundation
import Imaging
import Sessions
import Testing

/// How soon a session with very many acts is open. Started by `Scripts/soak`, with the optimized
/// program.
@Suite(
  "A long session",
  .enabled(
    if: BuiltProgram.path != nil && BuiltProgram.number("GANVAS_SOAK_MINUTES") != nil,
    "not tested: takes long; Scripts/soak 60"))
struct LongSessionTests {
  @Test("A session of 9,216 acts and some 50 MB of journal opens within a second")
  func opening() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("ganvas-long-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let labels = LabelSet.numbered(4)
    var contents = SessionContents(
      name: "long",
      document: Document(size: PixelSize(width: 256, height: 256), label: 0, labelSet: labels))
    let file = try SessionLibrary(directory: folder).create(contents)
    var random = SplitMix64(seed: 9216)
    for step in 0..<9_216 {
      // Thin lines this way and that: nearly every pixel is a run of its own.
      let points = (0..<9).map { _ in
        PixelPoint(
          x: Int.random(in: 0..<256, using: &random), y: Int.random(in: 0..<256, using: &random))
      }
      let patch = contents.document.apply(
        .stroke(
          Stroke(points: points, brush: Brush(size: 1)), .label(UInt16(1 + step % 3), .new)))
      let act = UndoStep(name: "stroke", change: .map(patch))
      contents.history.record(act)
      try file.append(.stepTaken(act))
    }
    let journal = try FileManager.default.attributesOfItem(atPath: file.path + "/journal")
    try file.close(contents, at: file.mark)

    let environment = [
      "TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8",
      "HOME": folder.path, "PATH": "/usr/bin:/bin",
      "LD_LIBRARY_PATH": ProcessInfo.processInfo.environment["LD_LIBRARY_PATH"] ?? "",
    ]
    let executable = try #require(BuiltProgram.path)
    var times: [Double] = []
    var megabytes = 0
    for _ in 0..<3 {
      let start = Date()
      let terminal = try #require(
        PseudoTerminal(
          executable, ["studio", "--sessions", folder.path, "--session", "long"],
          environment: environment, columns: 200, rows: 60))
      #expect(terminal.wait(seconds: 60) { $0.contains("long") && $0.contains("Map") })
      times.append(Date().timeIntervalSince(start))
      megabytes = (terminal.residentBytes ?? 0) >> 20
      terminal.send("\u{1B}q")
      #expect(terminal.exitStatus(within: 60) == 0)
    }
    let best = times.min() ?? .infinity
    let size = (journal[.size] as? Int ?? 0) / 1_000_000
    print(
      String(
        format: "9,216 acts, %d MB of journal: on the screen in %.2f s (%@), %d MB in memory", size,
        best, times.map { String(format: "%.2f", $0) }.joined(separator: ", "), megabytes))
    #expect(best < 1)
  }
}
