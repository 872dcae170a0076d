import Canvas
import Foundation
import Imaging
import Sessions
import Synthesis
import Testing

/// `ganvas walk` as scripts see it, on the real program with a small model.
@Suite(.serialized) struct WalkCommandTests {
  private let folder: URL
  private static let root: URL = {
    var folder = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { folder.deleteLastPathComponent() }
    return folder
  }()

  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("ganvas-walk-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  /// Makes a session: two maps, three keyframes, fifteen frames.
  private func makeSession(
    path: Walk.Path = .slerp, frames: [Int] = [0, 6, 14], _ change: (inout Walk) -> Void = { _ in }
  ) throws -> URL {
    let labels = try LabelSet.load(
      from: Self.root.appendingPathComponent("Assets/Labels/landscape.json"))
    let model = try TinyModel.write(in: folder, labelSet: labels)
    var document = Document(
      size: PixelSize(width: 64, height: 64), label: 0, labelSet: labels)
    var contents = SessionContents(name: "Pier", document: document)
    contents.settings.model = model.path
    for (index, frame) in frames.enumerated() {
      if index == 1 {
        document.apply(
          .fill(
            .rectangle(PixelRect(x: 8, y: 30, width: 40, height: 30)), .label(7, .new), mirror: []))
      }
      contents.settings.latent = LatentState(
        source: .seed(UInt32(index)), truncationPsi: 1 - 0.2 * Double(index))
      let name = MapID(of: document.content)
      contents.maps[name] = document.content
      contents.walk.put(Keyframe(frame: frame, settings: contents.settings, map: name))
    }
    contents.walk.path = path
    change(&contents.walk)
    let file = try SessionLibrary(directory: folder).create(contents)
    try file.close(contents, at: file.mark)
    return URL(fileURLWithPath: file.path)
  }

  @Test("A film whose pictures follow from each other, killed and gone on: the same bytes")
  func filmGoesOn() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let session = try makeSession(frames: [0, 20, 60]) {
      $0.between = .tween
      $0.engine = .coherent
      $0.speed = .plain
    }
    let plain = try makeSession(frames: [0, 20, 60]) {
      $0.between = .tween
      $0.speed = .plain
    }
    let whole = folder.appendingPathComponent("whole")
    let first = try run(["walk", session.path, "-o", whole.path])
    try #require(first.status == 0, "\(first.errors)")
    let frames = try pictures(in: whole)
    #expect(frames.count == 61)
    #expect(try FileManager.default.contentsOfDirectory(atPath: whole.path).count == 61)
    let other = folder.appendingPathComponent("other")
    try #require(try run(["walk", plain.path, "-o", other.path]).status == 0)
    let alone = try pictures(in: other)
    // The first picture is the model's own, the others keep detail.
    #expect(frames["frame-00000.png"] != nil)
    #expect(frames.filter { alone[$0.key] == $0.value }.isEmpty)

    let part = folder.appendingPathComponent("part")
    let victim = try start(["walk", session.path, "-o", part.path])
    for _ in 0..<6000 where (try? pictures(in: part).count) ?? 0 < 30 { usleep(2_000) }
    kill(victim.processIdentifier, SIGKILL)
    victim.waitUntilExit()
    let rest = try run(["walk", session.path, "-o", part.path, "--json"])
    #expect(rest.status == 0, "\(rest.errors)")
    #expect(!rest.output.contains("\"rendered\" : 61"))
    #expect(try pictures(in: part) == frames)

    let shard = try run(["walk", session.path, "-o", part.path, "--shard", "0/2"])
    #expect(shard.status != 0 && shard.errors.contains("follow from each other"))
  }

  @Test("Twice the same, in every way of being stopped: PNGs and film are equal to the last byte")
  func sameTwice() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let session = try makeSession()
    let whole = folder.appendingPathComponent("whole")
    let first = try run(["walk", session.path, "-o", whole.path, "--json"])
    try #require(first.status == 0, "\(first.errors)")
    let report = try #require(
      try JSONSerialization.jsonObject(with: Data(first.output.utf8)) as? [String: Any])
    #expect(report["frames"] as? Int == 15)
    #expect(report["rendered"] as? Int == 15)
    #expect(report["measured"] as? Int == 26)
    #expect(report["features"] as? String == "pixels-32")
    let frames = try pictures(in: whole)
    #expect(frames.count == 15)
    #expect(frames.keys.sorted().first == "frame-00000.png")
    #expect(Set(frames.values).count > 10)

    // Again: nothing is made anew.
    let again = try run(["walk", session.path, "-o", whole.path, "--json"])
    #expect(again.output.contains("\"skipped\" : 15"))
    #expect(try pictures(in: whole) == frames)

    // Killed in the middle, at a frame that is half written, and gone on.
    let part = folder.appendingPathComponent("part")
    let victim = try start(["walk", session.path, "-o", part.path])
    for _ in 0..<6000 where (try? pictures(in: part).count) ?? 0 < 4 { usleep(5_000) }
    kill(victim.processIdentifier, SIGKILL)
    victim.waitUntilExit()
    #expect(try pictures(in: part).count >= 4)
    let damaged = part.appendingPathComponent("frame-00002.png")
    try Data(contentsOf: damaged).prefix(100).write(to: damaged)
    let resumed = try run(["walk", session.path, "-o", part.path, "--json"])
    try #require(resumed.status == 0, "\(resumed.errors)")
    #expect(try pictures(in: part) == frames)
    #expect(resumed.output.contains("\"measured\" : 0"))

    // A film of the same frames, some of which are there.
    let film = folder.appendingPathComponent("pier.webp")
    let hidden = folder.appendingPathComponent(".pier.webp.frames")
    try FileManager.default.createDirectory(at: hidden, withIntermediateDirectories: true)
    for name in ["frame-00000.png", "frame-00001.png", "frame-00007.png"] {
      try FileManager.default.copyItem(
        at: whole.appendingPathComponent(name), to: hidden.appendingPathComponent(name))
    }
    let gone = try run(["walk", session.path, "-o", film.path, "--json"])
    #expect(gone.output.contains("\"rendered\" : 12"))
    let other = folder.appendingPathComponent("other.webp")
    let sheet = folder.appendingPathComponent("sheet.png")
    #expect(
      try run(["walk", "pier", "--sessions", folder.path, "-o", other.path, "--sheet", sheet.path])
        .status == 0)
    #expect(try Data(contentsOf: film) == Data(contentsOf: other))
    #expect(!FileManager.default.fileExists(atPath: hidden.path))
    #expect(try ImageFile.read(sheet).size == PixelSize(width: 4 * 68, height: 4 * 68))
  }

  @Test(
    "A polite signal stops it between two frames, and says which kind it was",
    arguments: [SIGTERM, SIGINT, SIGUSR1])
  func polite(signal: Int32) throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    // Long enough that it cannot end before the signal comes.
    let session = try makeSession(frames: [0, 1000, 4999])
    let film = folder.appendingPathComponent("pier.webp")
    let process = try start(["walk", session.path, "-o", film.path])
    let hidden = folder.appendingPathComponent(".pier.webp.frames")
    for _ in 0..<6000 where (try? pictures(in: hidden).count) ?? 0 < 2 { usleep(5_000) }
    kill(process.processIdentifier, signal)
    process.waitUntilExit()
    #expect(process.terminationStatus == (signal == SIGTERM ? 143 : 75))
    #expect(!FileManager.default.fileExists(atPath: film.path))
    #expect(try pictures(in: hidden).count >= 2)
  }

  @Test("Three shards in two passes make the frames and the film of one process, to the last byte")
  func shards() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let session = try makeSession(frames: [0, 30, 60, 95])
    #expect(try run(["walk", session.path, "-o", "whole.webp", "--keep-frames"]).status == 0)
    func shard(_ index: Int) throws -> (status: Int32, output: String, errors: String) {
      try run(["walk", session.path, "-o", "parts.webp", "--shard", "\(index)/3"])
    }
    // Each measures its own stretch; the last one finds all of them and makes its frames.
    #expect(try (0..<3).map { try shard($0).status } == [75, 75, 0])
    let early = try run(["walk", session.path, "-o", "parts.webp", "--assemble", "--shards", "3"])
    #expect(early.status == 75)
    #expect(early.output.contains("left: --array=0,1"))
    #expect(try (0..<3).map { try shard($0).status } == [0, 0, 0])
    let whole = folder.appendingPathComponent(".whole.webp.frames")
    let parts = folder.appendingPathComponent("parts.webp.frames")
    #expect(try pictures(in: parts) == pictures(in: whole))
    #expect(try pictures(in: parts).count == 96)
    let assembled = try run(["walk", session.path, "-o", "parts.webp", "--assemble"])
    #expect(assembled.status == 0, "\(assembled.errors)")
    #expect(
      try Data(contentsOf: folder.appendingPathComponent("parts.webp"))
        == Data(contentsOf: folder.appendingPathComponent("whole.webp")))
    #expect(FileManager.default.fileExists(atPath: parts.path))
    let last = try run(
      ["walk", session.path, "-o", "parts.webp", "--assemble", "--discard-frames"])
    #expect(last.status == 0)
    #expect(!FileManager.default.fileExists(atPath: parts.path))
    #expect(try run(["walk", session.path, "-o", "p.webp", "--discard-frames"]).status == 2)
    #expect(try run(["walk", session.path, "-o", "p.webp", "--wait", "-1"]).status == 2)
  }

  @Test("Films go through ffmpeg; without one the message says what works") func films() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let session = try makeSession(path: .cubic)
    let film = folder.appendingPathComponent("pier.mp4")
    let missing = try run(["walk", session.path, "-o", film.path], path: "/nowhere")
    #expect(missing.status == 1)
    #expect(missing.errors.contains("no ffmpeg is installed"))
    #expect(missing.errors.contains(".webp"))

    // A stand-in that counts what it is given and writes that down as the film.
    let tools = folder.appendingPathComponent("tools")
    try FileManager.default.createDirectory(at: tools, withIntermediateDirectories: true)
    let tool = tools.appendingPathComponent("ffmpeg")
    try Data(
      """
      #!/bin/sh
      for last; do :; done
      echo "$*" > "\(folder.path)/arguments"
      wc -c > "$last"
      """.utf8
    ).write(to: tool)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: tool.path)
    let search = tools.path + ":/usr/bin:/bin"
    let made = try run(["walk", session.path, "-o", film.path], path: search)
    #expect(made.status == 0, "\(made.errors)")
    let count = try String(contentsOf: film, encoding: .utf8)
    #expect(count.trimmingCharacters(in: .whitespacesAndNewlines) == "\(15 * 64 * 64 * 3)")
    let arguments = try String(
      contentsOf: folder.appendingPathComponent("arguments"), encoding: .utf8)
    #expect(arguments.contains("-s 64x64 -r 24"))
    #expect(arguments.contains("libx264"))

    try Data("#!/bin/sh\necho unknown encoder >&2\nexit 1\n".utf8).write(to: tool)
    let failed = try run(["walk", session.path, "-o", film.path], path: search)
    #expect(failed.status == 1)
    #expect(failed.errors.contains("unknown encoder"))
  }

  @Test("Wrong use and sessions without keyframes are told apart") func refusals() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let session = try makeSession()
    #expect(try run(["walk", session.path, "-o", "x.avi"]).status == 2)
    #expect(try run(["walk", session.path]).status == 2)
    #expect(try run(["walk", "nothing", "--sessions", folder.path, "-o", "x.webp"]).status == 2)
    let labels = try LabelSet.load(
      from: Self.root.appendingPathComponent("Assets/Labels/landscape.json"))
    let empty = SessionContents(name: "Empty", document: Document(label: 0, labelSet: labels))
    let file = try SessionLibrary(directory: folder).create(empty)
    try file.close(empty, at: file.mark)
    let refused = try run(["walk", file.path, "-o", "x.webp"])
    #expect(refused.status == 1)
    #expect(refused.errors.contains("no keyframes"))
  }

  private func pictures(in folder: URL) throws -> [String: Data] {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasPrefix("frame-") && $0.hasSuffix(".png") }
    return try Dictionary(
      uniqueKeysWithValues: names.map {
        ($0, try Data(contentsOf: folder.appendingPathComponent($0)))
      })
  }

  private func process(_ arguments: [String], path: String?) throws -> Process {
    let process = Process()
    process.executableURL = try ProgramRun.program()
    process.arguments = arguments
    process.currentDirectoryURL = folder
    var environment = ProcessInfo.processInfo.environment
    environment["XDG_DATA_HOME"] = folder.appendingPathComponent("data").path
    if let path { environment["PATH"] = path }
    process.environment = environment
    process.standardInput = FileHandle.nullDevice
    return process
  }

  private func start(_ arguments: [String]) throws -> Process {
    let process = try process(arguments, path: nil)
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }

  private func run(
    _ arguments: [String], path: String? = nil
  ) throws -> (status: Int32, output: String, errors: String) {
    let process = try process(arguments, path: path)
    let output = Pipe()
    let log = folder.appendingPathComponent("log-\(UUID().uuidString)")
    _ = FileManager.default.createFile(atPath: log.path, contents: nil)
    process.standardOutput = output
    process.standardError = try FileHandle(forWritingTo: log)
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    let errors = try String(contentsOf: log, encoding: .utf8)
    return (process.terminationStatus, String(decoding: data, as: UTF8.self), errors)
  }
}
