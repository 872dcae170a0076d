import Foundation
import Generators
import Imaging
import Layers
import Tensors
import TestSupport
import Testing

@testable import Training

extension StyleGAN2TrainingConfiguration {
  /// A network of 16×16 that trains in milliseconds.
  static func tiny(seed: UInt64 = 3) -> StyleGAN2TrainingConfiguration {
    var generator = StyleGAN2Configuration(resolution: 16, channelBase: 128, channelMaximum: 8)
    generator.latentDimension = 6
    generator.styleDimension = 6
    generator.mappingLayers = 2
    var configuration = StyleGAN2TrainingConfiguration(generator: generator)
    configuration.seed = seed
    configuration.batchSize = 4
    configuration.gradientPenaltyInterval = 2
    configuration.pathPenaltyInterval = 2
    return configuration
  }
}

/// Plain pictures of 16×16, one colour each.
struct PlainSource: TrainingSource {
  let count = 8
  let summary = "plain pictures for tests"

  func example(at index: Int) throws(TrainingError) -> TrainingExample {
    let color = RGB(UInt8(40 + 20 * index), 90, UInt8(200 - 10 * index))
    return TrainingExample(
      image: RGBImage(width: 16, height: 16, filledWith: color),
      labels: LabelMap(width: 16, height: 16, filledWith: 0),
      instances: InstanceMap(width: 16, height: 16, filledWith: 0))
  }
}

@Suite(.serialized) struct StyleGAN2TrainingTests {
  init() { #expect(EngineFixture.isReady) }

  private static let reference: URL? = {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let folder = root.deletingLastPathComponent().appendingPathComponent("shared/reference")
    guard FileManager.default.fileExists(atPath: folder.path) else {
      print("*** ../shared/reference is absent: StyleGAN and StyleGAN2 are not compared")
      return nil
    }
    return folder
  }()

  @Test(
    "Generators and discriminators compute what their references computed",
    .enabled(if: reference != nil),
    arguments: [
      ("stylegan/a_step3_full", 18), ("stylegan/b_step4_running", 18),
      ("stylegan/c_step5_fused_cuda", 18), ("stylegan2/a_uncond64", 21), ("stylegan2/b_cond32", 18),
    ])
  func agreement(name: String, count: Int) throws {
    let fixture = try ReferenceFixture(
      folder: try #require(Self.reference).appendingPathComponent(name))
    let families: [any FixtureFamily.Type] = [
      StyleGANFixture.self, StyleGANDiscriminatorFixture.self, StyleGAN2Fixture.self,
      StyleGAN2DiscriminatorFixture.self,
    ]
    let results = try families.filter { $0.family == fixture.family }
      .flatMap { try $0.comparisons(of: fixture) }
    let passed = Set(results.filter(\.passed).map(\.name))
    #expect(passed.count == count)
    #expect(passed.count == fixture.expected.tensors.count, "\(results.filter { !$0.passed })")
  }

  /// Makes every tensor double, so that differences over tiny steps have digits left.
  private struct Doubler: ParameterVisitor {
    mutating func visit(
      _ tensor: inout Tensor, at path: ParameterPath, kind: ParameterKind
    ) throws(ParameterError) {
      tensor = tensor.converted(to: .float64)
    }
  }

  /// Compares the slope of a scalar along a random direction of parameter space with a finite
  /// difference in double precision. The step is so small that no leaky ReLU changes sides: first
  /// derivatives jump there.
  private func expectSlope<Network: Parameterized>(
    of network: inout Network, _ scalar: (Network) throws -> Tensor
  ) throws {
    var doubler = Doubler()
    try network.visit(&doubler, at: .root)
    var recorder = GradientRecorder()
    try network.visit(&recorder, at: .root)
    let parameters = network.parameters().filter { $0.kind == .learned }.map(\.tensor)
    let network = network
    let random = RandomGenerator(seed: 11)
    let directions = parameters.map { random.normal($0.shape).converted(to: .float64) }
    let found = try withGradients {
      try gradients(of: [scalar(network)], withRespectTo: parameters)
    }
    var slope = 0.0
    for (gradient, direction) in zip(found, directions) {
      if let gradient { slope += (gradient * direction).sum().item }
    }
    func value(_ step: Double) throws -> Double {
      withoutGradients {
        for (tensor, direction) in zip(parameters, directions) {
          tensor.addInPlace(direction, scale: step)
        }
      }
      defer {
        withoutGradients {
          for (tensor, direction) in zip(parameters, directions) {
            tensor.addInPlace(direction, scale: -step)
          }
        }
      }
      return try withGradients { try scalar(network).item }
    }
    let step = 1e-7
    let difference = (try value(step) - value(-step)) / (2 * step)
    #expect(slope.magnitude > 1e-6)
    #expect(abs(slope - difference) < 1e-4 * max(slope.magnitude, difference.magnitude))
  }

  @Test("R1 of a discriminator has the slope that finite differences have") func gradientPenalty()
    throws
  {
    let configuration = StyleGAN2TrainingConfiguration.tiny()
    var discriminator = StyleGAN2Discriminator(
      configuration.discriminator, using: RandomGenerator(seed: 1))
    let pictures = RandomGenerator(seed: 2).normal([4, 3, 16, 16])
      .converted(to: .float64).requiringGradient()
    try expectSlope(of: &discriminator) { discriminator in
      try GradientPenalties.r1(scores: discriminator(pictures, type: .float64), pictures: pictures)
        .mean()
    }
  }

  @Test("Path lengths of a generator have the slope that finite differences have")
  func pathLengths() throws {
    let configuration = StyleGAN2TrainingConfiguration.tiny()
    var generator = StyleGAN2Generator(configuration.generator, using: RandomGenerator(seed: 4))
    let z = RandomGenerator(seed: 5).normal([2, 6]).converted(to: .float64)
    let noise = RandomGenerator(seed: 6).normal([2, 3, 16, 16]).converted(to: .float64)
    try expectSlope(of: &generator) { generator in
      let styles = generator.mapping(z).unsqueezed(1).expanded([2, 6, 6])
      return try GradientPenalties.pathLengths(
        picture: generator(styles: styles, type: .float64), styles: styles, noise: noise
      ).squared().mean()
    }
  }

  private func run(in folder: URL, pictures: Int) throws -> [Float] {
    let run = try TrainingRun<StyleGAN2Trainer>(
      .tiny(), source: PlainSource(), held: PlainSource(),
      options: .init(folder: folder, pictures: pictures))
    try run.run(shouldStop: { false }, report: { _ in })
    return run.trainer.generator.parameters().flatMap { $0.tensor.floats() }
  }

  @Test("A stopped and continued run ends where an uninterrupted one does, and becomes a package")
  func resume() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("ganvas-run-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let straight = try run(in: folder.appendingPathComponent("a"), pictures: 20)
    let other = folder.appendingPathComponent("b")
    _ = try run(in: other, pictures: 12)
    #expect(try run(in: other, pictures: 20) == straight)
    var model = try TrainedModels.open(run: other)
    try model.measure(on: PlainSource(), batches: 1)
    let place = folder.appendingPathComponent("plain.ganvas")
    let labels = LabelSet(name: "none", source: "", labels: [])
    try model.write(to: place, labelSet: labels, precision: .float16, licence: "none")
    let package = try ModelPackage.read(place)
    #expect(package.manifest.family == "stylegan2")
    #expect(package.manifest.labels == nil)
    #expect(package.manifest.training?.imagesSeen == 20)
  }

  @Test("The penalties come in their turns, and the mean w moves") func turns() throws {
    let trainer = try StyleGAN2Trainer(.tiny())
    let examples = try (0..<4).map { try PlainSource().example(at: $0) }
    let first = try trainer.train(on: examples)
    let second = try trainer.train(on: examples)
    #expect(first[.gradient] != nil && first[.path] != nil)
    #expect(second[.gradient] == nil && second[.path] == nil)
    #expect(trainer.generator.averageStyle.absolute().maximum().item > 0)
  }

  @Test("Skies show sky, the same for the same seed") func skies() throws {
    let source = SkySource(count: 3, side: 32, firstSeed: 5)
    let again = SkySource(count: 3, side: 32, firstSeed: 5)
    for index in 0..<3 {
      let example = try source.example(at: index)
      #expect(example.image == (try again.example(at: index).image))
      #expect(example.image.size == PixelSize(width: 32, height: 32))
    }
    #expect(try source.example(at: 0).image != source.example(at: 1).image)
  }
}
