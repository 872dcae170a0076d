public import Generators

/// Everything a StyleGAN training run depends on. Printed at start, stored with the results.
/// Defaults are the paper's (Karras et al. 2019, appendix C) unless said.
public struct StyleGANTrainingConfiguration: StyleTrainingConfiguration {
  /// The generator, with all levels.
  public var generator: StyleGANConfiguration
  /// When which level learns.
  public var schedule: ProgressiveSchedule
  /// Seed of weights, data order and noise.
  public var seed: UInt64 = 1
  /// Whether examples are mirrored at random.
  public var flips = true
  /// Learning rate of the generator on small levels; its mapping learns a hundred times slower.
  public var generatorRate = 0.001
  /// Learning rate of the discriminator on small levels.
  public var discriminatorRate = 0.001
  /// Weight of the squared gradient on real pictures (R1), γ.
  public var gradientPenalty = 10.0
  /// Steps between two gradient penalties; each counts as often. 1 in the paper.
  public var gradientPenaltyInterval = 1
  /// Probability that a picture is mixed from two latents.
  public var mixingProbability = 0.9
  /// Decay of the mean w per step.
  public var averageStyleDecay = 0.995
  /// Pictures in which the averaged generator forgets half.
  public var averageHalfLife = 10000.0

  /// The paper's settings for everything not given.
  public init(generator: StyleGANConfiguration, schedule: ProgressiveSchedule) {
    self.generator = generator
    self.schedule = schedule
  }

  /// Pictures of a step of the first level.
  public var batchSize: Int { batchSize(atStep: 0) }

  /// Pictures of a step of its level.
  public func batchSize(atStep step: Int) -> Int { schedule.moment(atStep: step).batchSize }

  /// Pictures seen after so many steps.
  public func picturesSeen(after step: Int) -> Int { schedule.moment(atStep: step).picturesSeen }

  /// Checks what a person may have got wrong.
  /// - Throws: `ConfigurationError` naming the field and its range.
  public func validate() throws(ConfigurationError) {
    try generator.validate()
    let levels = generator.widths.count
    try ConfigurationError.check(schedule.batchSizes.count, in: levels...levels, "batchSizes")
    try ConfigurationError.check(schedule.firstLevel, in: 0...(levels - 1), "firstLevel")
    for size in schedule.batchSizes {
      try ConfigurationError.check(size, in: 1...4096, "batchSizes")
    }
    try ConfigurationError.check(schedule.fadePictures, in: 1...1_000_000_000, "fadePictures")
    try ConfigurationError.check(schedule.stablePictures, in: 1...1_000_000_000, "stablePictures")
    try ConfigurationError.check(rate: generatorRate, "generatorRate")
    try ConfigurationError.check(rate: discriminatorRate, "discriminatorRate")
    try ConfigurationError.check(weight: gradientPenalty, "gradientPenalty")
    try ConfigurationError.check(
      gradientPenaltyInterval, in: 1...100_000, "gradientPenaltyInterval")
    try ConfigurationError.check(mixingProbability, in: 0...1, "mixingProbability")
    try ConfigurationError.check(averageHalfLife, in: 1...1e9, "averageHalfLife")
  }
}
