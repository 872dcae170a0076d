public import Generators

/// Everything a BigGAN training run depends on. Printed at start, stored with the results.
public struct BigGANTrainingConfiguration: TrainingConfiguration {
  /// The generator.
  public var generator: BigGANConfiguration
  /// The discriminator.
  public var discriminator: ProjectionDiscriminator.Configuration
  /// Seed of weights, data order and noise.
  public var seed: UInt64 = 1
  /// Pictures per step, all steps of the discriminator together.
  public var batchSize = 32
  /// Steps of the discriminator for one of the generator (`num_D_steps`).
  public var discriminatorSteps = 2
  /// Whether examples are mirrored at random.
  public var flips = true
  /// Learning rate of the generator (`G_lr`).
  public var generatorRate = 5e-5
  /// Learning rate of the discriminator (`D_lr`).
  public var discriminatorRate = 2e-4
  /// Strength of orthogonal regularization on the generator (`G_ortho`).
  public var orthogonalStrength = 1e-4
  /// Decay of the averaged generator per step (`ema_decay`).
  public var averageDecay = 0.9999

  /// The reference's settings for everything not given.
  public init(generator: BigGANConfiguration) {
    self.generator = generator
    discriminator = .init(resolution: generator.resolution, classCount: generator.classCount)
  }

  /// Checks what a person may have got wrong.
  /// - Throws: `ConfigurationError` naming the field and its range.
  public func validate() throws(ConfigurationError) {
    try generator.validate()
    try discriminator.validate()
    guard discriminatorSteps > 0, batchSize > 0, batchSize.isMultiple(of: discriminatorSteps)
    else {
      throw ConfigurationError(
        field: "batchSize", found: "\(batchSize)",
        expected: "a multiple of the discriminator's \(discriminatorSteps) steps")
    }
    try ConfigurationError.check(batchSize, in: 1...4096, "batchSize")
    try ConfigurationError.check(rate: generatorRate, "generatorRate")
    try ConfigurationError.check(rate: discriminatorRate, "discriminatorRate")
    try ConfigurationError.check(weight: orthogonalStrength, "orthogonalStrength")
    try ConfigurationError.check(averageDecay, in: 0...1, "averageDecay")
  }
}
