import ArgumentParser
import Generators

/// `ganvas train spade`: trains a SPADE generator with its encoder and discriminator.
public struct SPADETrainingArguments: TrainingArguments {
  /// What the command does.
  public static let abstract =
    "Train SPADE from procedural scenes or from a folder."
  /// More about it.
  public static let discussion = """
    A folder holds subfolders whose names end in _label, _inst (optional) and _img, with equal \
    file names. The run's folder can be stopped at any time (Ctrl-C) and continued by the same \
    command.

    Whole pictures of 128×128 first, then of 256×256 from there:

    Example: ganvas train spade --scenes 8000 --size 128 --batch 8 --pictures 200000 -o Runs/small
    Example: ganvas train spade --scenes 8000 --start-from Runs/small --pictures 100000 \
    -o Runs/landscape

    --measure trains nothing: it times steps with layout tables and with the plain layers in \
    turn and prints pictures per second of both.

    Example: ganvas train spade --scenes 40 --measure 10 --json -o none
    """

  @OptionGroup var options: RunOptions

  @OptionGroup var recipe: SPADERecipeOptions

  @Option(help: "Begin a new run from this run's folder or model package, of any picture size.")
  var startFrom: String?

  @Option(help: "Side of square crops, a multiple of 32; whole pictures if absent.")
  var crop: Int?

  @Option(help: "Width of SPADE's hidden vectors (128 in the reference).")
  var hidden = 64

  @Option(help: "Base width of the discriminator.")
  var ndf = 32

  @Option(name: .customLong("z"), help: "Length of the latent z; 0 trains without a VAE.")
  var latent = 64

  @Option(help: "Learning rate of the generator.")
  var rate = 2e-4

  @Option(help: "Learning rate of the discriminator.")
  var discriminatorRate = 4e-4

  @Flag(
    inversion: .prefixedNo,
    help: "Instance norms in the encoder, as in the reference; they hide a picture's light.")
  var encoderNorms = false

  @Option(help: "Weight of the divergence per picture.")
  var divergence = 0.02

  @Flag(help: "Plain convolutions for the modulation instead of layout tables; the same numbers.")
  var plainLayers = false

  @Option(help: "Time this many steps of each kind instead of training.")
  var measure: Int?

  @Flag(help: "With --measure: one JSON object per line, with the keys of ganvas bench.")
  var json = false

  /// Creates arguments to be parsed.
  public init() {}

  /// Checks what was typed.
  public func validate() throws {
    if let measure, !(1...100_000).contains(measure) {
      throw ValidationError("--measure is a number from 1 to 100000")
    }
    guard options.size.isMultiple(of: 32), options.size >= 32 else {
      throw ValidationError("--size is a multiple of 32, for instance 256")
    }
    guard (0...8192).contains(latent) else {
      throw ValidationError("--z is a number from 0 to 8192")
    }
    if let crop, crop <= 0 || crop % 32 != 0 || crop > options.size {
      throw ValidationError("--crop is a multiple of 32 up to --size, for instance 128")
    }
  }

  /// Trains, or goes on with a run.
  public func train(in environment: TrainingEnvironment) throws {
    if let measure {
      let (source, configuration, device) = try options.prepared(
        in: environment, trainingConfiguration)
      try SPADEStepBenchmark(configuration, source: source, device: device)
        .run(steps: measure, json: json, show: environment.show)
    } else {
      try options.train(
        SPADETrainer.self, in: environment, start: startFrom, configuration: trainingConfiguration)
    }
  }

  private func trainingConfiguration(
    _ learned: RunOptions.Learned
  ) throws -> SPADETrainingConfiguration {
    var generator = SPADEConfiguration(labelCount: learned.labelCount)
    try recipe.apply(to: &generator)
    generator.hiddenChannels = hidden
    generator.cropSize = options.size
    generator.usesVAE = latent > 0
    generator.latentDimension = max(1, latent)
    generator.encoderWidth = 16
    var configuration = SPADETrainingConfiguration(generator: generator)
    configuration.discriminator.ndf = ndf
    configuration.seed = options.seed
    configuration.batchSize = options.batch
    configuration.crop = crop
    configuration.usesBFloat16 = options.usesBFloat16(preferred: true)
    configuration.generatorRate = rate
    configuration.discriminatorRate = discriminatorRate
    configuration.divergenceWeight = divergence
    recipe.apply(to: &configuration)
    configuration.encoderNormalizes = encoderNorms
    configuration.usesTables = !plainLayers
    return configuration
  }
}
