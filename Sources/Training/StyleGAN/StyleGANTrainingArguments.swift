import ArgumentParser
import Generators

/// `ganvas train stylegan`: trains a StyleGAN level by level.
public struct StyleGANTrainingArguments: TrainingArguments {
  /// What the command does.
  public static let abstract =
    "Train StyleGAN, growing, from skies, procedural scenes or a folder of pictures."
  /// More about it.
  public static let discussion = """
    Pictures of 8 by 8 pixels learn first; each doubling fades in over the level below and then \
    learns alone. Small pictures come in larger batches. train pack takes the levels that have \
    learned so far. The run's folder can be stopped at any time (Ctrl-C) and continued by the \
    same command.

    Example: ganvas train stylegan --scenes 3000 --skies --size 64 --base 2048 --largest 64 \
    --batch 8 --largest-batch 32 --fade 20000 --stable 20000 --pictures 200000 -o Runs/grown
    """

  @OptionGroup var options: StyleOptions

  @Option(help: "Pictures per step of the smallest levels; halved per level down to --batch.")
  var largestBatch = 32

  @Option(help: "Side of the first pictures.")
  var startSize = 8

  @Option(help: "Pictures in which a level fades in (600000 in the paper).")
  var fade = 20000

  @Option(help: "Pictures for which it then learns alone (600000 in the paper).")
  var stable = 20000

  @Option(help: "Learning rate of both networks up to 64 pixels; larger ones learn faster.")
  var rate = 0.001

  @Option(help: "Weight of R1, the penalty on the discriminator's gradient.")
  var gamma = 10.0

  @Option(help: "Steps between two gradient penalties; each counts as often (1 in the paper).")
  var gradientInterval = 4

  /// Creates arguments to be parsed.
  public init() {}

  /// Checks what was typed.
  public func validate() throws {
    guard startSize >= 4, startSize.nonzeroBitCount == 1, startSize <= options.run.size else {
      throw ValidationError("--start-size is a power of 2 from 4 to --size")
    }
    guard options.run.batch > 0, largestBatch > 0, fade > 0, stable > 0, gradientInterval > 0 else {
      throw ValidationError("batches, phases and intervals are 1 or more")
    }
    guard !options.run.usesBFloat16() else {
      throw ValidationError("stylegan trains in float32 alone")
    }
  }

  /// Trains, or goes on with a run.
  public func train(in environment: TrainingEnvironment) throws {
    try options.run.train(StyleGANTrainer.self, in: environment, examples: options.examples) { _ in
      var generator = StyleGANConfiguration()
      generator.widths = options.widths
      generator.step = options.widths.count - 1
      generator.latentDimension = options.latent
      generator.mappingLayers = options.mapping
      var schedule = ProgressiveSchedule(
        levels: options.widths.count, batch: options.run.batch, largest: largestBatch)
      schedule.firstLevel = startSize.trailingZeroBitCount - 2
      schedule.fadePictures = fade
      schedule.stablePictures = stable
      var configuration = StyleGANTrainingConfiguration(generator: generator, schedule: schedule)
      configuration.seed = options.run.seed
      configuration.generatorRate = rate
      configuration.discriminatorRate = rate
      configuration.gradientPenalty = gamma
      configuration.gradientPenaltyInterval = gradientInterval
      return configuration
    }
  }
}
