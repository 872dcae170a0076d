import Checkpoints
import Foundation
import Generators
import Imaging
import Tensors
import TestSupport
import Testing

/// `ganvas film`: sequences of maps, with a model of films and with any other.
@Suite(.serialized) struct FilmCommandTests {
  private static let frames = 30

  init() { #expect(EngineFixture.isReady) }

  /// A folder with a film model, a map model and the maps of a scene under a moving camera.
  private func withFilm(_ body: (URL) throws -> Void) throws {
    let folder = try TemporaryFolder()
    let set = try LabelSet.load(
      from: repository.appendingPathComponent("Assets/Labels/landscape.json"))
    var configuration = Vid2VidConfiguration(labelCount: set.labels.count)
    configuration.ngf = 4
    configuration.downsamplings = 2
    configuration.blocks = 2
    configuration.outputSize = PixelSize(width: 64, height: 32)
    let generator = Vid2VidGenerator(
      configuration, initialization: .normal(deviation: 0.1), using: RandomGenerator(seed: 1))
    try PackageContents(
      manifest: try ModelManifest(
        name: "film", family: Vid2VidModel.family, configuration: configuration, labelSet: set),
      networks: Vid2VidNetworks(generator)
    ).write(to: folder.url.appendingPathComponent("film.ganvas"))
    _ = try TinyModel.write(in: folder.url, labelSet: set)
    let drawn = try ProgramRun.run(
      ["scenes", "film", "--frames", "\(Self.frames)", "--size", "64x32", "-o", "maps"],
      in: folder.url)
    try #require(drawn.status == 0)
    try body(folder.url)
  }

  private var repository: URL {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
  }

  private func pictures(_ folder: URL) throws -> [String: Data] {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    return try names.filter { $0.hasSuffix(".png") }.reduce(into: [:]) {
      $0[$1] = try Data(contentsOf: folder.appendingPathComponent($1))
    }
  }

  private func film(_ model: String, _ output: String, _ more: [String] = []) -> [String] {
    ["film", "--labels", "maps", "--model", "\(model).ganvas", "--threads", "1", "-o", output]
      + more
  }

  @Test("Shards of a folder of sequences make whole films, each once, and a broken one is a line")
  func sequences() throws {
    try withFilm { folder in
      let files = FileManager.default
      let all = folder.appendingPathComponent("sequences")
      for name in ["a", "b", "c"] {
        let place = all.appendingPathComponent(name)
        try files.createDirectory(at: place, withIntermediateDirectories: true)
        for frame in 0..<5 {
          let map = String(format: "label-%04d.png", frame)
          try files.copyItem(
            at: folder.appendingPathComponent("maps").appendingPathComponent(map),
            to: place.appendingPathComponent(map))
        }
      }
      try files.createDirectory(
        at: all.appendingPathComponent("empty"), withIntermediateDirectories: true)
      func make(_ output: String, _ more: [String]) throws -> Int32 {
        try ProgramRun.run(
          ["film", "--labels", "sequences", "--model", "film.ganvas", "-o", output] + more,
          in: folder
        ).status
      }
      #expect(try make("whole", ["--as", "webp"]) == 1)
      let codes = try (0..<2).map { try make("parts", ["--as", "webp", "--shard", "\($0)/2"]) }
      #expect(codes.sorted() == [0, 1])
      for name in ["a.webp", "b.webp", "c.webp"] {
        let film = try Data(contentsOf: folder.appendingPathComponent("parts/\(name)"))
        #expect(try film == Data(contentsOf: folder.appendingPathComponent("whole/\(name)")))
      }
      // The check: the broken one is left, then all is there, then a frame is damaged.
      let left = try ProgramRun.run(
        ["film", "--labels", "sequences", "--model", "film.ganvas", "-o", "parts", "--as", "webp"]
          + ["--verify", "--shards", "2"], in: folder)
      #expect(left.status == 75 && left.output.contains("15 valid, 1 missing"), "\(left.output)")
      #expect(left.output.contains("left: --array="))
      try files.removeItem(at: all.appendingPathComponent("empty"))
      #expect(try make("parts", ["--as", "webp", "--verify", "--deep", "--shards", "2"]) == 0)
      let manifest = folder.appendingPathComponent("parts/manifest.json")
      #expect(try Data(contentsOf: manifest).count > 1000)
      let frame = folder.appendingPathComponent("parts/.b.webp.frames/frame-00002.png")
      try Data(contentsOf: frame).dropLast(20).write(to: frame)
      #expect(try make("parts", ["--as", "webp", "--verify"]) == 1)
      #expect(try make("parts", ["--as", "webp"]) == 0)
      #expect(try make("parts", ["--as", "webp", "--verify"]) == 0)
      try files.removeItem(at: folder.appendingPathComponent("parts/b.webp"))
      #expect(try make("parts", ["--as", "webp", "--verify"]) == 75)
      #expect(try make("x.webp", ["--shard", "0/2"]) == 2)
      let alone = film("film", "alone.webp", ["--shard", "0/2"])
      #expect(try ProgramRun.run(alone, in: folder).status == 2)
    }
  }

  @Test("A film that was killed goes on from its memory and ends in the same bytes")
  func killed() throws {
    try withFilm { folder in
      try #require(try ProgramRun.run(film("film", "whole"), in: folder).status == 0)
      let whole = try pictures(folder.appendingPathComponent("whole"))
      #expect(whole.count == Self.frames && Set(whole.values).count > 20)

      let part = folder.appendingPathComponent("part")
      let process = Process()
      process.executableURL = try ProgramRun.program()
      process.arguments = film("film", "part")
      process.currentDirectoryURL = folder
      process.standardError = FileHandle.nullDevice
      try process.run()
      let memory = part.appendingPathComponent("frame-00023.memory.safetensors")
      while process.isRunning, !FileManager.default.fileExists(atPath: memory.path) { usleep(500) }
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      // Whatever the kill left, the film then lacks its end.
      for number in 25..<Self.frames {
        try? FileManager.default.removeItem(
          at: part.appendingPathComponent("frame-000\(number).png"))
      }
      try #require(try ProgramRun.run(film("film", "part"), in: folder).status == 0)
      #expect(try pictures(part) == whole)
      #expect(!FileManager.default.fileExists(atPath: memory.path))

      // A change in the middle makes it and all that follows anew, nothing before.
      let map = folder.appendingPathComponent("maps/label-0026.png")
      let other = folder.appendingPathComponent("maps/label-0000.png")
      try Data(contentsOf: other).write(to: map)
      try #require(try ProgramRun.run(film("film", "part"), in: folder).status == 0)
      let changed = try pictures(part)
      for (name, bytes) in whole {
        #expect((changed[name] == bytes) == (name < "frame-00026.png"), "\(name)")
      }
    }
  }

  @Test("Detail moves along a known motion: less boils than in pictures by themselves")
  func coherent() throws {
    try withFilm { folder in
      for (engine, place) in [("auto", "coherent"), ("plain", "plain")] {
        let run = try ProgramRun.run(
          film("tiny", place, ["--engine", engine]), in: folder)
        try #require(run.status == 0)
      }
      func boiling(_ place: String) throws -> Double {
        let images = try (0..<Self.frames).map {
          try ImageFile.read(
            folder.appendingPathComponent("\(place)/frame-000\($0 < 10 ? "0" : "")\($0).png"))
        }
        return zip(images, images.dropFirst()).reduce(0) { $0 + $1.0.meanDistance(to: $1.1) }
      }
      #expect(try boiling("coherent") < boiling("plain"))
      let first = "frame-00000.png"
      #expect(
        try Data(contentsOf: folder.appendingPathComponent("coherent/\(first)")).count > 0)
      // Without the motion there is nothing to go by.
      for number in 1..<Self.frames {
        try FileManager.default.removeItem(
          at: folder.appendingPathComponent(
            "maps/flow-00\(number < 10 ? "0" : "")\(number).npy"))
      }
      #expect(
        try ProgramRun.run(film("tiny", "none", ["--engine", "coherent"]), in: folder).status == 1)
      #expect(try ProgramRun.run(film("tiny", "none"), in: folder).status == 0)
    }
  }

  @Test("Films between keyframes: maps are made, detail moves along, a camera pans")
  func keyframes() throws {
    try withFilm { folder in
      func keyed(_ model: String, _ output: String, _ more: [String] = []) throws -> Int32 {
        try ProgramRun.run(
          [
            "film", "--keyframes", "maps/label-0000.png", "maps/label-0029.png",
            "maps/label-0003.png", "--frames-between", "3", "--model", "\(model).ganvas",
            "--threads", "1", "-o", output,
          ] + more, in: folder
        ).status
      }
      try #require(try keyed("tiny", "coherent") == 0)
      let coherent = try pictures(folder.appendingPathComponent("coherent"))
      #expect(coherent.count == 9)
      // The same again makes nothing anew; another camera does, from where it matters.
      try #require(try keyed("tiny", "coherent") == 0)
      #expect(try pictures(folder.appendingPathComponent("coherent")) == coherent)
      try #require(
        try keyed("tiny", "coherent", ["--camera", "0.5,0.5,1", "0.5,0.5,1", "0.4,0.6,2"]) == 0)
      let panned = try pictures(folder.appendingPathComponent("coherent"))
      for frame in 0..<9 {
        let name = "frame-0000\(frame).png"
        #expect((panned[name] == coherent[name]) == (frame < 4), "\(name)")
      }
      // A film model goes by its own flow, or by the known one.
      try #require(try keyed("film", "own") == 0)
      try #require(try keyed("film", "known", ["--known-flow"]) == 0)
      func frame(_ place: String, _ number: Int) throws -> RGBImage {
        try ImageFile.read(folder.appendingPathComponent("\(place)/frame-0000\(number).png"))
      }
      #expect(try frame("own", 0) == frame("known", 0))
      #expect(try frame("own", 5) != frame("known", 5))
      #expect(try pictures(folder.appendingPathComponent("known")).count == 9)
      #expect(try keyed("tiny", "none", ["--known-flow"]) == 1)
    }
  }

  @Test(
    "Keyframes that cannot be are refused in words",
    arguments: [
      ["--keyframes", "maps/label-0000.png"],
      ["--keyframes", "maps/label-0000.png", "maps/label-0001.png", "--labels", "maps"],
      ["--keyframes", "maps/label-0000.png", "maps/label-0001.png", "--camera", "0.5,0.5,1"],
      [
        "--keyframes", "maps/label-0000.png", "maps/label-0001.png", "--camera", "0.5,0.5,1",
        "0.5,nan,1",
      ],
      ["--keyframes", "maps/label-0000.png", "maps/label-0001.png", "--frames-between", "-1"],
      ["--camera", "0.5,0.5,1", "--labels", "maps"], [],
    ])
  func refusedKeyframes(arguments: [String]) throws {
    let folder = try TemporaryFolder()
    let run = try ProgramRun.run(
      ["film", "--model", "tiny.ganvas", "-o", "out"] + arguments, in: folder.url)
    #expect(run.status == 2, "\(arguments)")
  }

  @Test("A broken motion, no folder, one map and two beginnings are refused") func refused() throws
  {
    try withFilm { folder in
      try Data("no numbers".utf8).write(to: folder.appendingPathComponent("maps/flow-0004.npy"))
      #expect(try ProgramRun.run(film("tiny", "out"), in: folder).status == 1)
      try Checkpoint.writeNpy(
        StoredTensor(
          name: "flow", shape: [32, 64, 2], floats: [Float](repeating: 1e30, count: 4096)),
        to: folder.appendingPathComponent("maps/flow-0004.npy").path)
      #expect(try ProgramRun.run(film("tiny", "out"), in: folder).status == 1)
      #expect(
        try ProgramRun.run(
          ["film", "--labels", "maps/label-0001.png", "--model", "tiny.ganvas", "-o", "out"],
          in: folder
        ).status == 1)
      #expect(
        try ProgramRun.run(
          film("film", "out", ["--first", "maps/img-0000.png", "--first-model", "tiny"]),
          in: folder
        ).status == 2)
    }
  }
}
