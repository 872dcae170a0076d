import Checkpoints
import Foundation
import Generators
import TestSupport
import Testing

@Suite("Files that a person put into a package") struct ForeignFilesTests {
  private func write(_ value: Float, to folder: URL) throws {
    let manifest = ModelManifest(name: "a", family: "spade", configuration: .object([:]))
    let tensor = StoredTensor(name: "x", shape: [1], floats: [value])
    try ModelPackage.write(manifest, tensors: [tensor], to: folder)
  }

  @Test("They stay when a model is imported or packed over it; our own old files go") func stay()
    throws
  {
    let place = try TemporaryFolder()
    let folder = place.url.appendingPathComponent("a.ganvas")
    try write(1, to: folder)
    let notes = folder.appendingPathComponent("notes")
    try FileManager.default.createDirectory(at: notes, withIntermediateDirectories: true)
    let words = Data("my words".utf8)
    try words.write(to: notes.appendingPathComponent("words.txt"))
    try words.write(to: folder.appendingPathComponent("LICENCE"))
    try words.write(to: folder.appendingPathComponent("styles.safetensors"))
    try write(2, to: folder)
    #expect(try Data(contentsOf: notes.appendingPathComponent("words.txt")) == words)
    #expect(try Data(contentsOf: folder.appendingPathComponent("LICENCE")) == words)
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(left == ["LICENCE", "model.json", "notes", "weights.safetensors"])
    #expect(try ModelPackage.read(folder).weights()["x"]?.floats() == [2])
    let beside = try FileManager.default.contentsOfDirectory(atPath: place.url.path)
    #expect(beside == ["a.ganvas"], "nothing of the old package is left beside it")
  }
}
