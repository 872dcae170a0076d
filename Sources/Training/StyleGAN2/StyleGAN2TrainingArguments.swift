import ArgumentParser
import Generators
import Scenes

/// `ganvas train stylegan2`: trains a StyleGAN2, with or without classes.
public struct StyleGAN2TrainingArguments: TrainingArguments {
  /// What the command does.
  public static let abstract =
    "Train StyleGAN2 from skies, procedural scenes or a folder of pictures."
  /// More about it.
  public static let discussion = """
    Non-saturating loss with lazy R1 and path-length penalties, mixed latents, averaged weights. \
    A folder of pictures needs no maps. Small pictures learn many times faster: train at 32, \
    then begin the run of 64 from it with --start-from, and so on. The run's folder can be stopped at any time (Ctrl-C) and \
    continued by the same command.

    Examples:
      ganvas train stylegan2 --scenes 3000 --skies --size 32 --base 2048 --largest 64 \
    --batch 16 --gamma 0.1 -o Runs/skies32
      ganvas train stylegan2 --scenes 3000 --skies --size 64 --base 2048 --largest 64 \
    --batch 8 --gamma 0.2 --start-from Runs/skies32 -o Runs/skies64
    """

  @OptionGroup var options: StyleOptions

  @Flag(help: "Condition on classes: landscape and time of day of scenes, sub-folders of --data.")
  var classes = false

  @Option(
    name: .customLong("daytime"), parsing: .upToNextOption,
    help: "Times of day for --classes: night dawn morning noon goldenHour dusk; three if absent.")
  var daytimes: [SceneStyle.Daytime] = []

  @Option(help: "Run of a lower resolution and the same widths to begin from.")
  var startFrom: String?

  @Option(help: "Learning rate of both networks.")
  var rate = 0.0025

  @Option(help: "Weight of R1, the penalty on the discriminator's gradient.")
  var gamma = 1.0

  @Option(help: "Steps between two path-length penalties; 0 makes none.")
  var pathInterval = 8

  /// Creates arguments to be parsed.
  public init() {}

  /// Checks what was typed.
  public func validate() throws {
    guard pathInterval >= 0 else { throw ValidationError("--path-interval is 0 or more") }
    guard options.run.batch == 1 || options.run.batch % 4 == 0 || options.run.batch < 4 else {
      throw ValidationError("--batch is a multiple of 4")
    }
    guard !(classes && options.skies) else {
      throw ValidationError("skies have no classes: give --classes or --skies")
    }
    guard classes || daytimes.isEmpty else { throw ValidationError("--daytime is for --classes") }
  }

  /// Trains, or goes on with a run.
  public func train(in environment: TrainingEnvironment) throws {
    try options.run.train(
      StyleGAN2Trainer.self, in: environment,
      examples: classes ? .classes(daytimes) : options.examples,
      start: startFrom, configuration: trainingConfiguration)
  }

  private func trainingConfiguration(
    _ learned: RunOptions.Learned
  ) throws -> StyleGAN2TrainingConfiguration {
    try options.run.checkPrecision()
    var generator = StyleGAN2Configuration(widths: options.widths)
    generator.latentDimension = options.latent
    generator.styleDimension = options.latent
    generator.mappingLayers = options.mapping
    if classes {
      generator.classNames = learned.source.classNames
      guard generator.classCount > 1 else {
        throw TrainingError("--classes needs sub-folders in --data: each is a class")
      }
    }
    if options.run.usesBFloat16() { generator.clamp = 256 }
    var configuration = StyleGAN2TrainingConfiguration(generator: generator)
    configuration.seed = options.run.seed
    configuration.batchSize = options.run.batch
    configuration.usesBFloat16 = options.run.usesBFloat16()
    configuration.generatorRate = rate
    configuration.discriminatorRate = rate
    configuration.gradientPenalty = gamma
    configuration.pathPenaltyInterval = pathInterval
    return configuration
  }
}
