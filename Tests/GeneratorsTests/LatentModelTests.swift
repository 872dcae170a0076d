import Foundation
import Imaging
import Layers
import Synthesis
import Tensors
import TestSupport
import Testing

@testable import Generators

/// BigGAN and the self-supervised GAN as models: latents, truncation, classes, imports, packages.
@Suite(.serialized) struct LatentModelTests {
  init() { #expect(EngineFixture.isReady) }

  private static let reference = SharedFolder.url?.appendingPathComponent("reference")

  private func tiny(seed: UInt64 = 1) -> BigGANGenerator {
    var configuration = BigGANConfiguration(resolution: 32)
    configuration.width = 2
    configuration.classCount = 3
    configuration.latentDimension = 16
    configuration.sharedDimension = 4
    configuration.attention = [16]
    configuration.classNames = ["cat", "dog", "tree"]
    return BigGANGenerator(
      configuration, initialization: .kaiming(gain: 1), using: RandomGenerator(seed: seed))
  }

  private func request(
    _ weights: [Int: Double] = [:], latent: LatentState = LatentState(),
    precision: Precision = .float32
  ) -> RenderRequest {
    RenderRequest(
      stamp: 0, conditioning: Conditioning(classWeights: weights), latent: latent,
      precision: precision)
  }

  @Test("Official sizes have the published numbers of parameters", arguments: BigGANPreset.allCases)
  func parameterCounts(preset: BigGANPreset) {
    let network = BigGANGenerator(
      preset.configuration, initialization: .unfilled, using: RandomGenerator(seed: 0))
    #expect(network.parameterCount == preset.parameterCount)
  }

  @Test("Packed weights give the plain network's picture, bfloat16 nearly") func packed() throws {
    let plain = BigGANModel(name: "tiny", network: tiny())
    var model = plain
    let wanted = try plain.picture(request([1: 1]))
    try model.prepare(for: .float32)
    try model.prepare(for: .bfloat16)
    let found = try model.picture(request([1: 1]))
    #expect((found - wanted).absolute().maximum().item < 1e-4)
    let half = try model.picture(request([1: 1], precision: .bfloat16))
    // 40 dB of a range of 2.
    #expect((half - wanted).squared().mean().item < 4e-4)
  }

  @Test("Chunks of z and classes of single blocks come from another seed and class") func chunks()
    throws
  {
    let model = BigGANModel(name: "tiny", network: tiny())
    // Three blocks: four chunks of four numbers.
    #expect(model.description.capabilities.latent?.chunks == 4)
    let own = try model.code(of: LatentState(source: .seed(3)))
    let other = try model.code(of: LatentState(source: .seed(9)))
    func mixed(_ layers: [Int], classes: [Int] = []) -> LatentState {
      LatentState(
        source: .seed(3),
        mixing: .init(
          source: .seed(9), layers: layers, classWeights: [2: 1], classLayers: classes))
    }
    let code = try model.code(of: mixed([1, 3]))
    #expect(Array(code[0..<4]) == Array(own[0..<4]))
    #expect(Array(code[4..<8]) == Array(other[4..<8]))
    #expect(Array(code[8..<12]) == Array(own[8..<12]))
    #expect(Array(code[12..<16]) == Array(other[12..<16]))
    #expect(throws: ModelError.self) { try model.code(of: mixed([4])) }
    // All blocks with the other class are that class; one of them is neither.
    func picture(_ latent: LatentState, _ id: Int) throws -> [Float] {
      try model.picture(request([id: 1], latent: latent)).floats()
    }
    let all = try picture(mixed([], classes: [1, 2, 3]), 0)
    let plain = try picture(mixed([]), 2)
    #expect(zip(all, plain).allSatisfy { abs($0 - $1) < 1e-6 })
    let one = try picture(mixed([], classes: [2]), 0)
    let first = try picture(mixed([]), 0)
    #expect(one != first && one != plain)
    // The start knows no class.
    let none = try picture(mixed([], classes: [0]), 0)
    #expect(zip(none, first).allSatisfy { abs($0 - $1) < 1e-6 })
    let saved = try model.latent(of: request(latent: mixed([1, 3])))
    #expect(saved == .z(code))
  }

  @Test("Classes mix in the shared embedding; unknown ones are refused") func classes() throws {
    let network = tiny()
    let model = BigGANModel(name: "tiny", network: network)
    #expect(model.description.capabilities.classNames == ["cat", "dog", "tree"])
    let mixed = try model.picture(request([0: 1, 2: 3]))
    let z = Tensor(try model.code(of: LatentState()), shape: [1, 16])
    let half = withoutGradients {
      network(z, classes: network.embedded(Tensor([Float(0.25), 0, 0.75], shape: [1, 3])))
    }
    #expect((mixed - half).absolute().maximum().item < 1e-5)
    #expect(throws: ModelError.self) { try model.picture(request([3: 1])) }
    #expect(throws: ModelError.self) { try model.picture(request([0: 1, 1: -1])) }
  }

  @Test("Truncations are three: scaled, cut and scaled, cut") func truncations() throws {
    let z: [Float] = [-3, -0.5, 0, 0.1, 2.5]
    #expect(Truncation.truncated(z, psi: 0.5, by: .scaling) == z.map { $0 / 2 })
    let cut = Truncation.truncated(z, psi: 0.5, by: .resampling)
    #expect(cut.allSatisfy { $0.magnitude <= 1 } && cut[2] == 0 && cut[4] > 0.97)
    let scaled = Truncation.truncated(z, psi: 0.5, by: .truncatedNormal)
    #expect(scaled.allSatisfy { $0.magnitude <= 1 } && abs(scaled[1]) < abs(cut[1]))
    #expect(Truncation.truncated(z, psi: 0, by: .resampling) == [0, 0, 0, 0, 0])
    for share in [1e-9, 0.01, 0.3, 0.5, 0.97, 1 - 1e-9] {
      #expect(abs(Truncation.probability(below: Truncation.quantile(share)) - share) < 1e-14)
    }
  }

  @Test("Truncated normals are TFHub's", .enabled(if: reference != nil)) func truncatedNormal()
    throws
  {
    let fixture = try ReferenceFixture(
      folder: try #require(Self.reference).appendingPathComponent("general/a_functions"))
    let shares = try #require(try fixture.input("u", shape: [nil])).doubles()
    for psi in [0.2, 0.5, 1.0] {
      let wanted = try #require(fixture.expected["truncnorm.truncation_\(psi)"]).doubles()
      for (share, value) in zip(shares, wanted) {
        #expect(abs(psi * Truncation.cutQuantile(share, at: Truncation.bound) - value) < 1e-5)
      }
    }
  }

  @Test("An old session's latent still reads, and truncates by scaling") func oldLatent() throws {
    var state = LatentState(source: .seed(4), truncationPsi: 0.5)
    state.truncationKind = .resampling
    let json = try JSONEncoder().encode(state)
    #expect(try JSONDecoder().decode(LatentState.self, from: json) == state)
    var old = try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any])
    old["truncationKind"] = nil
    let read = try JSONDecoder().decode(
      LatentState.self, from: JSONSerialization.data(withJSONObject: old))
    #expect(read == LatentState(source: .seed(4), truncationPsi: 0.5))
  }

  @Test(
    "Reference checkpoints import without a question", .enabled(if: reference != nil),
    arguments: ["biggan/a_hier64", "biggan/b_plain32_noshared", "biggan/c_mybn_standing32"])
  func bigGANImport(name: String) throws {
    let folder = try #require(Self.reference).appendingPathComponent(name)
    let found = try FamilyTable.builtIn.importedWeights(at: folder, labelSets: [])
    let weights = try #require(found as? BigGANImport)
    let options = try ReferenceFixture(folder: folder).options
    #expect(weights.generator == (try BigGANConfiguration(reference: options)))
    // The weights alone tell all but the epsilons, which are the defaults here.
    let alone = try FamilyTable.builtIn.importedWeights(
      at: folder.appendingPathComponent("G_ema.pth"), labelSets: [])
    #expect((alone as? BigGANImport)?.generator == weights.generator)
    let model = try weights.model(named: "imported")
    let classCount = weights.generator.classCount
    #expect(model.generator.description.capabilities.classNames.count == classCount)
    _ = try model.generator.synthesize(request(), checkpoint: {})
  }

  @Test(
    "Self-supervised checkpoints import, wrapped or not", .enabled(if: reference != nil),
    arguments: [("a_res32", 16, 32), ("b_res32_statedict", 12, 128)])
  func selfSupervisedImport(name: String, width: Int, latent: Int) throws {
    let folder = try #require(Self.reference).appendingPathComponent("ssgan/\(name)")
    let found = try FamilyTable.builtIn.importedWeights(at: folder, labelSets: [])
    let weights = try #require(found as? SelfSupervisedImport)
    #expect(weights.generator.width == width && weights.generator.latentDimension == latent)
    _ = try weights.model(named: "imported").generator.synthesize(request(), checkpoint: {})
  }

  @Test("A package gives the same picture, and its options the same network") func package() throws
  {
    let folder = try TemporaryFolder()
    let network = tiny()
    let contents = try GeneratorAlone(network).contents(named: "tiny")
    let package = try contents.write(to: folder.url.appendingPathComponent("tiny.ganvas"))
    let model = try BigGANModel(package: package, labelSet: nil, progress: nil)
    let wanted = try BigGANModel(name: "tiny", network: network).picture(request())
    #expect((try model.picture(request()) - wanted).absolute().maximum().item == 0)
    var again = try BigGANConfiguration(
      reference: ReferenceOptions(text: BigGANModel.referenceOptions(of: package)))
    again.classNames = network.configuration.classNames
    #expect(again == network.configuration)
  }

  @Test("Statistics under any of the three names, and sums, become ours") func weightNames() throws
  {
    let tensors = BigGANWeights.canonical([
      .init(name: "a.bn.stored_mean", shape: [2], floats: [4, 8]),
      .init(name: "a.bn.stored_var", shape: [2], floats: [2, 2]),
      .init(name: "a.bn.accumulation_counter", shape: [1], floats: [4]),
      .init(name: "b.bn.running_mean", shape: [1], floats: [3]),
      .init(name: "c.u0", shape: [1, 1], floats: [1]),
    ])
    let named = Dictionary(uniqueKeysWithValues: tensors.map { ($0.name, $0.floats()) })
    #expect(
      named == [
        "a.stored_mean": [1, 2], "a.stored_var": [0.5, 0.5], "b.stored_mean": [3], "c.u0": [1],
        "c.sv0": [1],
      ])
  }
}
