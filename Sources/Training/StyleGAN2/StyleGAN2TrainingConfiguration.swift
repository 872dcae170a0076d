public import Generators

/// Everything a StyleGAN2 training run depends on. Printed at start, stored with the results.
/// Defaults are those of stylegan2-ada-pytorch unless said.
public struct StyleGAN2TrainingConfiguration: StyleTrainingConfiguration {
  /// The generator.
  public var generator: StyleGAN2Configuration
  /// The discriminator.
  public var discriminator: StyleGAN2Discriminator.Configuration
  /// Seed of weights, data order and noise.
  public var seed: UInt64 = 1
  /// Pictures per step.
  public var batchSize = 8
  /// Whether examples are mirrored at random.
  public var flips = true
  /// Whether activations and matrix products are bfloat16.
  public var usesBFloat16 = false
  /// Learning rate of the generator.
  public var generatorRate = 0.0025
  /// Learning rate of the discriminator.
  public var discriminatorRate = 0.0025
  /// Weight of the squared gradient on real pictures (R1, Mescheder et al. 2018), γ.
  public var gradientPenalty = 1.0
  /// Steps between two gradient penalties; each counts as often.
  public var gradientPenaltyInterval = 16
  /// Weight of path-length regularization.
  public var pathPenalty = 2.0
  /// Steps between two path-length penalties; each counts as often. 0 makes none.
  public var pathPenaltyInterval = 8
  /// How fast the mean path length follows.
  public var pathDecay = 0.01
  /// Probability that a picture is mixed from two latents.
  public var mixingProbability = 0.9
  /// Decay of the mean w per step.
  public var averageStyleDecay = 0.998
  /// Pictures in which the averaged generator forgets half.
  public var averageHalfLife = 5000.0

  /// The reference's settings for everything not given; the discriminator has the same widths.
  public init(generator: StyleGAN2Configuration) {
    self.generator = generator
    discriminator = .init(widths: generator.widths, classCount: generator.classCount)
    discriminator.clamp = generator.clamp
  }

  /// Checks what a person may have got wrong.
  /// - Throws: `ConfigurationError` naming the field and its range.
  public func validate() throws(ConfigurationError) {
    try generator.validate()
    try ConfigurationError.check(batchSize, in: 1...4096, "batchSize")
    let group = min(discriminator.groupSize, batchSize)
    guard group > 0, batchSize % group == 0 else {
      throw ConfigurationError(
        field: "batchSize", found: "\(batchSize)", expected: "a multiple of \(group)")
    }
    try ConfigurationError.check(rate: generatorRate, "generatorRate")
    try ConfigurationError.check(rate: discriminatorRate, "discriminatorRate")
    try ConfigurationError.check(weight: gradientPenalty, "gradientPenalty")
    try ConfigurationError.check(weight: pathPenalty, "pathPenalty")
    try ConfigurationError.check(
      gradientPenaltyInterval, in: 1...100_000, "gradientPenaltyInterval")
    try ConfigurationError.check(pathPenaltyInterval, in: 0...100_000, "pathPenaltyInterval")
    try ConfigurationError.check(mixingProbability, in: 0...1, "mixingProbability")
    try ConfigurationError.check(averageHalfLife, in: 1...1e9, "averageHalfLife")
  }
}
