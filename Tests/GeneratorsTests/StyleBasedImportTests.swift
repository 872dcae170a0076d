import Checkpoints
import Foundation
import Synthesis
import Tensors
import TestSupport
import Testing

@testable import Generators

/// Weights of the reference programs become models that render the reference's pictures.
@Suite(.serialized) struct StyleBasedImportTests {
  init() { #expect(EngineFixture.isReady) }

  private static let reference = SharedFolder.url?.appendingPathComponent("reference")

  @Test(
    "A StyleGAN2 snapshot, its state and a conditional one render the reference's pictures",
    .enabled(if: reference != nil),
    arguments: [
      ("a_uncond64", "network-snapshot-000010.pkl"), ("a_uncond64", "G_ema.pth"),
      ("b_cond32", "G_ema.pth"),
    ])
  func styleGAN2(name: String, file: String) throws {
    let folder = try #require(Self.reference).appendingPathComponent("stylegan2/\(name)")
    let fixture = try ReferenceFixture(folder: folder)
    var answers = ImportAnswers()
    answers.options = try ReferenceOptions(assignments: ["conv_clamp=256"])
    let weights = try FamilyTable.builtIn.importedWeights(
      at: folder.appendingPathComponent(file),
      answers: name == "b_cond32" ? answers : ImportAnswers(),
      labelSets: [])
    #expect(weights is StyleGAN2Import)
    let model = try #require(try weights.model(named: name).generator as? StyleGAN2Model)
    let z = try #require(try fixture.input("z", shape: [2, 32])).floats()
    var conditioning = Conditioning()
    if let classes = try fixture.input("c", shape: [2, nil])?.floats() {
      let first = classes.prefix(classes.count / 2)
      conditioning.classWeights = Dictionary(
        uniqueKeysWithValues: first.enumerated().filter { $0.element != 0 }.map {
          ($0.offset, Double($0.element))
        })
    }
    let picture = try model.picture(
      RenderRequest(
        stamp: 1, conditioning: conditioning,
        latent: LatentState(source: .z(Array(z.prefix(32))))))
    let expected = Tensor(try #require(fixture.expected["image.const"]))
      .sliced(axis: 0, from: 0, to: 1)
    #expect((picture - expected).absolute().maximum().item < 2e-4)
  }

  @Test(
    "Both layouts of the StyleGAN port import, with the mean w measured",
    .enabled(if: reference != nil),
    arguments: [
      ("a_step3_full", "train_step-3.model", 32), ("b_step4_running", "010000.model", 64),
      ("c_step5_fused_cuda", "010000.model", 128),
    ])
  func styleGAN(name: String, file: String, side: Int) throws {
    let folder = try #require(Self.reference).appendingPathComponent("stylegan/\(name)")
    let weights = try FamilyTable.builtIn.importedWeights(
      at: folder.appendingPathComponent(file), answers: ImportAnswers(cropSize: side), labelSets: []
    )
    #expect(weights is StyleGANImport)
    #expect(weights.conclusions.contains { $0.contains("mean w") })
    let model = try #require(try weights.model(named: name).generator as? StyleGANModel)
    let configuration = model.network.configuration
    #expect(configuration.resolution == side)
    #expect(model.network.averageStyle.absolute().maximum().item > 0)
    let picture = try model.picture(
      RenderRequest(stamp: 1, conditioning: Conditioning(), latent: LatentState()))
    #expect(picture.shape == [1, 3, side, side])
  }

  @Test("A folder of snapshots means the newest") func folders() {
    #expect(
      StyleGAN2Import.weightFile(
        among: ["network-snapshot-000200.pkl", "network-snapshot-001000.pkl", "stats.jsonl"])
        == "network-snapshot-001000.pkl")
    #expect(StyleGAN2Import.weightFile(among: ["a.pth"]) == nil)
    #expect(StyleGANImport.weightFile(among: ["010000.model", "020000.model"]) == "020000.model")
  }

  @Test("Weights of other families are refused with what they lack", .enabled(if: reference != nil))
  func objections() throws {
    let folder = try #require(Self.reference)
    let source = try ImportSource(
      WeightFiles(generator: folder.appendingPathComponent("stylegan2/a_uncond64/D.pth")),
      labelSets: [])
    #expect(StyleGAN2Import.objection(to: source) != nil)
    #expect(StyleGANImport.objection(to: source) != nil)
  }
}

/// Latents in files.
@Suite(.serialized) struct LatentFileTests {
  init() { #expect(EngineFixture.isReady) }

  @Test("Written and read, a latent is the same", arguments: ["npy", "npz", "safetensors"])
  func roundTrip(ending: String) throws {
    let folder = try TemporaryFolder()
    let path = folder.url.appendingPathComponent("latent." + ending).path
    let rows: [[Float]] = [[1, 2, 3], [4, 5, 6.5]]
    try LatentFile.write(.wPlus(rows), to: path)
    #expect(try LatentFile.read(path) == .wPlus(rows))
    try LatentFile.write(.z([0.25, -1]), to: path)
    #expect(try LatentFile.read(path) == .z([0.25, -1]))
    // A nameless single row is a z.
    try LatentFile.write(.w([0.5, 2]), to: path)
    #expect(try LatentFile.read(path) == (ending == "npy" ? .z([0.5, 2]) : .w([0.5, 2])))
    #expect(throws: ModelError.self) { try LatentFile.write(.seed(1), to: path) }
  }

  @Test("What is no latent is refused") func refused() throws {
    let folder = try TemporaryFolder()
    let path = folder.url.appendingPathComponent("latent.npz").path
    let many = [
      StoredTensor(name: "a", shape: [2], floats: [1, 2]),
      StoredTensor(name: "b", shape: [2], floats: [1, 2]),
    ]
    try Checkpoint.writeNpz(many, to: path)
    #expect(throws: ModelError.self) { try LatentFile.read(path) }
    try Checkpoint.writeNpz([StoredTensor(name: "w", shape: [2], floats: [1, .nan])], to: path)
    #expect(throws: ModelError.self) { try LatentFile.read(path) }
    try Checkpoint.writeNpz(
      [StoredTensor(name: "w", shape: [1, 1, 1, 2], floats: [1, 2])], to: path)
    #expect(throws: ModelError.self) { try LatentFile.read(path) }
  }
}
