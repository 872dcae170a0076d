import ArgumentParser
import Generators

/// `ganvas train ssgan`: trains a self-supervised GAN.
public struct SelfSupervisedTrainingArguments: TrainingArguments {
  /// What the command does.
  public static let abstract =
    "Train a self-supervised GAN from procedural scenes or a folder of pictures."
  /// More about it.
  public static let discussion = """
    Without classes: the discriminator also tells by how much real pictures were turned, the \
    generator is asked for pictures whose turn can be told. --no-rotation trains the same \
    networks without that. The run's folder can be stopped at any time (Ctrl-C) and continued \
    by the same command.

    Example: ganvas train ssgan --scenes 20000 --size 32 --ngf 64 --ndf 64 -o Runs/turned
    """

  @OptionGroup var options: PictureOptions

  @Option(help: "Width of the generator's first map.")
  var ngf = 64

  @Option(help: "Width of the discriminator's last map.")
  var ndf = 64

  @Option(name: .customLong("z"), help: "Length of the latent z.")
  var latent = 128

  @Option(help: "Learning rate of both networks.")
  var rate = 2e-4

  @Flag(inversion: .prefixedNo, help: "Rotation loss, 1.0 in D and 0.2 in G as published.")
  var rotation = true

  /// Creates arguments to be parsed.
  public init() {}

  /// Checks what was typed.
  public func validate() throws {
    guard SelfSupervisedConfiguration.resolutions.contains(options.size) else {
      throw ValidationError("--size is 32, 48, 64 or 128")
    }
    guard options.batch > 0, options.discriminatorSteps > 0,
      options.batch.isMultiple(of: 4 * options.discriminatorSteps)
    else {
      throw ValidationError("--batch is a multiple of 4 for each step of the discriminator")
    }
  }

  /// Trains, or goes on with a run.
  public func train(in environment: TrainingEnvironment) throws {
    try options.train(SelfSupervisedTrainer.self, in: environment) { _ in
      var generator = SelfSupervisedConfiguration(resolution: options.size)
      generator.width = ngf
      generator.latentDimension = latent
      var configuration = SelfSupervisedTrainingConfiguration(generator: generator)
      configuration.discriminator.width = ndf
      configuration.seed = options.seed
      configuration.batchSize = options.batch
      configuration.discriminatorSteps = options.discriminatorSteps
      configuration.generatorRate = rate
      configuration.discriminatorRate = rate
      if !rotation {
        configuration.discriminatorRotation = 0
        configuration.generatorRotation = 0
      }
      return configuration
    }
  }
}
