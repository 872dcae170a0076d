import Checkpoints
import Foundation
import GeneratorSupport
import Generators
import Imaging
import Synthesis
import TestSupport
import Testing

/// A family that only tests know goes through every door of the program by its line in the table.
@Suite(.serialized) struct FamilyTests {
  let table = FamilyTable(FamilyTable.builtIn.families + [.flat])

  init() { #expect(EngineFixture.isReady) }

  @Test("Weights of a new family are imported, packed, loaded and rendered")
  func newFamily() throws {
    let folder = try TemporaryFolder()
    let weights = folder.url.appendingPathComponent("one.safetensors")
    try Checkpoint.writeSafetensors(
      [StoredTensor(name: "flat.color", shape: [3], floats: [1, 0, -1])], metadata: [:],
      to: weights.path)
    let found = try table.importedWeights(at: weights, labelSets: [])
    #expect(type(of: found).program == "example/flat")
    let place = folder.url.appendingPathComponent("one.ganvas")
    try found.model(named: "one").contents.write(to: place)

    let library = ModelLibrary(folders: [folder.url], labelSets: folder.url)
    let package = try ModelPackage.read(place)
    #expect(try table.family(of: package).name == "flat")
    #expect(
      try table.capabilities(of: package, from: library).outputSize
        == PixelSize(width: 8, height: 8))
    let model = try table.load(package, from: library)
    let picture = try model.synthesize(
      RenderRequest(stamp: 0, conditioning: Conditioning()), checkpoint: {})
    #expect(picture.elements.allSatisfy { $0 == RGB(255, 127, 0) })
    // The same package is refused by a table without the line.
    #expect(throws: ModelError.self) { try FamilyTable.builtIn.load(package, from: library) }
  }

  @Test("Its sizes are listed with the others and become models") func presets() throws {
    let preset = try #require(table.preset(named: "flat-8"))
    #expect(table.presets.count == FamilyTable.builtIn.presets.count + 1)
    let model = try preset.contents(labelSet: nil, seed: 1).model
    #expect(model.description.family == "flat")
    #expect(model.sampling == nil)
  }

  @Test("Names of families, programs and sizes differ") func names() {
    let families = FamilyTable.builtIn
    #expect(Set(families.families.map(\.name)).count == families.families.count)
    #expect(Set(families.presets.map(\.name)).count == families.presets.count)
    #expect(Set(families.importers.map { $0.program }).count == families.importers.count)
    for family in families.families {
      #expect(families[family.name]?.model == family.model)
      #expect(!family.fixtures.isEmpty, "\(family.name) is checked against nothing")
    }
  }
}
