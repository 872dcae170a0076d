import Foundation
import Imaging
import Testing

/// The checkout that the tests lie in.
private let root: URL = {
  var folder = URL(fileURLWithPath: #filePath)
  for _ in 0..<3 { folder.deleteLastPathComponent() }
  return folder
}()

@Suite(
  "The program on a terminal", .serialized,
  .enabled(
    if: BuiltProgram.path != nil, "not tested: the program ganvas is not built beside the tests"))
struct StudioProgramTests {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("ganvas-\(UInt32.random(in: .min ... .max))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  func start(
    _ arguments: [String] = [], columns: Int = 100, rows: Int = 30, term: String = "xterm-256color"
  ) throws -> PseudoTerminal {
    let environment = [
      "TERM": term, "COLORTERM": "truecolor", "LANG": "C.UTF-8",
      "HOME": folder.path, "PATH": "/usr/bin:/bin",
      "LD_LIBRARY_PATH": ProcessInfo.processInfo.environment["LD_LIBRARY_PATH"] ?? "",
    ]
    let executable = try #require(BuiltProgram.path)
    let words =
      ["studio", "--sessions", folder.path, "--session", "pier", "--exports", folder.path]
      + arguments
    let terminal = PseudoTerminal(
      executable, words, environment: environment, columns: columns, rows: rows)
    return try #require(terminal)
  }

  func exported(_ name: String) throws -> [UInt8] {
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    let file = try #require(files.first { $0.hasPrefix(name) && $0.hasSuffix("labels.png") })
    return [UInt8](try Data(contentsOf: folder.appendingPathComponent(file)))
  }

  @Test("Paint, export, quit, reopen: the same map, with undo all the way back")
  func paintAndReopen() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let first = try start()
    let hasTour = first.wait(seconds: 30) { $0.contains("Welcome 1 of 6") }
    #expect(hasTour, "\(first.text)")
    first.send("\u{1B};")  // no tour, but the Inspector
    first.send(" \u{1B}[C\u{1B}[C\u{1B}[C\u{1B}[B ")
    #expect(first.wait(seconds: 10) { $0.contains("1 back") })
    first.send("E")
    #expect(first.wait(seconds: 10) { $0.contains("E Export") })
    first.send("\r")
    #expect(first.wait(seconds: 20) { $0.contains("written: pier") })
    let painted = try exported("pier")
    first.send("q")
    #expect(first.exitStatus(within: 20) == 0)

    let second = try start()
    #expect(second.wait(seconds: 30) { $0.contains("1 back") })
    second.send("E\t2\r")
    #expect(second.wait(seconds: 20) { $0.contains("written: pier2") })
    #expect(try exported("pier2") == painted)
    second.send("uE\t3\r")
    #expect(second.wait(seconds: 20) { $0.contains("written: pier3") })
    #expect(try exported("pier3") != painted)
    second.send("q")
    #expect(second.exitStatus(within: 20) == 0)
  }

  @Test("Paint, wait for the frame, export, quit, reopen: the same picture and map")
  func pictureAndMap() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let labels = root.appendingPathComponent("Assets/Labels/landscape.json")
    let model = try TinyModel.write(in: folder, labelSet: LabelSet.load(from: labels))
    func isReady(_ screen: String) -> Bool {
      screen.contains(" ready ") && !screen.contains("stale") && !screen.contains("rendering")
    }
    let first = try start(["--model", model.path], columns: 160, rows: 50)
    #expect(first.wait(seconds: 60) { isReady($0) }, "\(first.text)")
    first.send("\u{1B}d;")
    first.send(" \u{1B}[C\u{1B}[C\u{1B}[C\u{1B}[B ")
    #expect(first.wait(seconds: 20) { $0.contains("stroke, ") && isReady($0) }, "\(first.text)")
    first.send("E\r")
    #expect(first.wait(seconds: 30) { $0.contains("written: pier.png") }, "\(first.text)")
    first.send("q")
    #expect(first.exitStatus(within: 20) == 0)

    let second = try start(columns: 160, rows: 50)
    #expect(second.wait(seconds: 60) { isReady($0) }, "\(second.text)")
    second.send("E\t2\r")
    #expect(second.wait(seconds: 30) { $0.contains("written: pier2.png") }, "\(second.text)")
    let picture = try bytes("pier.png")
    #expect(try ImageFile.decode(picture).size == PixelSize(width: 64, height: 64))
    #expect(try bytes("pier2.png") == picture)
    #expect(try bytes("pier2-labels.png") == bytes("pier-labels.png"))
    // Without the stroke it is another map and another picture.
    second.send("uE\t3\r")
    #expect(second.wait(seconds: 30) { $0.contains("written: pier3.png") }, "\(second.text)")
    #expect(try bytes("pier3.png") != picture)
    #expect(try bytes("pier3-labels.png") != bytes("pier-labels.png"))
    second.send("q")
    #expect(second.exitStatus(within: 20) == 0)
  }

  @Test("Load a direction of w, go along it, quit, reopen: it is there, as far gone")
  func direction() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let model = try TinyModel.writeStyled(in: folder)
    let file = folder.appendingPathComponent("pca.npz").path
    let found = try ProgramRun.run(
      ["directions", "principal", model.path, "--samples", "2000", "-o", file], in: folder)
    #expect(found.status == 0)
    func isReady(_ screen: String) -> Bool {
      screen.contains(" ready ") && !screen.contains("stale") && !screen.contains("rendering")
    }
    let first = try start(["--model", model.path], columns: 160, rows: 50)
    #expect(first.wait(seconds: 60) { isReady($0) }, "\(first.text)")
    first.send("G\t\t")
    #expect(first.wait(seconds: 10) { $0.contains("GANSpace") }, "\(first.text)")
    first.send(file + ":9\r")
    #expect(first.wait(seconds: 10) { $0.contains("no direction “9”") }, "\(first.text)")
    first.send("\u{7F}1\r")
    // Its row, not the path that was typed: the card is open until the file is read.
    #expect(
      first.wait(seconds: 20) { $0.contains("0.00 pca.npz:1") && isReady($0) }, "\(first.text)")
    first.send("\r1.5\r")
    #expect(
      first.wait(seconds: 20) { $0.contains("1.50 pca.npz:1") && isReady($0) }, "\(first.text)")
    first.send("E\r")
    #expect(first.wait(seconds: 30) { $0.contains("written: pier.png") }, "\(first.text)")
    first.send("q")
    #expect(first.exitStatus(within: 20) == 0)

    // The file may go: the session holds the numbers.
    try FileManager.default.removeItem(atPath: file)
    let second = try start(columns: 160, rows: 50)
    #expect(second.wait(seconds: 60) { isReady($0) }, "\(second.text)")
    #expect(second.wait(seconds: 10) { $0.contains("1.50 pca.npz:1") }, "\(second.text)")
    second.send("E\t2\r")
    #expect(second.wait(seconds: 30) { $0.contains("written: pier2.png") }, "\(second.text)")
    #expect(try bytes("pier2.png") == bytes("pier.png"))
    second.send("u")
    #expect(
      second.wait(seconds: 20) { $0.contains("0.00 pca.npz:1") && isReady($0) }, "\(second.text)")
    second.send("E\t3\r")
    #expect(second.wait(seconds: 30) { $0.contains("written: pier3.png") }, "\(second.text)")
    #expect(try bytes("pier3.png") != bytes("pier.png"))
    second.send("q")
    #expect(second.exitStatus(within: 20) == 0)
  }

  private func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: folder.appendingPathComponent(name)))
  }

  @Test("A killed program comes back at the last stroke") func killed() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    do {
      let first = try start()
      #expect(first.wait(seconds: 30) { $0.contains("Map") })
      first.send("\u{1B};\r")
      #expect(first.wait(seconds: 10) { $0.contains("1 back") })
    }  // Its end kills it.
    let second = try start()
    #expect(second.wait(seconds: 30) { $0.contains("came back from the journal") })
    second.send("\u{1B};")
    #expect(second.wait(seconds: 10) { $0.contains("1 back") })
    second.send("q")
    #expect(second.exitStatus(within: 20) == 0)
  }

  @Test("A session that cannot be opened shows a card; Enter makes a new one of what there is")
  func rescued() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let first = try start()
    #expect(first.wait(seconds: 30) { $0.contains("Map") })
    first.send("\u{1B};\r")
    #expect(first.wait(seconds: 10) { $0.contains("1 back") })
    first.send("q")
    #expect(first.exitStatus(within: 20) == 0)
    let manifest = folder.appendingPathComponent("pier.session/session.json")
    try Data("{}".utf8).write(to: manifest)

    let second = try start()
    #expect(second.wait(seconds: 30) { $0.contains("pier cannot be opened") }, "\(second.text)")
    #expect(second.text.contains("the map, 256×256"), "\(second.text)")
    second.send("\r")
    #expect(
      second.wait(seconds: 10) { $0.contains("pier-2 holds what could be read") }, "\(second.text)")
    second.send("q")
    #expect(second.exitStatus(within: 20) == 0)
    #expect(try Data(contentsOf: manifest) == Data("{}".utf8))
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(names.contains("pier-2.session"))
  }

  @Test("Keyframes come back after a kill, with undo, and the walk exports without a terminal")
  func walk() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let labels = root.appendingPathComponent("Assets/Labels/landscape.json")
    let model = try TinyModel.write(in: folder, labelSet: LabelSet.load(from: labels))
    do {
      let first = try start(["--model", model.path], columns: 120, rows: 36)
      #expect(first.wait(seconds: 60) { $0.contains(" ready ") }, "\(first.text)")
      first.send("\u{1B}KdKdK")
      #expect(first.wait(seconds: 20) { $0.contains("3 keyframes") }, "\(first.text)")
      first.send("w1")
      #expect(first.wait(seconds: 60) { $0.contains("on ◆1") }, "\(first.text)")
    }  // Its end kills it.
    let second = try start(["--model", model.path], columns: 120, rows: 36)
    #expect(second.wait(seconds: 30) { $0.contains("came back from the journal") })
    second.send("w")
    #expect(second.wait(seconds: 20) { $0.contains("97 frames") }, "\(second.text)")
    second.send("u")
    #expect(second.wait(seconds: 20) { $0.contains("49 frames") }, "\(second.text)")
    second.send("q")
    #expect(second.exitStatus(within: 20) == 0)
    let film = try ProgramRun.run(
      ["walk", "pier", "--sessions", folder.path, "--model", model.path, "-o", "pier.webp"],
      in: folder)
    #expect(film.status == 0)
    let bytes = try [UInt8](Data(contentsOf: folder.appendingPathComponent("pier.webp")))
    #expect(ImageFormat.detect(in: bytes) == .webp)
  }

  private func configure(_ text: String) throws {
    let place = folder.appendingPathComponent(".config/ganvas")
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    try text.write(
      to: place.appendingPathComponent("config.toml"), atomically: true, encoding: .utf8)
  }

  @Test("An own key that leaves a command without one is said, with the line") func conflict()
    throws
  {
    defer { try? FileManager.default.removeItem(at: folder) }
    try configure("theme = \"light\"\n\n[keys]\nd = \"undo\"\n")
    let terminal = try start()
    #expect(terminal.wait(seconds: 30) { $0.contains("Welcome 1 of 6") })
    terminal.send("!")
    #expect(
      terminal.wait(seconds: 10) { $0.contains("line 4: d gives undo and leaves die") },
      "\(terminal.text)")
    terminal.send("\u{1B}q")
    #expect(terminal.exitStatus(within: 20) == 0)
  }

  @Test(
    "A setting that cannot be meant is refused with its line",
    arguments: [
      ("color = \"auto\"\ntheme = \"pink\"\n", "line 2: “theme” takes one of normal, dark"),
      ("\nmouse = 3\n", "line 2: “mouse” takes"),
      ("sound = true\n", "line 1: “sound” is no setting"),
      ("[keys]\nZ = \"undo\"\nh = \"undo\"\n", "line 3: keys.h: one sign"),
      ("[keys]\nZ = \"undone\"\n", "line 2: “keys.Z” takes the name of a command"),
    ])
  func malformed(text: String, words: String) throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try configure(text)
    let terminal = try start(columns: 200)
    #expect(terminal.wait(seconds: 30) { $0.contains(words) }, "\(terminal.text)")
    #expect(terminal.exitStatus(within: 20) != 0)
  }

  @Test("A terminal that writes lines alone is refused in words, with nothing drawn")
  func lineTerminal() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let terminal = try start(term: "dumb")
    #expect(terminal.wait(seconds: 20) { $0.contains("TERM=dumb writes line after line") })
    #expect(terminal.exitStatus(within: 20) == 1)
  }

  @Test("A window under 80×24 gets a message, not a broken screen") func small() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let terminal = try start(columns: 60, rows: 10)
    #expect(terminal.wait(seconds: 30) { $0.contains("ganvas needs 80×24") })
    terminal.send("q")
    #expect(terminal.exitStatus(within: 20) == 0)
  }
}
