import Generators
import Imaging
import Layers
import Tensors
import TestSupport
import Testing

@testable import Training

/// Trainers of networks of z and classes.
@Suite(.serialized) struct LatentTrainerTests {
  init() { #expect(EngineFixture.isReady) }

  private struct Stripes: TrainingSource {
    let count = 12
    let summary = "stripes for tests"
    let classNames = ["red", "green", "blue"]

    func example(at index: Int) throws(TrainingError) -> TrainingExample {
      var image = RGBImage(width: 32, height: 32, filledWith: RGB(20, 20, 20))
      let color = [RGB(200, 30, 30), RGB(30, 200, 30), RGB(30, 30, 200)][index % 3]
      for row in (index + 4)..<(index + 16) {
        for column in 0..<32 { image[column, row] = color }
      }
      return TrainingExample(picture: image, classID: index % 3)
    }
  }

  private func bigGAN() -> BigGANTrainingConfiguration {
    var generator = BigGANConfiguration(resolution: 32)
    generator.width = 2
    generator.classCount = 3
    generator.latentDimension = 16
    generator.sharedDimension = 4
    generator.attention = [16]
    var configuration = BigGANTrainingConfiguration(generator: generator)
    configuration.discriminator.width = 4
    configuration.discriminator.attention = []
    configuration.batchSize = 8
    return configuration
  }

  private func selfSupervised() -> SelfSupervisedTrainingConfiguration {
    var generator = SelfSupervisedConfiguration(resolution: 32)
    generator.width = 8
    generator.latentDimension = 8
    var configuration = SelfSupervisedTrainingConfiguration(generator: generator)
    configuration.discriminator.width = 8
    configuration.batchSize = 8
    return configuration
  }

  private func states<Family: Trainer>(
    of family: Family.Type, _ configuration: Family.Configuration, steps: Int
  ) throws -> [[Float]] {
    let trainer = try Family(configuration, device: .cpu)
    let loader = BatchLoader(
      Stripes(), batchSize: configuration.batchSize, seed: 5, flips: true, firstStep: 0)
    defer { loader.stop() }
    for _ in 0..<steps { _ = try trainer.train(on: loader.next()) }
    return trainer.savedTensors.map { $0.tensor.floats() }
  }

  @Test("Ten steps of BigGAN replay equal") func bigGANReplays() throws {
    let first = try states(of: BigGANTrainer.self, bigGAN(), steps: 10)
    #expect(try states(of: BigGANTrainer.self, bigGAN(), steps: 10) == first)
  }

  @Test("Ten steps of the self-supervised GAN replay equal") func selfSupervisedReplays() throws {
    let first = try states(of: SelfSupervisedTrainer.self, selfSupervised(), steps: 10)
    #expect(try states(of: SelfSupervisedTrainer.self, selfSupervised(), steps: 10) == first)
  }

  @Test("Telling rotations is learned, and left alone without its weight") func rotations() throws {
    var configuration = selfSupervised()
    configuration.discriminatorRate = 2e-3
    func lastAccuracies() throws -> [Double] {
      let trainer = try SelfSupervisedTrainer(configuration)
      let loader = BatchLoader(Stripes(), batchSize: 8, seed: 5, flips: false, firstStep: 0)
      defer { loader.stop() }
      var values: [Double] = []
      for _ in 0..<60 {
        if let value = try trainer.train(on: loader.next())[.accuracy] { values.append(value) }
      }
      return values.suffix(20)
    }
    let accuracies = try lastAccuracies()
    #expect(accuracies.reduce(0, +) / 20 > 0.45, "chance is 0.25: \(accuracies)")
    configuration.discriminatorRotation = 0
    configuration.generatorRotation = 0
    #expect(try lastAccuracies().isEmpty)
  }

  @Test("A self-supervised run tells how well rotations are told") func rotationMeasure() throws {
    try withFolder { folder in
      _ = try trainedRun(
        SelfSupervisedTrainer.self, selfSupervised(), from: Stripes(), in: folder, pictures: 16)
      let measures = try TrainableFamilyTable.builtIn.openRun(folder).ownMeasures(on: Stripes())
      let accuracy = try #require(measures["rotation accuracy"])
      #expect((0...1).contains(accuracy))
    }
  }

  @Test("BigGAN's gradients are those of central differences") func bigGANGradients() throws {
    let random = RandomGenerator(seed: 6)
    let settings = bigGAN()
    // One attention layer each, at work; statistics of the batch, as in training.
    let generator = try recordingGradients(
      awakened(BigGANGenerator(settings.generator, using: random)))
    let z = random.normal([3, 16])
    let classes = Tensor(oneHot: [0, 1, 2], classes: 3)
    try checkGradients(of: generator) {
      generator(z, classes: generator.embedded(classes), mode: .currentStatistics)
        .squared().mean()
    }
    var judge = settings.discriminator
    judge.attention = [16]
    let discriminator = try recordingGradients(
      awakened(ProjectionDiscriminator(judge, using: random)))
    let pictures = random.normal([3, 3, 32, 32])
    let ids = Tensor([Int64(0), 1, 2], shape: [3])
    try checkGradients(of: discriminator) {
      (discriminator(pictures, classes: ids) * 0.05).squared().mean()
    }
  }

  @Test("The rotation head's gradients are those of central differences") func rotationGradients()
    throws
  {
    let random = RandomGenerator(seed: 7)
    let discriminator = try recordingGradients(
      RotationDiscriminator(selfSupervised().discriminator, using: random))
    let turned = RotationTask.turned(random.normal([4, 3, 32, 32]))
    try checkGradients(of: discriminator) {
      let verdict = discriminator(turned.pictures)
      return (verdict.rotation * 0.05).crossEntropy(with: turned.answers)
        + (verdict.score * 0.05).squared().mean()
    }
  }

  /// Attention with γ = 1 instead of 0, so that its other weights matter.
  private func awakened<Network: Parameterized>(_ network: Network) -> Network {
    for entry in network.parameters() where entry.name.hasSuffix("gamma") {
      entry.tensor.assign(Tensor.ones([]))
    }
    return network
  }

  @Test("Orthogonal regularization is the gradient of its penalty") func orthogonal() throws {
    let weight = RandomGenerator(seed: 2).normal([5, 3, 2, 2]).requiringGradient()
    let found = try withGradients {
      try gradients(
        of: [OrthogonalRegularization.penalty(of: weight)], withRespectTo: [weight])
    }
    let own = OrthogonalRegularization.gradient(of: weight.detached())
    let gradient = try #require(found[0])
    #expect((gradient - own).absolute().maximum().item < 1e-4)
  }

  @Test("A batch that cannot be shared among the steps is refused") func batches() {
    var configuration = bigGAN()
    configuration.batchSize = 7
    #expect(throws: TrainingError.self) { try BigGANTrainer(configuration) }
  }

  @Test("Turned pictures: a quarter moves the top left corner down, four are none") func turning() {
    let picture = Tensor([Float(1), 2, 3, 4], shape: [1, 1, 2, 2])
    #expect(RotationTask.turned(picture, quarters: 1).floats() == [2, 4, 1, 3])
    #expect(RotationTask.turned(picture, quarters: 2).floats() == [4, 3, 2, 1])
    #expect(RotationTask.turned(picture, quarters: 3).floats() == [3, 1, 4, 2])
    let answers = RotationTask.turned(Tensor.zeros([8, 1, 2, 2])).answers
    #expect(answers.integers() == [0, 0, 1, 1, 2, 2, 3, 3])
  }

  @Test("Scenes come in all kinds in turn, named in words") func biomes() throws {
    let source = BiomeSource(
      count: 4, size: PixelSize(width: 16, height: 16), firstSeed: 1,
      biomes: [.openSea, .desert], daytimes: [.goldenHour, .night])
    #expect(source.classNames.first == "open sea, golden hour")
    #expect(try (0..<4).map { try source.example(at: $0).classID } == [0, 1, 2, 3])
    // Night is darker.
    func light(_ index: Int) throws -> Int {
      try source.example(at: index).image.elements.reduce(0) { $0 + Int($1.red) }
    }
    #expect(try light(0) > light(1))
  }
}
