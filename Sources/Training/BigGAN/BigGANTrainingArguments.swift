import ArgumentParser
import Generators

/// `ganvas train biggan`: trains a class-conditional BigGAN.
public struct BigGANTrainingArguments: TrainingArguments {
  /// What the command does.
  public static let abstract =
    "Train a class-conditional BigGAN from procedural scenes or folders of pictures."
  /// More about it.
  public static let discussion = """
    Scenes come in classes of landscape and time of day; in a folder of pictures every \
    sub-folder is a class. The run's folder can be stopped at any time (Ctrl-C) and continued \
    by the same command.

    Example: ganvas train biggan --scenes 20000 --size 64 --g-ch 16 --d-ch 16 -o Runs/biomes
    """

  @OptionGroup var options: PictureOptions

  @Option(name: .customLong("g-ch"), help: "Base width of the generator (G_ch).")
  var generatorWidth = 32

  @Option(name: .customLong("d-ch"), help: "Base width of the discriminator (D_ch).")
  var discriminatorWidth = 32

  @Option(name: .customLong("z"), help: "Length of the latent z, a multiple of blocks + 1.")
  var latent = 80

  @Option(help: "Length of the class embedding that all norms share.")
  var shared = 64

  @Option(help: "Sides of maps with attention, joined by _; 0 for none.")
  var attention = "16"

  @Option(help: "Learning rate of the generator.")
  var rate = 1e-4

  @Option(help: "Learning rate of the discriminator.")
  var discriminatorRate = 4e-4

  @Option(help: "Strength of orthogonal regularization on the generator.")
  var orthogonal = 1e-4

  @Option(help: "Decay of the averaged generator per step.")
  var average = 0.999

  /// Creates arguments to be parsed.
  public init() {}

  /// Checks what was typed.
  public func validate() throws {
    guard BigGANConfiguration.resolutions.contains(options.size) else {
      throw ValidationError("--size is 32, 64, 128, 256 or 512")
    }
    do {
      _ = try BigGANConfiguration.sides(attention, of: "--attention")
    } catch {
      throw ValidationError("\(error)")
    }
  }

  /// Trains, or goes on with a run.
  public func train(in environment: TrainingEnvironment) throws {
    let sides = try BigGANConfiguration.sides(attention, of: "--attention")
    try options.train(BigGANTrainer.self, in: environment) { classNames in
      var generator = BigGANConfiguration(resolution: options.size)
      generator.width = generatorWidth
      generator.classCount = max(1, classNames.count)
      generator.classNames = classNames.isEmpty ? nil : classNames
      generator.latentDimension = latent
      generator.sharedDimension = shared
      generator.attention = sides
      var configuration = BigGANTrainingConfiguration(generator: generator)
      configuration.discriminator.width = discriminatorWidth
      configuration.discriminator.attention = sides
      configuration.seed = options.seed
      configuration.batchSize = options.batch
      configuration.discriminatorSteps = options.discriminatorSteps
      configuration.generatorRate = rate
      configuration.discriminatorRate = discriminatorRate
      configuration.orthogonalStrength = orthogonal
      configuration.averageDecay = average
      return configuration
    }
  }
}
