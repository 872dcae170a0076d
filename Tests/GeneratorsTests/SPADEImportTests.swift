import Checkpoints
import Foundation
import GeneratorSupport
import Imaging
import Layers
import Synthesis
import Tensors
import TestSupport
import Testing

@testable import Generators

/// From weight files to models and back.
@Suite(.serialized) struct SPADEImportTests {
  init() { #expect(EngineFixture.isReady) }

  private static let reference = SharedFolder.url?.appendingPathComponent("reference/spade")

  @Test(
    "A reference checkpoint beside its options becomes a model",
    .enabled(if: reference != nil),
    arguments: ["a_coco", "b_cityscapes", "c_vae", "c2_vae_encode", "d_batch5x5_most"])
  func referenceFolders(name: String) throws {
    let folder = try #require(Self.reference).appendingPathComponent(name)
    let weights = try SPADEImport(ImportSource(try WeightFiles(at: folder), labelSets: []))
    let fixture = try ReferenceFixture(folder: folder)
    var expected = try SPADEConfiguration(reference: fixture.options)
    expected.encoderWidth = name == "c2_vae_encode" ? 1 : nil
    #expect(weights.conclusion.configuration == expected)
    let networks = try weights.networks()
    #expect((networks.encoder != nil) == (name == "c2_vae_encode"))
  }

  @Test("Weights alone, with flags, give the same configuration", .enabled(if: reference != nil))
  func fileWithFlags() throws {
    let folder = try #require(Self.reference).appendingPathComponent("b_cityscapes")
    let files = try WeightFiles(at: folder.appendingPathComponent("latest_net_G.pth"))
    let answers = ImportAnswers(
      labelSet: .numbered(6), aspectRatio: 2, usesInstanceEdges: true,
      cropSize: 128, options: ReferenceOptions(["num_upsampling_layers": .string("more")]))
    let weights = try SPADEImport(ImportSource(files, answers: answers, labelSets: []))
    #expect(
      weights.conclusion.configuration
        == (try SPADEConfiguration(reference: ReferenceFixture(folder: folder).options)))
    #expect(throws: ImportError.self) {
      try SPADEImport(ImportSource(files, labelSets: []))
    }
  }

  @Test("Exported and imported again, every tensor is the same") func roundTrip() throws {
    let folder = try TemporaryFolder()
    var configuration = tinyConfiguration()
    configuration.background = .plain
    configuration.aspectRatio = 1.0
    let tensors = tinyGenerator(configuration).storedTensors()
    let file = folder.url.appendingPathComponent("latest_net_G.safetensors")
    try Checkpoint.writeSafetensors(
      tensors,
      metadata: [ImportSource.optionsKey: configuration.referenceText(labelSet: "tiny")],
      to: file.path)
    let weights = try SPADEImport(
      ImportSource(try WeightFiles(at: folder.url), labelSets: [tinyLabels]))
    #expect(weights.conclusion.configuration == configuration)
    #expect(weights.conclusion.labelSet == tinyLabels)
    let again = try weights.model(named: "tiny").contents.networks.storedTensors()
    #expect(again.map(\.name) == tensors.map { "generator.\($0.name)" })
    for (before, after) in zip(tensors, again) { #expect(before.bytes == after.bytes) }
  }

  @Test("Weights of no family are refused with what every family misses") func unrecognised() throws
  {
    let folder = try TemporaryFolder()
    let file = folder.url.appendingPathComponent("latest_net_G.safetensors")
    try Checkpoint.writeSafetensors(
      [StoredTensor(name: "brush.weight", shape: [1], floats: [1])], metadata: [:], to: file.path)
    for place in [file, folder.url] {
      let error = #expect(throws: ImportError.self) {
        try FamilyTable.builtIn.importedWeights(at: place, labelSets: [])
      }
      guard case .unrecognised(_, let refusals) = error else {
        Issue.record("\(String(describing: error))")
        continue
      }
      #expect(refusals.contains { $0.program == SPADEImport.program })
      #expect(refusals.allSatisfy { !$0.reason.isEmpty })
    }
  }

  @Test("Wrapped names are unwrapped") func wrappedNames() throws {
    let folder = try TemporaryFolder()
    let file = folder.url.appendingPathComponent("3_net_G.safetensors")
    let configuration = tinyConfiguration()
    try Checkpoint.writeSafetensors(
      tinyGenerator(configuration).storedTensors(under: "module"),
      metadata: ["options": configuration.referenceText(labelSet: "tiny")], to: file.path)
    let weights = try SPADEImport(
      ImportSource(try WeightFiles(at: folder.url), labelSets: [tinyLabels]))
    #expect(try weights.networks().generator.parameterCount > 0)
  }

  @Test("The newest generator of a folder is taken, with its encoder and options")
  func newestFiles() throws {
    let folder = try TemporaryFolder()
    func touch(_ name: String) throws {
      try Data("x".utf8).write(to: folder.url.appendingPathComponent(name))
    }
    #expect(throws: ImportError.self) { try WeightFiles(at: folder.url) }
    for name in ["9_net_G.pth", "10_net_G.pth", "10_net_E.pth", "10_net_D.pth"] {
      try touch(name)
    }
    let epoch = try WeightFiles(at: folder.url)
    #expect(epoch.generator.lastPathComponent == "10_net_G.pth")
    #expect(epoch.encoder?.lastPathComponent == "10_net_E.pth")
    #expect(epoch.optionsText == nil)
    for name in ["latest_net_G.pth", "opt.txt", "opt.pkl"] { try touch(name) }
    let latest = try WeightFiles(at: folder.url)
    #expect(latest.generator.lastPathComponent == "latest_net_G.pth")
    #expect(latest.encoder == nil)
    #expect(latest.optionsText?.lastPathComponent == "opt.txt")
    #expect(throws: (any Error).self) {
      try FamilyTable.builtIn.importedWeights(at: folder.url, labelSets: [])
    }
  }

  @Test("Weights that are not finite are refused by name") func nonFinite() throws {
    let folder = try TemporaryFolder()
    let configuration = tinyConfiguration()
    var tensors = tinyGenerator(configuration).storedTensors()
    let index = try #require(tensors.firstIndex { $0.name == "conv_img.bias" })
    tensors[index] = StoredTensor(name: "conv_img.bias", shape: [3], floats: [0, .nan, 0])
    let file = folder.url.appendingPathComponent("latest_net_G.safetensors")
    try Checkpoint.writeSafetensors(
      tensors, metadata: ["options": configuration.referenceText(labelSet: "tiny")],
      to: file.path)
    let weights = try SPADEImport(
      ImportSource(try WeightFiles(at: file), labelSets: [tinyLabels]))
    let error = #expect(throws: ModelError.self) { try weights.networks() }
    #expect(error?.description.contains("conv_img.bias") == true)
  }

  @Test(
    "No damaged or hostile file becomes a model", .enabled(if: SharedFolder.url != nil))
  func badFiles() throws {
    let folder = try #require(SharedFolder.url).appendingPathComponent("reference/bad")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    for name in names.sorted() where !name.hasSuffix(".json") {
      let answers = ImportAnswers(labelSet: .numbered(4), usesInstanceEdges: false)
      #expect(throws: (any Error).self, "\(name)") {
        try FamilyTable.builtIn.importedWeights(
          at: folder.appendingPathComponent(name), answers: answers, labelSets: []
        ).model(named: name)
      }
    }
  }

  @Test("Untrained models do not saturate, and a seed gives the same one") func calibrated() throws
  {
    for usesVAE in [false, true] {
      var configuration = tinyConfiguration(usesVAE: usesVAE)
      configuration.cropSize = 128
      configuration.ngf = 8
      configuration.hiddenChannels = 32
      let networks = SPADENetworkPair.calibrated(configuration, seed: 4)
      let again = SPADENetworkPair.calibrated(configuration, seed: 4)
      #expect(
        networks.generator.parameters().map { $0.tensor.floats() }
          == again.generator.parameters().map { $0.tensor.floats() })
      let model = SPADEModel(
        name: "tiny", generator: networks.generator, labelSet: tinyLabels)
      let request = RenderRequest(
        stamp: 0,
        conditioning: Conditioning(
          labelSet: tinyLabels,
          labels: SampleMap.make(tinyLabels, size: configuration.outputSize)))
      let values = try model.picture(request).floats()
      let spread = (values.reduce(0) { $0 + $1 * $1 } / Float(values.count)).squareRoot()
      #expect((0.1...0.9).contains(spread), "\(spread)")
      #expect(values.count { abs($0) > 0.99 } < values.count / 10)
    }
  }
}
