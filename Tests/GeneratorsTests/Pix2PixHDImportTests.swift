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

/// pix2pixHD's weight files to models: concluded, strict, named where they do not fit.
@Suite(.serialized) struct Pix2PixHDImportTests {
  init() { #expect(EngineFixture.isReady) }

  private static let reference = SharedFolder.url?.appendingPathComponent("reference/pix2pixhd")

  private func networks(_ configuration: Pix2PixHDConfiguration) -> Pix2PixHDNetworks {
    Pix2PixHDNetworks(
      configuration, initialization: .kaiming(gain: 1), using: RandomGenerator(seed: 3))
  }

  /// A checkpoint folder as a training leaves it.
  private func write(
    _ configuration: Pix2PixHDConfiguration, options: Bool, in folder: URL,
    change: ([StoredTensor]) -> [StoredTensor] = { $0 }
  ) throws {
    let made = networks(configuration)
    try Checkpoint.writeSafetensors(
      change(made.generator.storedTensors()), metadata: [:],
      to: folder.appendingPathComponent("latest_net_G.safetensors").path)
    if let encoder = made.encoder {
      try Checkpoint.writeSafetensors(
        encoder.storedTensors(), metadata: [:],
        to: folder.appendingPathComponent("latest_net_E.safetensors").path)
    }
    guard options else { return }
    try Data(configuration.referenceText(labelSet: "tiny").utf8).write(
      to: folder.appendingPathComponent("opt.txt"))
  }

  @Test(
    "The reference's folders, options beside the weights", .enabled(if: reference != nil),
    arguments: ["a_global", "b_global_features", "c_local_enhancer", "d_batchnorm_rgb"])
  func referenceFolders(name: String) throws {
    let folder = try #require(Self.reference).appendingPathComponent(name)
    let weights = try FamilyTable.builtIn.importedWeights(at: folder, labelSets: [])
    #expect(weights is Pix2PixHDImport)
    let model = try weights.model(named: name)
    let capabilities = model.generator.description.capabilities
    #expect((capabilities.labels == nil) == (name == "d_batchnorm_rgb"))
    #expect(capabilities.hasRunningStatistics == (name == "d_batchnorm_rgb"))
    let hasStyles = name == "b_global_features"
    #expect(capabilities.instanceStyleChannels == (hasStyles ? 3 : 0))
    #expect(capabilities.clustersPerClass == (hasStyles ? [1: 6, 3: 4, 4: 10, 5: 2] : [:]))
    #expect(capabilities.encodesObjects == hasStyles)
    #expect(weights.files.count == (hasStyles ? 3 : 1))
  }

  @Test("Options, written and read, give the same configuration", arguments: [0, 1, 2])
  func options(enhancers: Int) throws {
    var configuration = tinyPix2PixHD(enhancers: enhancers)
    configuration.background = .plain
    configuration.outputSize = PixelSize(width: 96, height: 64)
    let folder = try TemporaryFolder()
    try write(configuration, options: true, in: folder.url)
    let weights = try FamilyTable.builtIn.importedWeights(at: folder.url, labelSets: [tinyLabels])
    let found = try #require(weights as? Pix2PixHDImport).conclusion
    if enhancers == 0 { configuration.enhancerBlocks = 3 }
    #expect(found.configuration == configuration)
    #expect(found.labelSet == tinyLabels)
    let contents = try weights.model(named: "tiny").contents
    #expect(
      contents.networks.storedTensors().map(\.bytes)
        == networks(configuration).storedTensors().map(\.bytes))
  }

  @Test("Shapes alone: classes, borders and features are told apart with what lies beside")
  func shapesAlone() throws {
    let folder = try TemporaryFolder()
    try write(tinyPix2PixHD(), options: false, in: folder.url)
    let file = folder.url.appendingPathComponent("latest_net_G.safetensors")
    let answers = ImportAnswers(labelSet: tinyLabels, aspectRatio: 2, cropSize: 64)
    // 3 classes, 1 for borders, 2 features of which nothing is known without the encoder.
    let error = #expect(throws: ImportError.self) {
      try FamilyTable.builtIn.importedWeights(at: file, answers: answers, labelSets: [])
    }
    guard case .unanswered(let questions, _) = error else {
      Issue.record("\(error?.description ?? "")")
      return
    }
    #expect(questions.first?.flag.contains("feat_num") == true)
    var wrong = answers
    wrong.options = try ReferenceOptions(assignments: ["feat_num=7"])
    let refused = #expect(throws: ImportError.self) {
      try FamilyTable.builtIn.importedWeights(at: file, answers: wrong, labelSets: [])
    }
    #expect(refused?.description.contains("that leaves 3 for borders") == true)
    let encoder = folder.url.appendingPathComponent("latest_net_E.safetensors")
    let weights = try FamilyTable.builtIn.importedWeights(
      at: file, encoder: encoder, answers: answers, labelSets: [])
    let found = try #require(weights as? Pix2PixHDImport).conclusion.configuration
    #expect(found.featureChannels == 2)
    #expect(found.usesInstanceEdges)
    #expect(found.outputSize == PixelSize(width: 64, height: 32))
    let asked = #expect(throws: ImportError.self) {
      try FamilyTable.builtIn.importedWeights(at: file, labelSets: [])
    }
    guard case .unanswered = asked else {
      Issue.record("\(String(describing: asked))")
      return
    }
  }

  @Test("What the reference loads by halves is refused with every difference (its issue 163)")
  func halfLoad() throws {
    // Options that mean other channels than the weights have.
    let folder = try TemporaryFolder()
    try write(tinyPix2PixHD(features: 0), options: true, in: folder.url)
    let text = tinyPix2PixHD(features: 2).referenceText(labelSet: "tiny")
    try Data(text.utf8).write(to: folder.url.appendingPathComponent("opt.txt"))
    let error = #expect(throws: ImportError.self) {
      try FamilyTable.builtIn.importedWeights(at: folder.url, labelSets: [tinyLabels])
    }
    #expect(error?.description.contains("should be 6, the weights have 4") == true)

    // A tensor of another shape, one missing, one too many.
    let broken = try TemporaryFolder()
    try write(tinyPix2PixHD(features: 0), options: true, in: broken.url) { tensors in
      tensors.filter { $0.name != "model.9.conv_block.5.bias" && $0.name != "model.4.bias" } + [
        StoredTensor(name: "model.4.bias", shape: [3], floats: [1, 2, 3]),
        StoredTensor(name: "model.99.weight", shape: [1], floats: [1]),
      ]
    }
    let weights = try FamilyTable.builtIn.importedWeights(at: broken.url, labelSets: [tinyLabels])
    let refused = #expect(throws: ModelError.self) { try weights.model(named: "x") }
    let words = refused?.description ?? ""
    #expect(words.contains("model.4.bias has shape [3], expected [4]"))
    #expect(words.contains("model.99.weight [1] has no place"))
    #expect(words.contains("nothing was loaded"))
  }

  @Test("Encoders and discriminators are named as what they are") func otherNetworks() throws {
    let folder = try TemporaryFolder()
    try write(tinyPix2PixHD(), options: false, in: folder.url)
    func refusal(_ file: URL) -> String {
      let error = #expect(throws: ImportError.self) {
        try FamilyTable.builtIn.importedWeights(at: file, labelSets: [])
      }
      return error?.description ?? ""
    }
    #expect(
      refusal(folder.url.appendingPathComponent("latest_net_E.safetensors"))
        .contains("--encoder"))
    let judge = folder.url.appendingPathComponent("latest_net_D.safetensors")
    try Checkpoint.writeSafetensors(
      [StoredTensor(name: "scale0_layer0.0.weight", shape: [1], floats: [1])], metadata: [:],
      to: judge.path)
    #expect(refusal(judge).contains("discriminator"))
  }

  @Test("Clusters of another length are refused, those of unknown classes left out")
  func clusters() throws {
    let folder = try TemporaryFolder()
    try write(tinyPix2PixHD(), options: true, in: folder.url)
    func store(_ clusters: StyleClusters) throws -> URL {
      let file = folder.url.appendingPathComponent("styles.safetensors")
      try Checkpoint.writeSafetensors(clusters.tensors, metadata: [:], to: file.path)
      return file
    }
    let wide = StyleClusters(classes: [1: [StyleCluster(center: [1, 2, 3])]], channels: 3)
    let error = #expect(throws: ImportError.self) {
      try FamilyTable.builtIn.importedWeights(
        at: folder.url, clusters: try store(wide), labelSets: [tinyLabels])
    }
    #expect(error?.description.contains("3 numbers each, the generator takes 2") == true)
    let unknown = StyleClusters(
      classes: [
        1: [StyleCluster(center: [1, 2], spread: [0.1, 0.2], size: 7)],
        40: [StyleCluster(center: [5, 6])],
      ], channels: 2)
    let weights = try FamilyTable.builtIn.importedWeights(
      at: folder.url, clusters: try store(unknown), labelSets: [tinyLabels])
    #expect(weights.conclusions.contains { $0.contains("40 are left out") })
    let model = try weights.model(named: "tiny")
    #expect(model.contents.styles?.classes == [1: unknown.classes[1] ?? []])

    // Written with the package and read again.
    let package = try model.contents.write(to: folder.url.appendingPathComponent("tiny.ganvas"))
    #expect(try package.styles() == model.contents.styles)
    let library = ModelLibrary(folders: [folder.url], labelSets: folder.url)
    let capabilities = try FamilyTable.builtIn.capabilities(of: package, from: library)
    #expect(capabilities.styleClusters == model.contents.styles?.classes)
    #expect(capabilities.encodesObjects)
    let loaded = try FamilyTable.builtIn.load(package, from: library)
    #expect(loaded.description.capabilities == capabilities)
  }
}
