import Checkpoints
import Foundation
import Synthesis
import Tensors
import TestSupport
import Testing

@testable import Generators

/// TensorFlow's pickles of StyleGAN and StyleGAN2, and rosinality's files, become models that render
/// the reference's pictures; what is not such a file is refused in words.
@Suite(.serialized) struct TensorFlowImportTests {
  init() { #expect(EngineFixture.isReady) }

  private static let own = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Fixtures/stylegan-nvlabs")
  private static let pickle = "network-snapshot-002364.pkl"
  private static let reference = SharedFolder.url?.appendingPathComponent("reference")

  @Test("NVlabs' StyleGAN: classes, a level fading in, truncation below a cutoff, mixing")
  func styleGAN() throws {
    let fixture = try ReferenceFixture(folder: Self.own)
    let results = try NVStyleGANFixture.comparisons(of: fixture)
    #expect(results.count { $0.passed } == fixture.expected.tensors.count)
    for result in results { #expect(result.passed, "\(result)") }
  }

  @Test("It is imported, packed, read again, and renders the same picture") func packed() throws {
    let folder = try TemporaryFolder()
    let found = try FamilyTable.builtIn.importedWeights(
      at: Self.own.appendingPathComponent(Self.pickle), labelSets: [])
    #expect(found is NVStyleGANImport)
    let place = folder.url.appendingPathComponent("faces.ganvas")
    try found.model(named: "faces").contents.write(to: place)
    let library = ModelLibrary(folders: [folder.url], labelSets: folder.url)
    let model = try #require(
      try FamilyTable.builtIn.load(try ModelPackage.read(place), from: library)
        as? NVStyleGANModel)
    let fixture = try ReferenceFixture(folder: Self.own)
    let z = try #require(try fixture.input("z", shape: [2, 20])).floats()
    let classes = try #require(try fixture.input("c", shape: [2, 3])).floats()
    var conditioning = Conditioning()
    conditioning.classWeights = Dictionary(
      uniqueKeysWithValues: (0..<3).map { ($0, Double(classes[$0])) })
    let picture = try model.picture(
      RenderRequest(
        stamp: 1, conditioning: conditioning, latent: LatentState(source: .z(Array(z[..<20])))))
    let expected = Tensor(try #require(fixture.expected["image.const"]))
      .sliced(axis: 0, from: 0, to: 1)
    #expect((picture - expected).absolute().maximum().item < 1e-3)
  }

  @Test(
    "Pickles and files of others agree with the reference", .enabled(if: reference != nil),
    arguments: [
      ("tf-pickles/a_stylegan1_64", "NVlabs/stylegan (TensorFlow)"),
      ("tf-pickles/b_stylegan1_fused32_labels", "NVlabs/stylegan (TensorFlow)"),
      ("tf-pickles/c_stylegan2_skip64", "NVlabs/stylegan2 (TensorFlow)"),
      ("tf-pickles/d_stylegan2ada_resnet32_labels", "NVlabs/stylegan2 (TensorFlow)"),
      ("rosinality/a_converted_cm2_64", "rosinality/stylegan2-pytorch"),
      ("rosinality/b_train_cm1_64", "rosinality/stylegan2-pytorch"),
    ])
  func agreement(name: String, program: String) throws {
    let folder = try #require(Self.reference).appendingPathComponent(name)
    let fixture = try ReferenceFixture(folder: folder)
    let file = try #require(try fixture.options.text("checkpoint"))
    let found = try FamilyTable.builtIn.importedWeights(
      at: folder.appendingPathComponent(file), labelSets: [])
    #expect(type(of: found).program == program)
    let networks: [any FixtureNetwork.Type] = [NVStyleGANFixture.self, StyleGAN2Fixture.self]
    let results = try networks.flatMap { try $0.comparisons(of: fixture) }
    // Everything but the discriminator's score, which `Training` computes.
    let wanted = Set(fixture.expected.tensors.map(\.name)).subtracting(["d_out"])
    let agreed = Set(results.filter(\.passed).map(\.name))
    #expect(wanted.isSubset(of: agreed), "\(wanted.subtracting(agreed))")
  }

  /// The pickle with one text replaced by another of the same length.
  private func changed(
    _ text: String, to other: String, last: Bool = false, in folder: URL
  ) throws -> URL {
    precondition(text.utf8.count == other.utf8.count)
    let data = try Data(contentsOf: Self.own.appendingPathComponent(Self.pickle))
    var bytes = data
    // The name of a function stands behind that of the component, which is only data.
    let range = try #require(bytes.range(of: Data(text.utf8), options: last ? .backwards : []))
    bytes.replaceSubrange(range, with: Data(other.utf8))
    let file = folder.appendingPathComponent("changed.pkl")
    try bytes.write(to: file)
    return file
  }

  @Test(
    "A pickle that names anything else than its network is refused, and nothing is executed",
    arguments: [
      ("dnnlib.tflib.network", "dnnlib.tflib.netwerk"), ("ndarray", "fromstr"),
      ("_reconstruct", "_execute_now"),
    ])
  func hostile(text: String, other: String) throws {
    let folder = try TemporaryFolder()
    let file = try changed(text, to: other, in: folder.url)
    // A class of another name is data to the reader; no importer takes it for a network.
    #expect(throws: (any Error).self) {
      try FamilyTable.builtIn.importedWeights(at: file, labelSets: [])
    }
  }

  @Test(
    "Networks of other functions or options are refused by their names",
    arguments: [
      ("G_style", "G_paper"), ("G_synthesis", "G_synthesiz"), ("dlatent_avg", "dlatent_xyz"),
      ("8x8/Conv1/weight", "9x9/Conv1/weight"), ("fused_scale", "use_wscale?"),
    ])
  func others(text: String, other: String) throws {
    let folder = try TemporaryFolder()
    let file = try changed(text, to: other, last: text == "G_synthesis", in: folder.url)
    let renamed = text == "fused_scale"
    do {
      let found = try FamilyTable.builtIn.importedWeights(at: file, labelSets: [])
      // An option nobody knows changes nothing but what it said before: other levels are fused.
      #expect(renamed && found is NVStyleGANImport)
      #expect((found.configuration as? NVStyleGANConfiguration)?.fusedFrom == 128)
    } catch {
      #expect(!renamed)
      let words = "\(error)"
      #expect(
        words.contains("G_style") || words.contains("G_synthesis") || words.contains("dlatent_avg")
          || words.contains("resolution") || words.contains("pictures of"), "\(words)")
    }
  }

  @Test("A rosinality file with wavelets or without a layer is refused by what is odd")
  func rosinality() throws {
    func tensors(_ level: Int) -> [StoredTensor] {
      func zeros(_ name: String, _ shape: [Int]) -> StoredTensor {
        StoredTensor(
          name: name, shape: shape, floats: [Float](repeating: 0.1, count: shape.reduce(1, *)))
      }
      func layer(_ name: String) -> [StoredTensor] {
        [
          zeros("\(name).conv.weight", [1, 4, 4, 3, 3]),
          zeros("\(name).conv.modulation.weight", [4, 6]),
          zeros("\(name).conv.modulation.bias", [4]), zeros("\(name).noise.weight", [1]),
          zeros("\(name).activate.bias", [4]),
        ]
      }
      func colours(_ name: String) -> [StoredTensor] {
        [
          zeros("\(name).conv.weight", [1, 3, 4, 1, 1]),
          zeros("\(name).conv.modulation.weight", [4, 6]),
          zeros("\(name).conv.modulation.bias", [4]), zeros("\(name).bias", [1, 3, 1, 1]),
        ]
      }
      return [zeros("style.1.weight", [6, 6]), zeros("style.1.bias", [6])]
        + [zeros("input.input", [1, 4, 4, 4])] + layer("conv1") + colours("to_rgb1")
        + layer("convs.0") + layer("convs.1") + colours("to_rgbs.0")
    }
    let whole = tensors(0)
    let made = try RosinalityStyleGAN2(whole, average: nil, file: "made")
    #expect(made.lacksAverage && made.lacksNoise && made.configuration.widths == [4, 4])
    let wavelets =
      whole + [StoredTensor(name: "to_rgbs.0.iwt.ll", shape: [1], floats: [1])]
    let broken = whole.filter { $0.name != "convs.1.activate.bias" }
    for (tensors, word) in [(wavelets, "to_rgbs.0.iwt.ll"), (broken, "convs.1.activate.bias")] {
      do {
        _ = try RosinalityStyleGAN2(tensors, average: nil, file: "made")
        Issue.record("it was taken")
      } catch {
        #expect("\(error)".contains(word), "\(error)")
      }
    }
  }
}
