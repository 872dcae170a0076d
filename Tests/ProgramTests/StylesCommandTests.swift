import Foundation
import Imaging
import TestSupport
import Testing

/// `ganvas scenes`, `train pix2pixhd`, `train pack`, `styles` one after the other, as scripts use
/// them: a tiny model from nothing to a sheet of its styles.
@Suite(.serialized) struct StylesCommandTests {
  private static let root: URL = {
    var folder = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { folder.deleteLastPathComponent() }
    return folder
  }()

  @Test("From scenes to a sheet: all stages of training, clusters on the run's own data, .npy")
  func wholeWay() throws {
    let temporary = try TemporaryFolder()
    let folder = temporary.url
    func run(_ words: String, _ more: [String] = []) throws -> String {
      let done = try ProgramRun.run(words.split(separator: " ").map(String.init) + more, in: folder)
      #expect(done.status == 0, "ganvas \(words): \(done.output)")
      return done.output
    }
    _ = try run(
      "train pix2pixhd --scenes 6 --biome village --variety 0.8 --size 64 --batch 2 --pictures 40 "
        + "--ngf 4 --downsamplings 2 --blocks 1 --enhancers 1 --nef 4 --ndf 4 --layers 2 "
        + "--threads 2 -o run")
    let packed = try run("train pack run --batches 2 -o tiny.ganvas")
    #expect(packed.contains("village") && packed.contains("variety 0.8"), "\(packed)")
    let other = try run("train pack run --batches 1 --variety 0 --biome desert -o other.ganvas")
    #expect(other.contains("desert") && !other.contains("variety"), "\(other)")

    _ = try run(
      "styles encode tiny.ganvas --scenes 4 --biome village --variety 0.8 -o table.safetensors")
    // The same in three parts, put together.
    let parts = "styles encode tiny.ganvas --scenes 4 --biome village --variety 0.8 -o parts.st"
    for shard in 0..<3 { _ = try run(parts + " --shard \(shard)/3") }
    _ = try run(parts + " --shards 3 --assemble")
    #expect(
      try Data(contentsOf: folder.appendingPathComponent("parts.st"))
        == Data(contentsOf: folder.appendingPathComponent("table.safetensors")))
    let early = parts.replacing("parts.st", with: "early.st") + " --shards 3 --assemble"
    #expect(
      try ProgramRun.run(early.split(separator: " ").map(String.init), in: folder).status == 75)

    _ = try run("styles cluster table.safetensors --clusters 3 -o clusters.npy")
    _ = try run("styles cluster clusters.npy -o again.safetensors")
    _ = try run("styles cluster again.safetensors -o again.npy")
    func bytes(_ name: String) throws -> Data {
      try Data(contentsOf: folder.appendingPathComponent(name))
    }
    #expect(try bytes("clusters.npy") == bytes("again.npy"))
    _ = try run("styles cluster table.safetensors --clusters 3 -o tiny.ganvas/styles.safetensors")

    let map = Self.root.appendingPathComponent("Assets/Maps/village-labels.png").path
    let sheet = ["--labels", map, "--rows", "2", "--cell", "32", "--threads", "2"]
    _ = try run("styles sheet tiny.ganvas -o sheet.png", sheet)
    _ = try run("styles sheet tiny.ganvas -o twice.png", sheet)
    #expect(try bytes("sheet.png") == bytes("twice.png"))
    let picture = try ImageFile.read(folder.appendingPathComponent("sheet.png"))
    #expect(picture.height == 2 * 36 && picture.width == 3 * 36)
    let whole = ["--labels", map, "--object", "house", "--cell", "32", "--whole"]
    _ = try run("styles sheet tiny.ganvas -o whole.png", whole)
  }

  @Test("Scenes with variety have names of their own and other pictures") func scenes() throws {
    let temporary = try TemporaryFolder()
    let folder = temporary.url
    for more in [[], ["--variety", "1"]] {
      let done = try ProgramRun.run(
        ["scenes", "--count", "1", "--biome", "village", "--size", "64", "-o", "out"] + more,
        in: folder)
      #expect(done.status == 0)
    }
    let pictures = folder.appendingPathComponent("out/scenes_img")
    let names = try FileManager.default.contentsOfDirectory(atPath: pictures.path)
    #expect(names.count == 2)
    let images = try names.map { try ImageFile.read(pictures.appendingPathComponent($0)) }
    #expect(Set(images).count == 2)
    #expect(try ProgramRun.run(["scenes", "--variety", "2", "-o", "x"], in: folder).status == 2)
  }
}
