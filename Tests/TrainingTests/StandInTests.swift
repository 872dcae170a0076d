import Generators
import Imaging
import Layers
import Tensors
import TestSupport
import Testing

@testable import Training

/// Every family on a device that is not the processor: nothing is made on the wrong one, and the
/// numbers are the processor's.
@Suite(.serialized) struct StandInTests {
  init() { #expect(StandIn.isReady) }

  @Test("Tensors of two devices do not mix, and numbers come back") func device() throws {
    let numbers = Tensor([Float](arrayLiteral: 1, 2, 3, 4), shape: [2, 2])
    let there = numbers.moved(to: .privateUse1)
    #expect(there.device == .privateUse1)
    #expect((there + there).floats() == [2, 4, 6, 8])
    #expect(there.transposed(0, 1).reshaped([4]).floats() == [1, 3, 2, 4])
    #expect {
      _ = try Engine.attempt("aten::add", "Tensor", [.tensor(there), .tensor(numbers)])
    } throws: { "\($0)".contains("same device") }
    #expect {
      _ = try Engine.attempt(
        "aten::conv2d", "",
        [.tensor(there.reshaped([1, 1, 2, 2])), .tensor(numbers.reshaped([1, 1, 2, 2]))])
    } throws: { "\($0)".contains("same device") }
    // Numbers of one place are scalars everywhere.
    #expect((there * Tensor.scalar(2)).floats() == [2, 4, 6, 8])
  }

  @Test("Batches cross as bytes") func transfers() throws {
    let examples = try (0..<4).map { try BandSource().example(at: $0) }
    let layout = BatchLayout(classes: 3, hasEdges: true)
    let (batch, counts) = StandIn.counted {
      SemanticBatch(examples, for: layout, device: .privateUse1)
    }
    // Pictures, labels, edges: five bytes a pixel.
    #expect(counts.uploads == 3 && counts.uploadedBytes == 4 * 64 * 64 * 5)
    let (semantics, made) = StandIn.counted { batch.semantics() }
    #expect(made.waits == 0 && made.uploadedBytes < 100)
    #expect(
      semantics.floats() == SemanticBatch(examples, for: layout).semantics().floats())
  }

  @Test("SPADE learns and renders as on the processor", arguments: [false, true])
  func spade(hasEverything: Bool) throws {
    var configuration = SPADETrainingConfiguration.tiny()
    if hasEverything {
      configuration.generator.structure = SPADEStructure(widths: [8, 8, 8, 8, 8, 6, 4, 4])
      configuration.discriminator.normalizes = false
      configuration.hasSmoothPyramid = true
      configuration.hasSmallEncoder = true
      configuration.r1Weight = 1
      configuration.augments = true
      configuration.segmentationWidth = 4
    }
    let counts = try check(SPADETrainer.self, configuration, BandSource(), size: 4) { trainer in
      SPADEModel(
        name: "tiny", generator: trainer.average.network.generator,
        encoder: trainer.average.network.encoder, labelSet: .bands)
    }
    // Losses are read together; the segmentation loss asks how many labels there are.
    #expect(counts.waits <= (hasEverything ? 3 : 1))
  }

  @Test("pix2pixHD learns and renders as on the processor", arguments: [0, 1])
  func pix2pixHD(enhancers: Int) throws {
    try check(
      Pix2PixHDTrainer.self, .tiny(enhancers: enhancers), BandSource(), size: 2
    ) { trainer in
      Pix2PixHDModel(name: "tiny", networks: trainer.average.network, labelSet: .bands, styles: nil)
    }
  }

  @Test("StyleGAN learns and renders as on the processor") func styleGAN() throws {
    var generator = StyleGANConfiguration()
    generator.widths = [6, 5, 4]
    generator.step = 2
    generator.latentDimension = 6
    generator.mappingLayers = 2
    var schedule = ProgressiveSchedule(levels: 3, batch: 2, largest: 4)
    schedule.fadePictures = 8
    schedule.stablePictures = 8
    var configuration = StyleGANTrainingConfiguration(generator: generator, schedule: schedule)
    configuration.gradientPenaltyInterval = 2
    try check(StyleGANTrainer.self, configuration, PlainSource(), size: 4) { trainer in
      StyleGANModel(name: "tiny", generator: trainer.pair.average.network)
    }
  }

  @Test("StyleGAN2 learns and renders as on the processor") func styleGAN2() throws {
    try check(StyleGAN2Trainer.self, .tiny(), PlainSource(), size: 4) { trainer in
      StyleGAN2Model(name: "tiny", generator: trainer.pair.average.network)
    }
  }

  @Test("BigGAN learns and renders as on the processor") func bigGAN() throws {
    var generator = BigGANConfiguration(resolution: 32)
    generator.width = 2
    generator.classCount = 2
    generator.latentDimension = 16
    generator.sharedDimension = 4
    generator.attention = [16]
    var configuration = BigGANTrainingConfiguration(generator: generator)
    configuration.discriminator.width = 4
    configuration.discriminator.attention = []
    configuration.batchSize = 8
    try check(BigGANTrainer.self, configuration, PlainSource(side: 32), size: 8) { trainer in
      BigGANModel(name: "tiny", network: trainer.pair.average.network)
    }
  }

  @Test("The self-supervised GAN learns and renders as on the processor") func selfSupervised()
    throws
  {
    var generator = SelfSupervisedConfiguration(resolution: 32)
    generator.width = 8
    generator.latentDimension = 8
    var configuration = SelfSupervisedTrainingConfiguration(generator: generator)
    configuration.discriminator.width = 8
    configuration.batchSize = 8
    try check(SelfSupervisedTrainer.self, configuration, PlainSource(side: 32), size: 8) {
      SelfSupervisedModel(name: "tiny", network: $0.pair.average.network)
    }
  }

  /// A step on both devices with equal losses, a sheet, and a picture of a model moved across; says
  /// what a step and a picture cost.
  @discardableResult
  private func check<Family: Trainer>(
    _ family: Family.Type, _ configuration: Family.Configuration, _ source: any TrainingSource,
    size: Int, model: (Family) -> any Generators.Generator
  ) throws -> StandIn.Counts {
    let examples = try (0..<size).map { try source.example(at: $0 % source.count) }
    let here = try Family(configuration, device: .cpu)
    let there = try Family(configuration, device: .privateUse1)
    let wanted = try here.train(on: examples)
    let (found, counts) = try StandIn.counted { try there.train(on: examples) }
    #expect(Set(found.keys) == Set(wanted.keys))
    for (loss, value) in wanted {
      let made = found[loss] ?? .nan
      #expect(abs(made - value) < 1e-3 * abs(value) + 1e-4, "\(loss): \(made), not \(value)")
    }
    let sheet = there.sheet(of: Array(examples.prefix(2)))
    #expect(farthest(sheet, here.sheet(of: Array(examples.prefix(2)))) <= 3)

    var model = model(here)
    let before = try model.preview()
    try model.move(to: .privateUse1)
    let (picture, frame) = try StandIn.counted { try model.preview() }
    #expect(farthest(picture, before) <= 2)
    // And back: nothing of it stays there.
    try model.move(to: .cpu)
    let (again, none) = try StandIn.counted { try model.preview() }
    #expect(farthest(again, before) <= 2 && none.kernels == 0)
    print("\(Family.family): a step \(counts.words); a picture \(frame.words)")
    return counts
  }

  private func farthest(_ first: RGBImage, _ second: RGBImage) -> Int {
    zip(first.elements, second.elements).reduce(0) { far, pair in
      max(
        far, abs(Int(pair.0.red) - Int(pair.1.red)), abs(Int(pair.0.green) - Int(pair.1.green)),
        abs(Int(pair.0.blue) - Int(pair.1.blue)))
    }
  }
}

@Suite(.serialized) struct OptimizerTests {
  init() { #expect(EngineFixture.isReady) }

  @Test("LibTorch's own Adam makes the same steps, where it computes on this device")
  func fused() throws {
    guard Adam.hasFusedStep, Engine.description.contains("LibTorch 2") else { return }
    func moved(fused: Bool) throws -> [Float] {
      let random = RandomGenerator(seed: 4)
      let entries = try entries(["a", "mapping.b"].map { ($0, random.normal([5, 7])) })
      let optimizer = Adam(entries, .init(learningRate: 0.01, slowPrefix: "mapping"))
      optimizer.prefersFusedStep = fused
      for _ in 0..<5 { optimizer.step([random.normal([5, 7]), random.normal([5, 7])]) }
      return entries.flatMap { $0.tensor.floats() }
    }
    let pairs = zip(try moved(fused: true), try moved(fused: false))
    #expect(pairs.allSatisfy { abs($0 - $1) < 1e-5 })
  }

  @Test("A tensor without gradient stays; one of a slow part moves a hundredth") func steps()
    throws
  {
    let start = [Float](repeating: 1, count: 4)
    let entries = try entries(["a", "b", "mapping.c"].map { ($0, Tensor(start, shape: [4])) })
    let optimizer = Adam(entries, .init(learningRate: 0.1, slowPrefix: "mapping"))
    let gradient = Tensor([Float](repeating: 2, count: 4), shape: [4])
    optimizer.step([gradient, nil, gradient])
    // The first step of Adam is the learning rate, whatever the gradient.
    #expect(entries[0].tensor.floats().allSatisfy { abs($0 - 0.9) < 1e-5 })
    #expect(entries[1].tensor.floats() == start)
    #expect(entries[2].tensor.floats().allSatisfy { abs($0 - 0.999) < 1e-5 })
  }

  private func entries(
    _ tensors: [(name: String, tensor: Tensor)]
  ) throws -> [ParameterCollector.Entry] {
    var collector = ParameterCollector()
    for (name, tensor) in tensors {
      var tensor = tensor
      let path = name.split(separator: ".").reduce(ParameterPath.root) { $0 / String($1) }
      try collector.visit(&tensor, at: path, kind: .learned)
    }
    return collector.entries
  }
}
