import Foundation
import Imaging
import Testing

/// `ganvas scenes` as scripts see it.
@Suite(.serialized) struct ScenesCommandTests {
  @Test("Scenes become a training folder, are not drawn twice, and wrong words are refused")
  func folder() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("ganvas-scenes-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    func run(_ arguments: [String]) throws -> (status: Int32, output: String) {
      try ProgramRun.run(arguments, in: FileManager.default.temporaryDirectory)
    }
    let arguments = [
      "scenes", "--count", "2", "--size", "32x16", "--biome", "lake", "-o", folder.path,
    ]
    let first = try run(arguments)
    #expect(first.status == 0)
    #expect(first.output.hasPrefix("2 scenes drawn, 0 were there"))
    var names: Set<[String]> = []
    for part in ["img", "label", "inst"] {
      let files = try FileManager.default.contentsOfDirectory(
        atPath: folder.appendingPathComponent("scenes_\(part)").path)
      #expect(files.count == 2)
      names.insert(files.sorted())
    }
    #expect(names.count == 1)
    #expect(try run(arguments).output.hasPrefix("0 scenes drawn, 2 were there"))

    #expect(try run(["scenes", "--style", "polka dots", "-o", folder.path]).status == 2)
    #expect(try run(["scenes", "--size", "3", "-o", folder.path]).status == 2)
    #expect(try run(["scenes"]).status == 2)
    #expect(try run(["scenes", "--list"]).output.contains("summer noon"))
  }

  @Test("Shards draw each scene once, and the check names what is missing and what is damaged")
  func shards() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("ganvas-scenes-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    func run(_ output: String, _ more: [String]) throws -> (status: Int32, output: String) {
      try ProgramRun.run(
        [
          "scenes", "--count", "6", "--size", "32x16", "-o",
          folder.appendingPathComponent(output).path,
        ] + more, in: FileManager.default.temporaryDirectory)
    }
    func drawn(_ output: String) throws -> [String: Data] {
      let place = folder.appendingPathComponent(output).appendingPathComponent("scenes_img")
      return try FileManager.default.contentsOfDirectory(atPath: place.path).reduce(into: [:]) {
        $0[$1] = try Data(contentsOf: place.appendingPathComponent($1))
      }
    }
    #expect(try run("whole", []).status == 0)
    #expect(try run("parts", ["--shard", "0/2"]).status == 0)
    let half = try run("parts", ["--verify", "--shards", "2"])
    #expect(half.status == 75)
    #expect(half.output.contains("left: --array=1"))
    #expect(try run("parts", ["--shard", "1/2"]).status == 0)
    #expect(try drawn("parts") == drawn("whole"))
    #expect(try run("parts", ["--verify"]).output.hasPrefix("18 valid, 0 missing"))
    let name = try #require(try drawn("parts").keys.min())
    let file = folder.appendingPathComponent("parts/scenes_label/\(name)")
    try Data(contentsOf: file).dropLast(9).write(to: file)
    #expect(try run("parts", ["--verify"]).status == 1)
    #expect(
      try ProgramRun.run(["scenes", "--shard", "0/2", "--sheet", "x.png"], in: folder).status == 2)
  }

  @Test("A sheet shows every scene beside its map, and too many are refused")
  func sheet() throws {
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("ganvas-sheet-\(UUID().uuidString).png")
    defer { try? FileManager.default.removeItem(at: file) }
    let run = try ProgramRun.run(
      ["scenes", "--count", "3", "--size", "32x16", "--sheet", file.path, "--maps"],
      in: FileManager.default.temporaryDirectory)
    #expect(run.status == 0)
    // Six cells in rows of four, each with a margin of two.
    let picture = try ImageFile.read(file)
    #expect(picture.size == PixelSize(width: 4 * 36, height: 2 * 20))
    let refused = try ProgramRun.run(
      ["scenes", "--count", "401", "--sheet", file.path],
      in: FileManager.default.temporaryDirectory)
    #expect(refused.status == 2)
  }

  @Test("A film writes pictures, maps, motion and what was seen; cameras stay in the world")
  func film() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("ganvas-film-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    func run(_ arguments: [String]) throws -> Int32 {
      try ProgramRun.run(
        ["scenes", "film", "--size", "32x16", "-o", folder.path] + arguments,
        in: FileManager.default.temporaryDirectory
      ).status
    }
    #expect(try run(["--frames", "2"]) == 0)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(
      names
        == ["flow", "img", "inst", "label", "seen"].flatMap { kind in
          ["0000", "0001"].map { "\(kind)-\($0).\(kind == "flow" ? "npy" : "png")" }
        })
    // Header of 128 bytes, then 16 × 32 × 2 halves.
    let flow = try Data(contentsOf: folder.appendingPathComponent("flow-0001.npy"))
    #expect(flow.count == 128 + 16 * 32 * 2 * 2)
    #expect(flow.dropFirst(128).contains { $0 != 0 })
    #expect(try run(["--frames", "0"]) == 2)
    #expect(try run(["--frames", "400", "--z", "0.5"]) == 2)
    #expect(try run(["--z", "nan"]) == 2)
  }
}
