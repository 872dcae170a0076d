import Foundation
import Imaging
import TestSupport
import Testing

/// `ganvas verify` and `ganvas models` as scripts see them: exit codes and what is printed.
@Suite(.serialized) struct ModelCommandTests {
  private let folder: URL
  private static let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent()
  private static let fixture = tests.appendingPathComponent(
    "TrainingTests/Fixtures/spade-discriminator")
  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("ganvas-models-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  @Test("verify counts, and fails where a tensor differs or a family is unknown")
  func verify() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let good = try run(["verify", Self.fixture.path])
    #expect(good.status == 0)
    #expect(good.output.split(separator: "\n").last == "21 passed, 0 failed")

    // Any folder of the layout, not a list of known ones; one bit of one result turned.
    let copy = folder.appendingPathComponent("copy")
    try FileManager.default.copyItem(at: Self.fixture, to: copy)
    let results = copy.appendingPathComponent("expected.safetensors")
    var bytes = try Data(contentsOf: results)
    bytes[bytes.count - 1] ^= 0x40
    try bytes.write(to: results)
    let bad = try run(["verify", Self.fixture.path, copy.path])
    #expect(bad.status == 1)
    #expect(bad.output.split(separator: "\n").last == "41 passed, 1 failed")

    try Data(#"{"family": "oil painting"}"#.utf8).write(
      to: copy.appendingPathComponent("options.json"))
    let unknown = try run(["verify", copy.path])
    #expect(unknown.status == 1)
    #expect(unknown.output.contains("family oil painting is not verified yet"))
    #expect(unknown.output.split(separator: "\n").last == "0 passed, 1 failed")

    let json = try run(["verify", "--json", folder.appendingPathComponent("nothing").path])
    #expect(json.status == 1)
    #expect(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) is [String: Any])
    #expect(try run(["verify"]).status == 2)
  }

  @Test("A folder learned from one photo is imported, told of, rendered as it is, and exported")
  func onePhoto() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let source = Self.tests.appendingPathComponent("GeneratorsTests/Fixtures/singan-legacy").path
    let package = folder.appendingPathComponent("one.ganvas").path
    #expect(try run(["models", "info", source]).status == 0)
    #expect(try run(["models", "import", source, "-o", package]).status == 0)
    func render(_ model: String, _ name: String, _ words: [String] = []) throws -> RGBImage? {
      let file = folder.appendingPathComponent(name)
      let done = try run(
        ["render", "--model", model, "--seed", "5", "-o", file.path] + words)
      return done.status == 0 ? try ImageFile.read(file) : nil
    }
    let sample = try #require(try render(package, "a.png"))
    #expect(try render(source, "b.png") == sample)
    let boxed = try #require(try render(package, "c.png", ["--noise-box", "9x9+2+2:1:7"]))
    #expect(boxed != sample)
    #expect(try render(package, "d.png", ["--noise-box", "9x9+2+2:40:7"]) == nil)
    #expect(
      try run(["render", "--model", package, "--noise-box", "9x9:1", "-o", "e.png"]).status == 2)
    let exported = folder.appendingPathComponent("exported").path
    #expect(try run(["models", "export", package, "-o", exported]).status == 0)
    #expect(try render(exported, "f.png") == sample)
  }

  @Test("What cannot be imported exits 1, what must be said 2, and nothing is left behind")
  func refusals() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let target = folder.appendingPathComponent("x.ganvas").path
    let file = folder.appendingPathComponent("broken.pth")
    try Data("PK\u{3}\u{4} and no more".utf8).write(to: file)
    #expect(try run(["models", "import", file.path, "-o", target]).status == 1)
    #expect(try run(["models", "import", folder.path, "-o", target]).status == 1)
    #expect(try run(["models", "import", file.path, "--aspect", "0"]).status == 2)
    #expect(try run(["models", "init", "--preset", "oil"]).status == 2)
    #expect(try run(["models", "info", "nothing"]).status == 1)
    #expect(try run(["models", "export", "nothing", "-o", "x.pth"]).status == 1)
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(left == ["broken.pth"])
  }

  @Test(
    "pix2pixHD with encoder and clusters: imported, told, exported, imported again, rendered",
    .enabled(if: SharedFolder.url != nil))
  func objectStyles() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let reference = try #require(SharedFolder.url).appendingPathComponent("reference/pix2pixhd")
    let first = folder.appendingPathComponent("styled.ganvas")
    let source = reference.appendingPathComponent("b_global_features").path
    #expect(try run(["models", "import", source, "-o", first.path]).status == 0)
    let info = try run(["models", "info", first.path])
    #expect(info.output.contains("a style of 3 numbers each, 22 clusters"))
    try expectReturns(first)
    let judge = reference.appendingPathComponent("e_discriminator/latest_net_D.pth").path
    #expect(try run(["models", "import", judge]).status == 1)
  }

  @Test(
    "Real weights: imported, seen to have a collapsed z, exported, imported again",
    .enabled(if: SharedFolder.url != nil))
  func realWeights() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let street = try #require(SharedFolder.url).appendingPathComponent("checkpoints/street")
    let first = folder.appendingPathComponent("street.ganvas")
    let asked = try run([
      "models", "import", street.appendingPathComponent("latest_net_G.pth").path,
    ])
    #expect(asked.status == 2)
    #expect(try run(["models", "import", street.path, "-o", first.path]).status == 0)
    let info = try run(["models", "info", first.path])
    #expect(info.output.contains("128×96"))
    #expect(info.output.contains("camvid (12 classes)"))
    #expect(info.output.contains("collapsed"))

    try expectReturns(first)
  }

  /// Exported and imported again, `package` holds the same weights.
  private func expectReturns(_ package: URL) throws {
    let generator = folder.appendingPathComponent("g.safetensors").path
    let encoder = folder.appendingPathComponent("e.safetensors").path
    let second = folder.appendingPathComponent("again.ganvas")
    let export = ["models", "export", package.path, "-o", generator, "--encoder-output", encoder]
    #expect(try run(export).status == 0)
    let again = ["models", "import", generator, "--encoder", encoder, "-o", second.path]
    #expect(try run(again).status == 0)
    #expect(
      try Data(contentsOf: package.appendingPathComponent("weights.safetensors"))
        == Data(contentsOf: second.appendingPathComponent("weights.safetensors")))
  }

  private func run(_ arguments: [String]) throws -> (status: Int32, output: String) {
    try ProgramRun.run(arguments, in: folder)
  }
}
