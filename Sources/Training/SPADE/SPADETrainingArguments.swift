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

    --few-shot makes a model of a handful of photos and their maps (mine/mine_img, mine/mine_label; \
    ganvas label draws first maps) from the shipped landscape, on photos and scenes in turn, in \
    about an hour on two cores. Labels, size, structure and weights of losses are the model's:

    Example: ganvas train spade --few-shot mine -o Runs/mine
    Example: ganvas train pack Runs/mine --photos mine -o mine.ganvas

    --measure trains nothing: it times steps with layout tables and with the plain layers in \
    turn and prints pictures per second of both.

    Example: ganvas train spade --scenes 40 --measure 10 --json -o none
    """

  @OptionGroup var options: RunOptions

  @OptionGroup var recipe: SPADERecipeOptions

  @Option(
    help: """
      Folder of 1 to 100 photos with maps to make a personal model of, from --start-from: subfolders \
      ending in _img and _label, perhaps _inst. In place of --scenes and --data.
      """, completion: .directory)
  var fewShot: String?

  @Option(
    help: """
      Begin a new run from this run's folder or model package, of any picture size; with --few-shot a \
      package, landscape if absent.
      """)
  var startFrom: String?

  @Option(help: "Side of square crops, a multiple of 32; whole pictures if absent.")
  var crop: Int?

  @Option(help: "Width of SPADE's hidden vectors (128 in the reference).")
  var hidden = 64

  @Option(help: "Base width of the discriminator.")
  var ndf = 32

  @Option(name: .customLong("z"), help: "Length of the latent z; 0 trains without a VAE.")
  var latent = 64

  @Option(help: "Learning rate of the generator; 2e-4 if absent, 1e-4 with --few-shot.")
  var rate: Double?

  @Option(help: "Learning rate of the discriminator; 4e-4 if absent, 2e-4 with --few-shot.")
  var discriminatorRate: Double?

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
    if fewShot != nil {
      guard options.examples.scenes == nil, options.examples.data == nil,
        options.examples.photos.photos == nil, measure == nil
      else {
        throw ValidationError(
          "--few-shot names the photos itself: leave out --scenes, --data, --photos and --measure")
      }
    }
  }

  /// Trains, or goes on with a run.
  public func train(in environment: TrainingEnvironment) throws {
    if let fewShot {
      try train(on: FewShot(fewShot, from: startFrom, in: environment), in: environment)
    } else if let measure {
      let (source, configuration, device) = try options.prepared(
        in: environment, trainingConfiguration)
      try SPADEStepBenchmark(configuration, source: source, device: device)
        .run(steps: measure, json: json, show: environment.show)
    } else {
      try options.train(
        SPADETrainer.self, in: environment, start: startFrom, configuration: trainingConfiguration)
    }
  }

  private func train(on few: FewShot, in environment: TrainingEnvironment) throws {
    let learned = try few.learned(
      share: options.examples.photos.photoShare, looks: options.examples.looks.looks())
    environment.show(few.summary)
    try options.train(
      SPADETrainer.self, in: environment, on: learned, pictures: options.pictures ?? 6000,
      start: few.package.folder
    ) { _ in
      var configuration = try few.configuration()
      configuration.seed = options.seed
      configuration.batchSize = options.batch
      configuration.crop = crop ?? min(128, configuration.generator.cropSize)
      configuration.usesBFloat16 = options.usesBFloat16(preferred: true)
      configuration.generatorRate = rate ?? 1e-4
      configuration.discriminatorRate = discriminatorRate ?? 2e-4
      configuration.perceptualNetwork = recipe.perceptual
      configuration.perceptualWeight = recipe.perceptual == nil ? nil : recipe.perceptualWeight
      configuration.usesTables = !plainLayers
      return configuration
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
    configuration.generatorRate = rate ?? 2e-4
    configuration.discriminatorRate = discriminatorRate ?? 4e-4
    configuration.divergenceWeight = divergence
    recipe.apply(to: &configuration)
    configuration.encoderNormalizes = encoderNorms
    configuration.usesTables = !plainLayers
    return configuration
  }
}
