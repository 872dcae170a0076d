import Canvas
import Foundation
import Imaging
import Sessions
import Synthesis
import TestSupport
import Testing

/// What the program does with words that stand for nothing, with sessions that cannot be opened and
/// with files of strangers; as scripts see it, without a terminal.
@Suite(.serialized) struct StrangerCommandTests {
  private let folder: URL
  private let sessions: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("ganvas-strangers-\(UUID().uuidString)")
    sessions = folder.appendingPathComponent("sessions")
    try FileManager.default.createDirectory(at: sessions, withIntermediateDirectories: true)
  }

  private static let labels: LabelSet = {
    var root = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { root.deleteLastPathComponent() }
    let file = root.appendingPathComponent("Assets/Labels/landscape.json")
    return (try? LabelSet.load(from: file))
      ?? LabelSet(name: "none", source: "", labels: [])
  }()

  /// Runs the program with homes of its own.
  private func run(_ arguments: [String]) throws -> (status: Int32, output: String, errors: String)
  {
    let process = Process()
    process.executableURL = try ProgramRun.program()
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment.merging([
      "HOME": folder.path, "XDG_DATA_HOME": folder.appendingPathComponent("data").path,
      "XDG_STATE_HOME": folder.appendingPathComponent("state").path,
      "XDG_CONFIG_HOME": folder.appendingPathComponent("config").path,
    ]) { _, new in new }
    let files = ["out", "err"].map { folder.appendingPathComponent($0) }
    for file in files { try Data().write(to: file) }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: files[0])
    process.standardError = try FileHandle(forWritingTo: files[1])
    try process.run()
    process.waitUntilExit()
    return (
      process.terminationStatus, try String(contentsOf: files[0], encoding: .utf8),
      try String(contentsOf: files[1], encoding: .utf8)
    )
  }

  /// Makes a session and closes it.
  private func makeSession(_ name: String, model: String? = nil) throws -> URL {
    var document = Document(size: PixelSize(width: 16, height: 16), label: 0, labelSet: Self.labels)
    document.apply(
      .fill(.rectangle(PixelRect(x: 2, y: 2, width: 8, height: 8)), .label(3, .new), mirror: []))
    var contents = SessionContents(name: name, document: document)
    contents.settings.model = model
    let file = try SessionLibrary(directory: sessions).create(contents)
    try file.close(contents, at: file.mark)
    return URL(fileURLWithPath: file.path)
  }

  private func clean() { try? FileManager.default.removeItem(at: folder) }

  @Test("A typo is no model of the last session: refused, and nothing is touched") func typo()
    throws
  {
    defer { clean() }
    let tools = try makeSession("tools", model: "landscape")
    let manifest = tools.appendingPathComponent("session.json")
    let before = try Data(contentsOf: manifest)
    let result = try run(["tols", "--sessions", sessions.path])
    #expect(result.status == 2)
    #expect(
      result.errors.contains("no session or model called tols; did you mean tools?"),
      "\(result.errors)")
    #expect(try Data(contentsOf: manifest) == before)
    #expect(try run(["wlak", "--sessions", sessions.path]).errors.contains("did you mean walk?"))
    let unknown = try run(["--model", "nothing-like-it", "--sessions", sessions.path])
    #expect(unknown.status != 0)
    #expect(try Data(contentsOf: manifest) == before)
  }

  @Test("A path is what lies there, or nothing") func paths() throws {
    defer { clean() }
    _ = try makeSession("dam")
    let result = try run(["/no/such/place/dam.session", "--sessions", sessions.path])
    #expect(result.status == 2)
    #expect(result.errors.contains("there is nothing at /no/such/place/dam.session"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: sessions.path) == ["dam.session"])
  }

  @Test(
    "A session that cannot be opened is refused, with what can be had of it",
    arguments: ["{}", "{\"schema\": 99}", ""])
  func unopened(manifest: String) throws {
    defer { clean() }
    let dam = try makeSession("dam")
    let file = dam.appendingPathComponent("session.json")
    try Data(manifest.utf8).write(to: file)
    let result = try run(["dam", "--sessions", sessions.path])
    #expect(result.status == 1, "\(result)")
    #expect(result.errors.contains("the session dam cannot be opened"), "\(result.errors)")
    #expect(result.errors.contains("the map, 16×16"), "\(result.errors)")
    #expect(result.errors.contains("ganvas sessions restore dam"))
    #expect(try Data(contentsOf: file) == Data(manifest.utf8))
    #expect(try FileManager.default.contentsOfDirectory(atPath: sessions.path) == ["dam.session"])

    let restored = try run(["sessions", "restore", "dam", "--sessions", sessions.path])
    #expect(restored.status == 0, "\(restored)")
    let opened = try SessionLibrary(directory: sessions).open("dam-2", .readOnly)
    #expect(opened.contents.document.labels[5, 5] == 3)
  }

  @Test("A folder that was given is opened or refused: no other session takes its place")
  func givenFolder() throws {
    defer { clean() }
    let dam = try makeSession("dam")
    // Another one that calls itself so, and the folder's own manifest is gone.
    let other = try makeSession("Weir")
    let library = SessionLibrary(directory: sessions)
    try library.rename(other.deletingPathExtension().lastPathComponent, to: "dam")
    try FileManager.default.removeItem(at: dam.appendingPathComponent("session.json"))
    let before = try FileManager.default.contentsOfDirectory(atPath: sessions.path).sorted()
    for words in [[dam.path], [dam.path + "/"]] {
      let result = try run(words)
      #expect(result.status == 1, "\(result)")
      #expect(result.errors.contains("the session dam cannot be opened"), "\(result.errors)")
      #expect(result.errors.contains("the map, 16×16"), "\(result.errors)")
    }
    try FileManager.default.removeItem(at: dam.appendingPathComponent("labels.png"))
    try FileManager.default.removeItem(at: dam.appendingPathComponent("opened-labels.png"))
    let empty = try run([dam.path])
    #expect(empty.status == 1 && empty.errors.contains("dam cannot be opened"), "\(empty)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: sessions.path).sorted() == before)
  }

  @Test("A damaged map comes back from the map it began with and the journal") func journalOnly()
    throws
  {
    defer { clean() }
    let library = SessionLibrary(directory: sessions)
    var contents = SessionContents(
      name: "dam",
      document: Document(size: PixelSize(width: 16, height: 16), label: 0, labelSet: Self.labels))
    let file = try library.create(contents)
    let patch = contents.document.apply(
      .fill(.rectangle(PixelRect(x: 2, y: 2, width: 8, height: 8)), .label(3, .new), mirror: []))
    let step = UndoStep(name: "rectangle", change: .map(patch))
    contents.history.record(step)
    try file.append(.stepTaken(step))
    try file.close(contents, at: file.mark)
    try Data("no PNG".utf8).write(
      to: URL(fileURLWithPath: file.path).appendingPathComponent("labels.png"))
    let rescue = try library.rescue("dam") { _ in Self.labels }
    #expect(rescue.acts == 1)
    #expect(rescue.map?.labels[5, 5] == 3)
    #expect(rescue.reason.contains("labels.png"), "\(rescue.reason)")
  }

  @Test("sessions lists, renames and removes, and says where it looked") func sessionsCommand()
    throws
  {
    defer { clean() }
    _ = try makeSession("Bay at dusk")
    let place = ["--sessions", sessions.path]
    let list = try run(["sessions", "list"] + place)
    #expect(list.status == 0 && list.output.contains("bay-at-dusk"), "\(list)")
    #expect(try run(["sessions", "rename", "bay-at-dusk", "Pier"] + place).status == 0)
    #expect(try run(["sessions", "list"] + place).output.contains("“Pier”"))
    let nobody = try run(["sessions", "remove", "bay-at-dsk"] + place)
    #expect(nobody.status == 2)
    #expect(nobody.errors.contains(sessions.path) && nobody.errors.contains("bay-at-dusk"))
    #expect(try run(["sessions", "remove", "bay-at-dusk"] + place).status == 0)
    #expect(try run(["sessions", "list"] + place).output.contains("No sessions"))
    let walk = try run(["walk", "nope", "-o", "frames"] + place)
    #expect(walk.status == 2 && walk.errors.contains("nope in \(sessions.path)"), "\(walk.errors)")
  }

  @Test("Outputs of the wrong kind are refused before the engine is loaded") func outputs() throws {
    defer { clean() }
    let gif = try run(["render", "--model", "landscape", "--labels", "x.png", "-o", "x.gif"])
    #expect(gif.status == 2 && gif.errors.contains(".gif is not written"), "\(gif.errors)")
    let device = try run(["render", "--model", "landscape", "--labels", "x.png", "-o", "/dev/null"])
    #expect(device.status == 2, "\(device.errors)")
    let link = folder.appendingPathComponent("null.png")
    try FileManager.default.createSymbolicLink(
      at: link, withDestinationURL: URL(fileURLWithPath: "/dev/null"))
    let linked = try run(["render", "--model", "landscape", "--labels", "x.png", "-o", link.path])
    #expect(linked.status == 2 && linked.errors.contains("a device or a pipe"), "\(linked.errors)")
    let film = try run(["walk", "dam", "-o", "x.mov"])
    #expect(film.status == 2 && film.errors.contains("ganvas walk"), "\(film.errors)")
    #expect(!film.errors.contains("SUBCOMMAND"))
    let missing = try run(["render", "--model", "landscape", "--labels", "no.png", "-o", "a.png"])
    #expect(missing.status == 1 && missing.errors.contains("no.png"), "\(missing.errors)")
  }

  @Test("A word is a seed; what is no layer is told from what is out of range") func options()
    throws
  {
    defer { clean() }
    func errors(_ options: [String]) throws -> String {
      try run(["render", "--model", "nothing", "-o", "a.png"] + options).errors
    }
    #expect(
      try errors(["--seed", "rain", "--mix", "rain:1-3", "--noise", "snow"]).contains("nothing"))
    #expect(try !errors(["--seed", "rain"]).contains("--seed"))
    #expect(try errors(["--seed", "4294967296"]).contains("--seed"))
    #expect(try errors(["--mix", "14:4-99"]).contains("outside 0 to 64"))
    #expect(try errors(["--mix", "14:a"]).contains("no layer"))
  }

  @Test(
    "Settings that end the TOML library are refused with their line",
    arguments: ["[[[", "a = [[[[", "x = {{", "color = \"mono\"\n[[[\n", "keys = \u{1}"])
  func settings(text: String) throws {
    defer { clean() }
    let config = folder.appendingPathComponent("config/ganvas")
    try FileManager.default.createDirectory(at: config, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: config.appendingPathComponent("config.toml"))
    _ = try makeSession("dam")
    let result = try run(["dam", "--sessions", sessions.path])
    #expect(result.status == 1, "\(result)")
    #expect(result.errors.contains("config.toml") && result.errors.contains("line "))
  }

  @Test("Nothing that a file says steers the terminal") func escapes() throws {
    defer { clean() }
    let hostile = "a\u{1B}]0;owned\u{7}\u{9B}31m\u{202E}b\nError: c\u{7F}"
    let models = folder.appendingPathComponent("data/ganvas/models")
    try FileManager.default.createDirectory(at: models, withIntermediateDirectories: true)
    let package = try TinyModel.write(in: models, labelSet: Self.labels)
    let manifest = package.appendingPathComponent("model.json")
    var object = try #require(
      try JSONSerialization.jsonObject(with: Data(contentsOf: manifest)) as? [String: Any])
    object["licence"] = hostile
    object["provenance"] = [
      "source": hostile, "files": [hostile], "conclusions": [hostile], "date": hostile,
    ]
    object["training"] = ["data": hostile]
    try JSONSerialization.data(withJSONObject: object).write(to: manifest)
    let broken = models.appendingPathComponent("x\u{1B}[31mred.ganvas")
    try FileManager.default.createDirectory(at: broken, withIntermediateDirectories: true)
    try Data("{\"schema\": 1, \"family\": \"\u{1B}[2J\"}".utf8).write(
      to: broken.appendingPathComponent("model.json"))
    var contents = SessionContents(
      name: hostile,
      document: Document(size: PixelSize(width: 4, height: 4), label: 0, labelSet: Self.labels))
    contents.settings.model = hostile
    let file = try SessionLibrary(directory: sessions).create(contents)
    try file.close(contents, at: file.mark)
    let place = ["--sessions", sessions.path]
    for arguments in [
      ["models", "list"], ["models", "info", "tiny"], ["models", "info", hostile],
      ["sessions", "list"] + place, ["walk", hostile, "-o", "frames"] + place,
      ["walk", file.id, "-o", "frames"] + place, ["render", "--model", hostile, "-o", "a.png"],
      ["sessions", "remove", hostile] + place, [hostile] + place,
    ] {
      let result = try run(arguments)
      for text in [result.output, result.errors] {
        let bad = text.unicodeScalars.filter {
          $0.value < 0x20 && $0 != "\n" && $0 != "\t" || (0x7F..<0xA0).contains($0.value)
            || (0x202A...0x202E).contains($0.value)
        }
        #expect(bad.isEmpty, "\(arguments.prefix(2)) prints \(bad.map(\.value))")
      }
      #expect(
        !result.output.split(separator: "\n").contains("Error: c"), "\(arguments.prefix(2))")
    }
  }
}
