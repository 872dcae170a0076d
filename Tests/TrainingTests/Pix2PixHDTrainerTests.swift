import Foundation
import Generators
import Imaging
import Layers
import Tensors
import TestSupport
import Testing

@testable import Training

extension Pix2PixHDTrainingConfiguration {
  /// A network of 64×64 that trains in milliseconds.
  static func tiny(enhancers: Int = 0, pictures: Int = 40) -> Pix2PixHDTrainingConfiguration {
    var generator = Pix2PixHDConfiguration(labelCount: 3)
    generator.ngf = 4
    generator.downsamplings = 2
    generator.blocks = 1
    generator.enhancers = enhancers
    generator.enhancerBlocks = 1
    generator.featureChannels = 3
    generator.encoderWidth = 4
    generator.encoderDownsamplings = 2
    generator.encoderNormalization = .identity
    generator.outputSize = PixelSize(width: 64, height: 64)
    var configuration = Pix2PixHDTrainingConfiguration(generator: generator, pictures: pictures)
    configuration.discriminator.ndf = 4
    configuration.batchSize = 2
    configuration.usesBFloat16 = false
    configuration.seed = 5
    return configuration
  }
}

@Suite(.serialized) struct Pix2PixHDTrainerTests {
  init() { #expect(EngineFixture.isReady) }

  private func trained(
    _ configuration: Pix2PixHDTrainingConfiguration, steps: Int
  ) throws -> Pix2PixHDTrainer {
    let trainer = try Pix2PixHDTrainer(configuration)
    let loader = BatchLoader(
      BandSource(), batchSize: configuration.batchSize, seed: configuration.seed, flips: true,
      firstStep: 0)
    defer { loader.stop() }
    for _ in 0..<steps { try trainer.train(on: loader.next()) }
    return trainer
  }

  private func values(_ trainer: Pix2PixHDTrainer) -> [Float] {
    trainer.savedTensors.flatMap { $0.tensor.floats() }
  }

  @Test("Ten steps replay equal from a seed") func replay() throws {
    #expect(try values(trained(.tiny(), steps: 10)) == values(trained(.tiny(), steps: 10)))
  }

  @Test("The encoder learns, and made pictures come nearer to real ones") func learns() throws {
    var configuration = Pix2PixHDTrainingConfiguration.tiny(pictures: 400)
    configuration.schedule.rate = 2e-3
    configuration.crop = 32
    let trainer = try Pix2PixHDTrainer(configuration)
    let loader = BatchLoader(BandSource(), batchSize: 2, seed: 1, flips: false, firstStep: 0)
    defer { loader.stop() }
    let before = trainer.networks.encoder?.parameters().map { $0.tensor.floats() }
    var pyramids: [Double] = []
    for _ in 0..<60 { pyramids.append(try trainer.train(on: loader.next())[.pyramid] ?? .nan) }
    #expect(before != trainer.networks.encoder?.parameters().map { $0.tensor.floats() })
    let first = pyramids.prefix(8).reduce(0, +)
    let last = pyramids.suffix(8).reduce(0, +)
    #expect(last < 0.7 * first, "\(first) → \(last)")
  }

  @Test("Of given pictures it learns what shall become of them, and packs without labels")
  func pairs() throws {
    var configuration = Pix2PixHDTrainingConfiguration.tiny(pictures: 400)
    configuration.generator.labelCount = 0
    configuration.generator.usesInstanceEdges = false
    configuration.generator.featureChannels = 0
    configuration.generator.encoderWidth = nil
    configuration.discriminator.semanticChannels = configuration.generator.mapChannels
    configuration.schedule.rate = 2e-3
    let trainer = try Pix2PixHDTrainer(configuration)
    let examples = try (0..<2).map { index in
      var example = try BandSource().example(at: index)
      // What is given is the wanted picture's negative.
      example.given = example.image.map { RGB(255 - $0.red, 255 - $0.green, 255 - $0.blue) }
      return example
    }
    let batch = SemanticBatch(examples, for: configuration.generator.layout)
    #expect((batch.semantics() + batch.pictures).absolute().mean().item < 1e-6)
    var pyramids: [Double] = []
    for _ in 0..<40 { pyramids.append(try trainer.train(on: examples)[.pyramid] ?? .nan) }
    let first = pyramids.prefix(5).reduce(0, +)
    let last = pyramids.suffix(5).reduce(0, +)
    #expect(last < 0.7 * first, "\(first) → \(last)")
    #expect((3 * 64..<4 * 64).contains(trainer.sheet(of: examples).width))
  }

  @Test("Global generator first, then the enhancers alone, then both") func stages() throws {
    var configuration = Pix2PixHDTrainingConfiguration.tiny(enhancers: 1, pictures: 12)
    configuration.schedule.globalPictures = 4
    configuration.schedule.fixedPictures = 4
    func parts(_ trainer: Pix2PixHDTrainer) -> (inner: [Float], outer: [Float]) {
      let entries = trainer.networks.parameters()
      func isOuter(_ name: String) -> Bool { name.hasPrefix("generator.model1_") }
      return (
        entries.filter { !isOuter($0.name) }.flatMap { $0.tensor.floats() },
        entries.filter { isOuter($0.name) }.flatMap { $0.tensor.floats() }
      )
    }
    let states = try [0, 2, 4, 6].map { parts(try trained(configuration, steps: $0)) }
    #expect(states[0].inner != states[1].inner && states[0].outer == states[1].outer)
    #expect(states[1].inner == states[2].inner && states[1].outer != states[2].outer)
    #expect(states[2].inner != states[3].inner && states[2].outer != states[3].outer)
  }

  @Test("The learning rate is steady, then falls linearly to zero") func schedule() {
    var schedule = Pix2PixHDSchedule(pictures: 1000, hasEnhancers: false)
    schedule.rate = 0.2
    #expect(schedule.stage(after: 0) == .all)
    #expect(schedule.rate(after: 0) == 0.2 && schedule.rate(after: 500) == 0.2)
    #expect(abs(schedule.rate(after: 750) - 0.1) < 1e-12)
    #expect(schedule.rate(after: 1000) == 0 && schedule.rate(after: 2000) == 0)
  }

  @Test("A stopped and continued run ends where an uninterrupted one does", arguments: [0, 1])
  func resume(enhancers: Int) throws {
    func run(in folder: URL, pictures: Int) throws -> [Float] {
      values(
        try trainedRun(
          Pix2PixHDTrainer.self, .tiny(enhancers: enhancers, pictures: 16), in: folder,
          pictures: pictures))
    }
    let straight = try withFolder { try run(in: $0, pictures: 16) }
    let continued = try withFolder { folder in
      _ = try run(in: folder, pictures: 10)
      return try run(in: folder, pictures: 16)
    }
    #expect(straight == continued)
  }

  @Test("A run becomes a package with clusters that renders") func package() throws {
    try withFolder { folder in
      _ = try trainedRun(Pix2PixHDTrainer.self, .tiny(), in: folder, pictures: 4)
      var model = try TrainableFamilyTable.builtIn.openRun(folder)
      try model.measure(on: BandSource(), batches: 2)
      let place = folder.appendingPathComponent("bands.ganvas")
      try model.write(to: place, labelSet: .bands, precision: .float16, licence: "none")
      let package = try ModelPackage.read(place)
      #expect(package.manifest.training?.imagesSeen == 4 && package.previewFile != nil)
      let styles = try #require(try package.styles())
      #expect(styles.channels == 3 && Set(styles.classes.keys) == [0, 1, 2])
      let encoder = try StyleEncoder(package)
      let table = try StyleTable.encoded(BandSource(), by: encoder.network, channels: 3)
      #expect(table.pictures.count == 8 && table.rows.count == 24)
    }
  }

  @Test("Gradients flow through instance-wise average pooling into the encoder")
  func gradients() throws {
    let configuration = Pix2PixHDTrainingConfiguration.tiny().generator
    var networks = Pix2PixHDNetworks(
      configuration, initialization: .kaiming(gain: 1), using: RandomGenerator(seed: 4))
    var recorder = GradientRecorder()
    try networks.visit(&recorder, at: .root)
    let examples = try (0..<2).map { try BandSource().example(at: $0) }
    let batch = SemanticBatch(examples, for: configuration.layout)
      .cropped(to: PixelRect(x: 8, y: 24, width: 32, height: 32))
    let regions = InstanceRegions(batch.regions())
    func loss() -> Tensor {
      let features = networks.encoder?(batch.pictures, regions: regions, mode: .training).map
      let input = Tensor.concatenated(
        [batch.semantics(), features ?? Tensor.zeros([2, 3, 32, 32])], axis: 1)
      return (networks.generator(input, mode: .training) - batch.pictures).squared().mean()
    }
    try checkGradients(of: networks, loss)
  }

  @Test("Regions: objects by number, the rest by class") func regions() throws {
    let example = try BandSource().example(at: 0)
    let regions = Set(example.regions.elements)
    #expect(regions == [0, 65537, 65538])
  }
}
