import Checkpoints
import Foundation
import GeneratorSupport
import Generators
import Imaging
import Layers
import Synthesis
import Tensors
import TestSupport
import Testing

@Suite(.serialized) struct ModelPackageTests {
  init() { #expect(EngineFixture.isReady) }

  @Test("A package comes back as it was written") func roundTrip() throws {
    let folder = try TemporaryFolder()
    let configuration = tinyConfiguration()
    let manifest = try ModelManifest(
      name: "tiny", spade: configuration, labelSet: tinyLabels, statistics: .current,
      weights: .init(precision: .float16, parameterCount: 12),
      latent: .init(dimension: 8, codeDistance: 0.004, referenceDistance: 0.3),
      training: .init(
        wallSeconds: 7200, imagesSeen: 26_000, seed: .max, data: "scenes",
        losses: ["G": 1.5], configuration: .object(["steps": .int(3)])),
      licence: "CC0", provenance: .init(source: "a test", files: ["a.pth"]))
    let preview = RGBImage(width: 4, height: 4, filledWith: RGB(1, 2, 3))
    let url = folder.url.appendingPathComponent("tiny.ganvas")
    try ModelPackage.write(
      manifest,
      tensors: tinyGenerator(configuration).storedTensors(under: "generator", as: .float16),
      preview: preview, to: url)

    let package = try ModelPackage.read(url)
    #expect(package.manifest == manifest)
    #expect(package.name == "tiny")
    let previewFile = try #require(package.previewFile)
    #expect(try ImageFile.read(previewFile) == preview)
    let library = ModelLibrary(folders: [folder.url], labelSets: folder.url)
    let model = try FamilyTable.builtIn.load(package, from: library)
    #expect(model.description.family == "SPADE-VAE")
    #expect(model.description.capabilities.latent?.matters == false)
    #expect(model.description.capabilities.outputSize == PixelSize(width: 32, height: 32))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["tiny.ganvas"])
  }

  @Test("Writing again replaces the package as a whole") func replacing() throws {
    let folder = try TemporaryFolder()
    try writeTinyPackage(in: folder.url, seed: 1)
    let package = try writeTinyPackage(in: folder.url, usesVAE: false, seed: 2)
    #expect(try ModelPackage.read(package.folder) == package)
    #expect(try package.weights()["generator.fc.weight"]?.shape == [32, 4, 3, 3])
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["tiny.ganvas"])
  }

  @Test("Models are found by name and by path, broken ones are listed") func library() throws {
    let folder = try TemporaryFolder()
    let package = try writeTinyPackage(in: folder.url)
    let broken = folder.url.appendingPathComponent("broken.ganvas")
    try FileManager.default.createDirectory(at: broken, withIntermediateDirectories: true)
    try Data("{".utf8).write(to: broken.appendingPathComponent("model.json"))
    let library = ModelLibrary(folders: [folder.url], labelSets: folder.url)
    #expect(try library.find("tiny") == .package(package))
    guard case .package(let byPath) = try library.find(package.folder.path) else {
      Issue.record("not found by path")
      return
    }
    #expect(byPath.manifest == package.manifest)
    #expect(try library.find(folder.url.path) == .other(URL(fileURLWithPath: folder.url.path)))
    #expect(library.entries().map(\.name) == ["broken", "tiny"])
    #expect(throws: ModelError.self) { try library.find("broken") }
    #expect(
      throws: ModelError.notFound(
        name: "nothing", folders: [folder.url.path], available: ["broken", "tiny"])
    ) { try library.find("nothing") }
  }

  static let hostile: [(String, String)] = [
    ("", "empty"),
    ("{", "cut"),
    ("[]", "no dictionary"),
    (#"{"name": "x"}"#, "no schema"),
    (#"{"schema": "one"}"#, "schema is a text"),
    (#"{"schema": 0}"#, "schema 0"),
    (#"{"schema": 99, "anything": true}"#, "newer"),
    (#"{"schema": 1, "name": "x"}"#, "no family"),
    (manifest(name: "../x"), "name leads out"),
    (manifest(name: "a\u{1b}[2J"), "name with an escape sequence"),
    (manifest(weights: "../../etc/passwd"), "weights lead out"),
    (manifest(weights: ""), "no weights"),
    (manifest(precision: "int8"), "integers as weights"),
    (String(repeating: "[", count: 100_000), "deep"),
  ]

  private static func manifest(
    name: String = "x", weights: String = "w.safetensors", precision: String = "float32"
  ) -> String {
    let escaped = name.replacingOccurrences(of: "\u{1b}", with: "\\u001b")
    return """
      {"schema": 1, "name": "\(escaped)", "family": "spade", "configuration": {},
       "weights": {"file": "\(weights)", "precision": "\(precision)"}}
      """
  }

  @Test("A lying model.json is refused in words", arguments: hostile.map(\.1))
  func hostileManifest(kind: String) throws {
    let json = try #require(Self.hostile.first { $0.1 == kind }).0
    let folder = try TemporaryFolder()
    try Data(json.utf8).write(to: folder.url.appendingPathComponent("model.json"))
    let error = #expect(throws: ModelError.self) { try ModelPackage.read(folder.url) }
    #expect(error?.description.contains("model.json") == true)
    #expect(error?.description.contains("\u{1b}") == false)
  }

  @Test("Unknown families, broken configurations and stray tensors are refused") func loading()
    throws
  {
    let folder = try TemporaryFolder()
    let library = ModelLibrary(folders: [folder.url], labelSets: folder.url)
    let package = try writeTinyPackage(in: folder.url)
    func error(_ change: (inout ModelManifest) throws -> Void) throws -> ModelError? {
      var manifest = package.manifest
      try change(&manifest)
      let changed = try ModelPackage.write(
        manifest, tensors: package.weights().tensors,
        to: folder.url.appendingPathComponent("changed.ganvas"))
      return #expect(throws: ModelError.self) {
        try FamilyTable.builtIn.load(changed, from: library)
      }
    }
    guard case .unknownFamily(_, "gan", let known) = try error({ $0.family = "gan" }) else {
      Issue.record("a family that is not built in")
      return
    }
    #expect(known == FamilyTable.builtIn.families.map(\.name))
    var wrong = tinyConfiguration()
    wrong.kernel = 4
    let configured = try error { $0.configuration = try JSONValue(encoding: wrong) }
    #expect(configured?.description.contains("kernel is 4") == true)
    let empty = try error { $0.configuration = .object([:]) }
    #expect(empty?.description.contains("configuration") == true)
    let labels = try error { $0.labels = .named("nowhere") }
    #expect(labels?.description.contains("nowhere") == true)
    #expect(try error { $0.labels = nil }?.description.contains("labels") == true)
    var narrow = tinyConfiguration()
    narrow.ngf = 3
    guard
      case .weights(_, let problems) = try error({
        $0.configuration = try JSONValue(encoding: narrow)
      })
    else {
      Issue.record("weights of another width")
      return
    }
    #expect(problems.contains(.misshapen(name: "fc.bias", found: [32], expected: [48])))
  }
}
