import Generators
import Tensors
import TestSupport
import Testing

@testable import Training

/// How often a card is called and waited for (small widths: the counts do not depend on them). A
/// card starts a few hundred kernels in a millisecond. In this suite, because the counters are the
/// process's.
extension StandInTests {
  /// The shipped `landscape`'s.
  static func recipe() -> SPADETrainingConfiguration {
    var configuration = SPADETrainingConfiguration.tiny(usesBFloat16: true)
    var structure = SPADEStructure(widths: [8, 8, 8, 8, 8, 6, 4, 4])
    structure.hasNoise = true
    structure.latentModulates = true
    structure.repeatsEdges = true
    structure.smoothDoublings = 2
    configuration.generator.structure = structure
    configuration.discriminator.normalizes = false
    configuration.encoderNormalizes = false
    configuration.hasSmallEncoder = true
    configuration.hasSmoothPyramid = true
    configuration.r1Weight = 0.05
    return configuration
  }

  /// The reference's structure, as `landscape` had it first.
  static func first() -> SPADETrainingConfiguration {
    var configuration = SPADETrainingConfiguration.tiny(usesBFloat16: true)
    configuration.generator.ngf = 4
    return configuration
  }

  @Test("A step of training starts few kernels", arguments: [true, false]) func step(isRecipe: Bool)
    throws
  {
    let trainer = try SPADETrainer(
      isRecipe ? Self.recipe() : Self.first(), device: .privateUse1)
    let examples = try (0..<4).map { try BandSource().example(at: $0 % BandSource().count) }
    // The first step draws the penalty, which comes every sixteenth, and packs what stays.
    try trainer.train(on: examples)
    let (_, counts) = try StandIn.counted { try trainer.train(on: examples) }
    let structure = isRecipe ? "own" : "reference's"
    print("SPADE, \(structure) structure: a step \(counts.words)")
    #expect(counts.kernels <= (isRecipe ? 2100 : 1900), "\(StandIn.profile().prefix(20))")
    // Calls are the process's, other suites' among them: under 2,000 when it runs alone.
    #expect(counts.waits <= 1)
  }

  @Test("A picture starts few kernels", arguments: [true, false]) func picture(isRecipe: Bool)
    throws
  {
    let trainer = try SPADETrainer(isRecipe ? Self.recipe() : Self.first())
    var model = SPADEModel(
      name: "tiny", generator: trainer.average.network.generator,
      encoder: trainer.average.network.encoder, labelSet: .bands)
    try model.move(to: .privateUse1)
    _ = try model.preview()
    let (_, counts) = try StandIn.counted { try model.preview() }
    let structure = isRecipe ? "own" : "reference's"
    print("SPADE, \(structure) structure: a picture \(counts.words)")
    #expect(counts.kernels <= (isRecipe ? 215 : 150), "\(StandIn.profile().prefix(20))")
  }
}
