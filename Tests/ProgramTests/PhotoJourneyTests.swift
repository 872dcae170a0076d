import Foundation
import Imaging
import Testing

/// One photo from the first key to the reopened session, in the real program with real networks.
@Suite(
  "One photo, learned and played", .serialized,
  .enabled(
    if: (try? ProgramRun.program()) != nil,
    "not tested: the program ganvas is not built beside the tests"))
struct PhotoJourneyTests {
  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("ganvas-photo-\(UInt32.random(in: .min ... .max))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  /// A sky over rocks, as small as can be learned.
  private func writePhoto() throws -> String {
    var photo = RGBImage(width: 30, height: 27, filledWith: RGB(140, 180, 230))
    for y in 12..<27 {
      for x in 0..<30 {
        photo[x, y] = RGB(UInt8(120 + (x * 7 + y * 13) % 60), UInt8(60 + (x * 5 + y) % 30), 40)
      }
    }
    let file = folder.appendingPathComponent("mesa.png")
    try Data(PNG.encode(photo)).write(to: file)
    return file.path
  }

  private func start() throws -> PseudoTerminal {
    let terminal = PseudoTerminal(
      try ProgramRun.program().path,
      ["studio", "--sessions", folder.path, "--session", "pier", "--exports", folder.path],
      environment: [
        "TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8",
        "HOME": folder.path, "PATH": "/usr/bin:/bin",
        "LD_LIBRARY_PATH": ProcessInfo.processInfo.environment["LD_LIBRARY_PATH"] ?? "",
      ], columns: 160, rows: 50)
    return try #require(terminal)
  }

  private func isReady(_ screen: String) -> Bool {
    screen.contains(" ready ") && !screen.contains("stale") && !screen.contains("rendering")
  }

  private func picture(_ name: String) throws -> RGBImage {
    try ImageFile.read(folder.appendingPathComponent(name))
  }

  @Test("Learn a photo, paint, harmonize, undo, quit, reopen", .timeLimit(.minutes(15)))
  func journey() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let photo = try writePhoto()
    let studio = try start()
    #expect(studio.wait(seconds: 60) { $0.contains("Welcome 1 of 6") }, "\(studio.text)")
    studio.send("\u{1B};:learn from\r")
    #expect(studio.wait(seconds: 20) { $0.contains("Learn from a photo") }, "\(studio.text)")
    studio.send(photo + "\t\t")
    #expect(studio.wait(seconds: 120) { $0.contains("in all") }, "\(studio.text)")
    studio.send("\r")
    // Two scales of three are enough to paint; the third is not waited for.
    func learned(_ screen: String) -> Int {
      screen.components(separatedBy: "\n").count { $0.contains("×") && $0.contains(" learned") }
    }
    #expect(studio.wait(seconds: 700) { learned($0) >= 2 }, "\(studio.text)")
    studio.send("\u{1B}[3~")
    #expect(
      studio.wait(seconds: 60) { $0.contains("stopped") || learned($0) > 2 }, "\(studio.text)")
    studio.send("\u{1B}")
    #expect(studio.wait(seconds: 20) { !$0.contains("Learn from a photo") }, "\(studio.text)")
    studio.send(":models\r")
    #expect(
      studio.wait(seconds: 30) { screen in
        screen.components(separatedBy: "\n").contains {
          $0.contains("mesa") && $0.contains("1 photo")
        }
      }, "\(studio.text)")
    studio.send("mesa\r")
    #expect(
      studio.wait(seconds: 60) { $0.contains("mesa SinGAN") && isReady($0) }, "\(studio.text)")
    func export(_ terminal: PseudoTerminal, _ name: String) throws -> RGBImage {
      terminal.send("E\t\(name)\r")
      #expect(terminal.wait(seconds: 60) { $0.contains("written: pier\(name).png") })
      return try picture("pier\(name).png")
    }
    let sample = try export(studio, "1")

    // Paint in the second of the photo's colours.
    studio.send("2 \u{1B}[C\u{1B}[C\u{1B}[C\u{1B}[B ")
    #expect(studio.wait(seconds: 30) { $0.contains("stroke, ") && isReady($0) }, "\(studio.text)")
    let painted = try export(studio, "2")
    #expect(painted != sample)
    #expect(painted.size == sample.size)

    // What surrounds the paint: harmonize.
    studio.send("z\t")
    #expect(studio.wait(seconds: 20) { $0.contains("▸edit") }, "\(studio.text)")
    studio.send("\u{1B}[B\u{1B}[B\u{1B}[C")
    #expect(
      studio.wait(seconds: 30) { $0.contains("▸harmonize") && isReady($0) }, "\(studio.text)")
    let harmonized = try export(studio, "3")
    #expect(harmonized != painted)
    studio.send("u")
    #expect(studio.wait(seconds: 30) { $0.contains("▸edit") && isReady($0) }, "\(studio.text)")
    #expect(try export(studio, "4") == painted)
    studio.send("q")
    #expect(studio.exitStatus(within: 30) == 0)

    let again = try start()
    #expect(again.wait(seconds: 60) { $0.contains("mesa") && isReady($0) }, "\(again.text)")
    #expect(try export(again, "5") == painted)
    again.send("U")
    #expect(again.wait(seconds: 30) { $0.contains("▸harmonize") && isReady($0) }, "\(again.text)")
    #expect(try export(again, "6") == harmonized)
    again.send("q")
    #expect(again.exitStatus(within: 30) == 0)
  }
}
