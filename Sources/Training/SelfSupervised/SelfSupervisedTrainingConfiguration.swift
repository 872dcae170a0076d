public import Generators

/// Everything a self-supervised GAN's training run depends on.
public struct SelfSupervisedTrainingConfiguration: TrainingConfiguration {
  /// The generator.
  public var generator: SelfSupervisedConfiguration
  /// The discriminator.
  public var discriminator: RotationDiscriminator.Configuration
  /// Seed of weights, data order and noise.
  public var seed: UInt64 = 1
  /// Pictures per step, all steps of the discriminator together; each part a multiple of 4.
  public var batchSize = 64
  /// Steps of the discriminator for one of the generator.
  public var discriminatorSteps = 2
  /// Whether examples are mirrored at random.
  public var flips = true
  /// Learning rate of the generator.
  public var generatorRate = 2e-4
  /// Learning rate of the discriminator.
  public var discriminatorRate = 2e-4
  /// Weight of the rotation loss in the discriminator's (`weight_rotation_loss_d`); 0 is none.
  public var discriminatorRotation = 1.0
  /// Weight of the rotation loss in the generator's (`weight_rotation_loss_g`).
  public var generatorRotation = 0.2
  /// Decay of the averaged generator per step.
  public var averageDecay = 0.999

  /// The reference's settings for everything not given.
  public init(generator: SelfSupervisedConfiguration) {
    self.generator = generator
    discriminator = .init(resolution: generator.resolution)
  }

  /// Checks what a person may have got wrong.
  /// - Throws: `ConfigurationError` naming the field and its range.
  public func validate() throws(ConfigurationError) {
    try generator.validate()
    try discriminator.validate()
    guard discriminatorSteps > 0, batchSize > 0, batchSize.isMultiple(of: 4 * discriminatorSteps)
    else {
      throw ConfigurationError(
        field: "batchSize", found: "\(batchSize)",
        expected: "a multiple of 4 for each of the discriminator's \(discriminatorSteps) steps")
    }
    try ConfigurationError.check(batchSize, in: 1...4096, "batchSize")
    try ConfigurationError.check(rate: generatorRate, "generatorRate")
    try ConfigurationError.check(rate: discriminatorRate, "discriminatorRate")
    try ConfigurationError.check(weight: discriminatorRotation, "discriminatorRotation")
    try ConfigurationError.check(weight: generatorRotation, "generatorRotation")
    try ConfigurationError.check(averageDecay, in: 0...1, "averageDecay")
  }
}
