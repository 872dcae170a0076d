import Foundation
import Generators
import Imaging
import Layers
import Tensors
import TestSupport
import Testing

@testable import Training

@Suite(.serialized) struct StyleGANTrainingTests {
  init() { #expect(EngineFixture.isReady) }

  /// Grows from 8×8 to 16×16, eight pictures per phase.
  private func tiny() -> StyleGANTrainingConfiguration {
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
    configuration.seed = 4
    return configuration
  }

  @Test("Levels come in turn, fade in, and count pictures by their batches") func schedule() {
    var schedule = ProgressiveSchedule(levels: 4, batch: 2, largest: 8)
    schedule.fadePictures = 8
    schedule.stablePictures = 16
    #expect(schedule.batchSizes == [8, 8, 4, 2])
    let moments = (0..<30).map { schedule.moment(atStep: $0) }
    #expect(moments.map(\.level).prefix(9) == [1, 1, 2, 2, 2, 2, 2, 2, 3])
    #expect(moments.map(\.alpha).prefix(12) == [1, 1, 0.5, 1, 1, 1, 1, 1, 0.25, 0.5, 0.75, 1])
    #expect(moments[2].levelStart == 2 && moments[9].levelStart == 8)
    for (moment, next) in zip(moments, moments.dropFirst()) {
      #expect(next.picturesSeen == moment.picturesSeen + moment.batchSize)
    }
    #expect(moments[29].level == 3 && moments[29].alpha == 1)
  }

  @Test("Real pictures shrink to the level, mixed with coarser ones while it fades in")
  func reduction() throws {
    let trainer = try StyleGANTrainer(tiny())
    let pictures = RandomGenerator(seed: 1).normal([2, 3, 16, 16])
    var moment = trainer.moment
    #expect(moment.level == 1)
    let small = trainer.reduced(pictures, to: moment)
    #expect(small.shape == [2, 3, 8, 8])
    moment.level = 2
    moment.alpha = 0.25
    let mixed = trainer.reduced(pictures, to: moment)
    let expected = small.upsampledTwice() * 0.75 + pictures * 0.25
    #expect((mixed - expected).absolute().maximum().item < 1e-6)
  }

  @Test("A run stopped while a level fades in ends where an uninterrupted one does")
  func resume() throws {
    try withFolder { folder in
      func values(_ name: String, _ pictures: Int) throws -> [Float] {
        let trainer = try trainedRun(
          StyleGANTrainer.self, tiny(), from: PlainSource(),
          in: folder.appendingPathComponent(name), pictures: pictures)
        #expect(trainer.moment.level == 2)
        return trainer.savedTensors.flatMap { $0.tensor.floats() }
      }
      _ = try values("b", 12)
      let isEqual = try values("b", 24) == values("a", 24)
      #expect(isEqual)
    }
  }

  @Test("Packages hold the levels that have learned", arguments: [(8, 8), (10, 8), (24, 16)])
  func package(pictures: Int, side: Int) throws {
    try withFolder { folder in
      let run = folder.appendingPathComponent("run")
      _ = try trainedRun(
        StyleGANTrainer.self, tiny(), from: PlainSource(), in: run, pictures: pictures)
      var model = try TrainableFamilyTable.builtIn.openRun(run)
      #expect(model.size == PixelSize(width: side, height: side))
      try model.measure(on: PlainSource(), batches: 1)
      let place = folder.appendingPathComponent("plain.ganvas")
      let labels = LabelSet(name: "none", source: "", labels: [])
      try model.write(to: place, labelSet: labels, precision: .float16, licence: "none")
      let package = try ModelPackage.read(place)
      #expect(package.manifest.family == "stylegan")
      #expect(package.manifest.training?.imagesSeen == pictures)
      let loaded = try FamilyTable.builtIn.load(
        package, from: .init(folders: [], labelSets: folder))
      let sampling = try #require(loaded.sampling)
      let made = try sampling.pictures(z: RandomGenerator(seed: 2).normal([2, 6]), weights: nil)
      #expect(made.shape == [2, 3, side, side])
      #expect(made.isFinite)
    }
  }

  @Test("The mapping learns a hundred times slower than the synthesis") func slowMapping() throws {
    var configuration = tiny()
    configuration.mixingProbability = 0
    let trainer = try StyleGANTrainer(configuration)
    func snapshot() -> [String: Tensor] {
      Dictionary(
        trainer.pair.generator.parameters().map { ($0.name, $0.tensor.detached().copy()) }
      ) { first, _ in first }
    }
    let before = snapshot()
    _ = try trainer.train(on: (0..<4).map { try PlainSource().example(at: $0) })
    let after = snapshot()
    func change(_ name: String) throws -> Double {
      try (#require(after[name]) - #require(before[name])).absolute().maximum().item
    }
    // Adam's first step is as long as its rate.
    #expect(try abs(change("style.1.linear.weight_orig") - 1e-5) < 1e-6)
    #expect(try abs(change("generator.progression.1.conv2.conv.weight_orig") - 1e-3) < 1e-4)
    // Levels above have not learned.
    #expect(try change("generator.progression.2.conv2.conv.weight_orig") == 0)
  }

  @Test(
    "R1 of the discriminator has the slope that finite differences have",
    arguments: [(1, 1.0), (2, 0.4), (5, 0.3)])
  func gradientPenalty(step: Int, alpha: Double) throws {
    var discriminator = StyleGANDiscriminator(
      widths: Array([4, 3, 3, 2, 2, 2].prefix(step + 1)), using: RandomGenerator(seed: 1))
    let pictures = RandomGenerator(seed: 2).normal([3, 3, 4 << step, 4 << step])
      .converted(to: .float64).requiringGradient()
    try expectSlope(of: &discriminator) { discriminator in
      try GradientPenalties.r1(
        scores: discriminator(pictures, step: step, alpha: alpha), pictures: pictures
      ).mean()
    }
  }

  @Test("The generator's gradients are those of central differences while a level fades in")
  func generatorGradients() throws {
    let generator = try recordingGradients(
      StyleGANGenerator(tiny().generator, using: RandomGenerator(seed: 3)))
    let random = RandomGenerator(seed: 5)
    let z = random.normal([2, 6])
    let noise = generator.noise(.drawn(random), count: 2)
    let weights = random.normal([2, 3, 16, 16])
    // The colours of the first level take part in no picture.
    let network = WithoutFirstColours(generator: generator)
    try checkGradients(of: network) {
      let styles = generator.style(z).unsqueezed(1).expanded([2, 6, 6])
      return (generator(styles: styles, noise: noise, alpha: 0.4) * weights).mean()
    }
  }

  /// A generator's tensors without the colours of the level at 4×4.
  private struct WithoutFirstColours: Parameterized {
    var generator: StyleGANGenerator

    mutating func visit(_ visitor: inout some ParameterVisitor, at path: ParameterPath)
      throws(ParameterError)
    {
      for entry in generator.parameters() where !entry.name.contains("to_rgb.0") {
        var tensor = entry.tensor
        try visitor.visit(&tensor, at: path / entry.name, kind: entry.kind)
      }
    }
  }
}
