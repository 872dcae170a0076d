import Foundation
import Generators
import Imaging
import Tensors
import TestSupport
import Testing

@testable import Training

/// What our own SPADE runs do that the reference's do not.
@Suite(.serialized) struct SPADERecipeTests {
  init() { #expect(EngineFixture.isReady) }

  private func configuration(side: Int = 64) -> SPADETrainingConfiguration {
    var configuration = SPADETrainingConfiguration.tiny()
    configuration.generator.cropSize = side
    configuration.generator.structure = SPADEStructure(widths: [8, 8, 8, 8, 8, 6, 4, 4])
    configuration.discriminator.normalizes = false
    configuration.hasSmoothPyramid = true
    configuration.hasSmallEncoder = true
    configuration.r1Weight = 1
    configuration.r1Interval = 2
    configuration.augments = true
    configuration.segmentationWidth = 4
    return configuration
  }

  @Test("A discriminator without norms keeps its signals' size, so that scores reach the margins")
  func discriminatorGain() {
    func size(_ gain: Double?) -> Double {
      var configuration = MultiscaleDiscriminator.Configuration(semanticChannels: 4)
      configuration.ndf = 32
      configuration.normalizes = false
      configuration.gain = gain
      let random = RandomGenerator(seed: 3)
      let network = MultiscaleDiscriminator(configuration, using: random)
      let scores = network(
        semantics: random.uniform([2, 4, 64, 64]), picture: random.normal([2, 3, 64, 64]))
      return scores.compactMap(\.last).map { $0.squared().mean().doubles()[0] }.reduce(0, +)
        .squareRoot()
    }
    #expect(size(nil) < 0.1)
    #expect((0.2...5).contains(size(2)))
  }

  @Test("A run with everything on is resumed to the same bits; R1 comes every second step")
  func resumes() throws {
    try withFolder { folder in
      let configuration = configuration()
      func run(_ name: String, _ pictures: [Int]) throws -> SPADETrainer {
        var trainer: SPADETrainer?
        for count in pictures {
          trainer = try trainedRun(
            SPADETrainer.self, configuration, in: folder.appendingPathComponent(name),
            pictures: count)
        }
        return try #require(trainer)
      }
      let whole = try run("whole", [16]).savedTensors
      let parts = try run("parts", [8, 16]).savedTensors
      #expect(whole.map(\.name) == parts.map(\.name))
      let isEqual = zip(whole, parts).allSatisfy { $0.tensor.floats() == $1.tensor.floats() }
      #expect(isEqual)
    }
    let trainer = try SPADETrainer(configuration())
    let loader = BatchLoader(BandSource(), batchSize: 4, seed: 1, flips: false, firstStep: 0)
    defer { loader.stop() }
    for step in 0..<4 {
      let losses = try trainer.train(on: loader.next())
      #expect((losses[.r1] != nil) == (step % 2 == 0))
    }
  }

  @Test("The discriminator that segments learns labels of real pictures and knows made ones")
  func segmentation() throws {
    var configuration = configuration()
    configuration.augments = false
    configuration.discriminatorRate = 2e-3
    let trainer = try SPADETrainer(configuration)
    let loader = BatchLoader(BandSource(), batchSize: 4, seed: 1, flips: false, firstStep: 0)
    defer { loader.stop() }
    var losses: [Double] = []
    for _ in 0..<40 { losses.append(try trainer.train(on: loader.next())[.segments] ?? .nan) }
    let (first, last) = (losses.prefix(5).reduce(0, +), losses.suffix(5).reduce(0, +))
    #expect(last < 0.7 * first, "\(first) → \(last)")
  }

  @Test("Labels of one batch weigh the same in all; unknown pixels weigh nothing")
  func segmentationWeights() throws {
    // 3 pixels of label 0, 1 of label 1, 2 unknown, none of label 2.
    var values = [Float](repeating: 0, count: 3 * 6)
    for pixel in 0..<3 { values[pixel] = 1 }
    values[6 + 3] = 1
    let loss = SegmentationLoss(oneHot: Tensor(values, shape: [1, 3, 1, 6]))
    let scores = RandomGenerator(seed: 4).normal([1, 4, 1, 6])
    let logs = scores.logSoftmax(axis: 1).floats()
    let wanted =
      -Double(logs[0] + logs[1] + logs[2]) * (6.0 / 2 / 3) / 6 - Double(logs[6 + 3]) * 3 / 6
    #expect(abs(loss.asMap(scores).item - wanted) < 1e-5)
    let made = -Double(logs[18...].reduce(0, +)) / 6
    #expect(abs(loss.asMade(scores).item - made) < 1e-5)
    var random = SeededRandom(seed: 2, stream: 2)
    let mask = loss.mask(using: &random).floats()
    #expect(mask[0] == mask[1] && mask[1] == mask[2] && mask[4] == 0 && mask[5] == 0)
  }

  @Test("A run begins from one of half the picture size and from a package, weights for weights")
  func begins() throws {
    try withFolder { folder in
      let small = try trainedRun(
        SPADETrainer.self, configuration(), in: folder.appendingPathComponent("small"),
        pictures: 8)
      let package = folder.appendingPathComponent("small.ganvas")
      var trained = try TrainedSPADE(run: folder.appendingPathComponent("small"))
      try trained.measure(on: BandSource(), batches: 1)
      try trained.write(to: package, labelSet: .bands, precision: .float32, licence: "test")
      func begun(from start: String) throws -> [String: [Float]] {
        var options = TrainingOptions(
          folder: folder.appendingPathComponent("from \(start)"), pictures: 0)
        options.start = folder.appendingPathComponent(start)
        let run = try TrainingRun<SPADETrainer>(
          configuration(side: 128), source: BandSource(), held: BandSource(), options: options)
        #expect(run.trainer.step == 0)
        return Dictionary(
          uniqueKeysWithValues: run.trainer.savedTensors.map { ($0.name, $0.tensor.floats()) })
      }
      let before = Dictionary(
        uniqueKeysWithValues: small.savedTensors.map { ($0.name, $0.tensor.floats()) })
      let fromRun = try begun(from: "small")
      for (name, numbers) in before
      where name.hasPrefix("networks.") || name.hasPrefix("discriminator.") {
        let isEqual = fromRun[name] == numbers
        #expect(isEqual, "\(name)")
      }
      let fromPackage = try begun(from: "small.ganvas")
      let weight = "generator.up_3.conv_0.weight_orig"
      let isEqual = fromPackage["networks." + weight] == before["average." + weight]
      #expect(isEqual)
    }
  }

  @Test("A run of another structure is refused by the names of what does not fit")
  func refuses() throws {
    try withFolder { folder in
      var reference = configuration()
      reference.generator.structure = nil
      _ = try trainedRun(
        SPADETrainer.self, reference, in: folder.appendingPathComponent("reference"), pictures: 4)
      var options = TrainingOptions(folder: folder.appendingPathComponent("new"), pictures: 0)
      options.start = folder.appendingPathComponent("reference")
      do {
        _ = try TrainingRun<SPADETrainer>(
          configuration(), source: BandSource(), held: BandSource(), options: options)
        Issue.record("it was taken")
      } catch {
        #expect("\(error)".contains("--structure"))
      }
    }
  }

  @Test("The smooth pyramid sees a lattice of period 2 that plain pooling is blind to")
  func pyramid() {
    let random = RandomGenerator(seed: 3)
    let real = random.normal([2, 3, 64, 64])
    let phases = [(row: 0, column: 1), (row: 1, column: 0), (row: 1, column: 1)]
    #expect(ReconstructionLosses.smoothPyramid(fake: real, real: real, phases: phases).item == 0)
    let checks = (0..<64).flatMap { row in
      (0..<64).map { column in Float((row + column) % 2 == 0 ? 0.1 : -0.1) }
    }
    let lattice = real + Tensor(checks, shape: [1, 1, 64, 64])
    #expect(ReconstructionLosses.pyramid(fake: lattice, real: real).item < 1e-6)
    #expect(
      ReconstructionLosses.smoothPyramid(fake: lattice, real: real, phases: phases).item > 0.02)
    // A shift of the light costs its own size on every level.
    let lighter = ReconstructionLosses.smoothPyramid(fake: real + 0.5, real: real, phases: phases)
    #expect(abs(lighter.item - 0.5) < 1e-5)
  }

  @Test("Augmentation changes pictures alike, keeps sizes, and lets gradients through")
  func augmentation() throws {
    var random = SeededRandom(seed: 4, stream: 1)
    let view = DifferentiableAugmentation(true, pictures: 3, using: &random)
    let pictures = RandomGenerator(seed: 5).normal([3, 3, 32, 32])
    let isSame = view(pictures).floats() == view(pictures).floats()
    #expect(isSame)
    #expect((view(pictures) - pictures).absolute().mean().item > 0.1)
    let slopes = try withGradients {
      let leaf = pictures.requiringGradient()
      return try gradients(of: [view(leaf).sum()], withRespectTo: [leaf])
    }
    #expect(slopes.first??.shape == [3, 3, 32, 32])
    var other = SeededRandom(seed: 4, stream: 1)
    let none = DifferentiableAugmentation(false, pictures: 3, using: &other)
    let isUnchanged = none(pictures).floats() == pictures.floats()
    #expect(isUnchanged)
  }
}
