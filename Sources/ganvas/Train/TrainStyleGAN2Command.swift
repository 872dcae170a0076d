import ArgumentParser
import Generators
import Training

/// `ganvas train stylegan2`: trains an unconditional StyleGAN2.
struct TrainStyleGAN2Command: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stylegan2",
    abstract: "Train StyleGAN2 from skies, procedural scenes or a folder of pictures.",
    discussion: """
      Non-saturating loss with lazy R1 and path-length penalties, mixed latents, averaged weights. \
      A folder of pictures needs no maps. The run's folder can be stopped at any time (Ctrl-C) and \
      continued by the same command.

      Example: ganvas train stylegan2 --scenes 3000 --skies --size 128 --base 2048 --largest 64 \
      -o Runs/skies
      """)

  @OptionGroup var options: RunOptions

  @Flag(help: "Learn from the skies of the scenes alone.")
  var skies = false

  @Option(help: "Channels times resolution (32768 in the reference).")
  var base = 4096

  @Option(help: "Largest number of channels (512 in the reference).")
  var largest = 128

  @Option(name: .customLong("z"), help: "Length of z and w.")
  var latent = 128

  @Option(help: "Layers of the mapping network (8 in the reference).")
  var mapping = 4

  @Option(help: "Learning rate of both networks.")
  var rate = 0.0025

  @Option(help: "Weight of R1, the penalty on the discriminator's gradient.")
  var gamma = 1.0

  @Option(help: "Steps between two path-length penalties; 0 makes none.")
  var pathInterval = 8

  func validate() throws {
    guard options.size >= 8, options.size.nonzeroBitCount == 1, options.size <= 1024 else {
      throw ValidationError("--size is a power of 2 from 8 to 1024")
    }
    guard base >= options.size, (1...2048).contains(largest), (1...8192).contains(latent),
      (1...32).contains(mapping), pathInterval >= 0
    else { throw ValidationError("--base, --largest, --z or --mapping is out of range") }
    guard options.batch == 1 || options.batch % 4 == 0 || options.batch < 4 else {
      throw ValidationError("--batch is a multiple of 4")
    }
  }

  func run() throws {
    try options.train(
      StyleGAN2Trainer.self, examples: skies ? .skies : .pictures,
      configuration: { _ in trainingConfiguration })
  }

  private var trainingConfiguration: StyleGAN2TrainingConfiguration {
    var generator = StyleGAN2Configuration(
      resolution: options.size, channelBase: base, channelMaximum: largest)
    generator.latentDimension = latent
    generator.styleDimension = latent
    generator.mappingLayers = mapping
    if options.usesBFloat16() { generator.clamp = 256 }
    var configuration = StyleGAN2TrainingConfiguration(generator: generator)
    configuration.seed = options.seed
    configuration.batchSize = options.batch
    configuration.usesBFloat16 = options.usesBFloat16()
    configuration.generatorRate = rate
    configuration.discriminatorRate = rate
    configuration.gradientPenalty = gamma
    configuration.pathPenaltyInterval = pathInterval
    return configuration
  }
}
