import ArgumentParser
import Generators
import Imaging

/// `ganvas train pix2pixhd`: trains a pix2pixHD generator with its feature encoder.
public struct Pix2PixHDTrainingArguments: TrainingArguments {
  /// What the command does.
  public static let abstract =
    "Train pix2pixHD, with a style per object, from procedural scenes or from a folder."
  /// More about it.
  public static let discussion = """
    Generator and feature encoder learn together: the encoder sees the picture and says a few \
    numbers per object, from which the generator makes the object's looks. With --enhancers the \
    global generator learns first, then the enhancers around it, then both. Folders, stopping \
    and continuing are as in train spade; --pictures may be changed when continuing.

    A folder with train_A and train_B instead of maps trains from pictures to pictures: what lies in
    _A becomes what has the same name in _B, as with the reference's label_nc 0.

    Example: ganvas train pix2pixhd --scenes 2000 --biome village --pictures 8000 -o Runs/village
    """

  @OptionGroup var options: RunOptions

  @Option(help: "Side of square crops; whole pictures if absent.")
  var crop: Int?

  @Option(help: "Base width of the generator.")
  var ngf = 32

  @Option(help: "Halvings of the global generator.")
  var downsamplings = 3

  @Option(help: "Residual blocks of the global generator.")
  var blocks = 3

  @Option(help: "Local enhancers around the global generator.")
  var enhancers = 0

  @Option(help: "Feature channels per object; 0 trains without an encoder.")
  var features = 3

  @Option(help: "Base width of the encoder.")
  var nef = 16

  @Flag(
    inversion: .prefixedNo,
    help: "Instance norms in the encoder, as in the reference; they hide a picture's light.")
  var encoderNorms = false

  @Option(help: "Base width of the discriminator.")
  var ndf = 32

  @Option(help: "Layers of the discriminator before its scores.")
  var layers = 4

  @Flag(help: "Spectral norm in the discriminator, as SPADE's has.")
  var spectral = false

  @Option(help: "Learning rate before it falls.")
  var rate = 2e-4

  @Option(help: "Share of the pictures after which the learning rate falls to zero.")
  var steady = 0.5

  @Option(help: "Weight of L1 on the picture's pyramid.")
  var pyramid = 10.0

  @Option(
    help: "Weights of a VGG19 (torchvision's .pth) for the perceptual loss; none if absent.",
    completion: .file())
  var vgg: String?

  @Option(help: "Weight of the perceptual loss.")
  var perceptual = 10.0

  @Option(help: "Weight of feature matching.")
  var matching = 10.0

  @Option(help: "Share of objects that learn with the neutral style.")
  var neutral = 0.15

  @Option(help: "Weight that draws an object's features to its mean colour; 0 leaves them free.")
  var anchor = 0.0

  /// Creates arguments to be parsed.
  public init() {}

  /// Checks what was typed.
  public func validate() throws {
    for (flag, value, range) in [
      ("--downsamplings", downsamplings, 0...8), ("--enhancers", enhancers, 0...6),
      ("--blocks", blocks, 0...64), ("--ngf", ngf, 1...1024), ("--ndf", ndf, 1...1024),
      ("--nef", nef, 1...1024), ("--features", features, 0...256), ("--layers", layers, 2...8),
    ] where !range.contains(value) {
      throw ValidationError(
        "\(flag) is a number from \(range.lowerBound) to \(range.upperBound)")
    }
    let unit = 1 << (downsamplings + enhancers)
    guard options.size.isMultiple(of: unit), options.size >= 2 * unit else {
      throw ValidationError(
        "--size is a multiple of \(unit), at least \(2 * unit), after "
          + "\(downsamplings + enhancers) halvings")
    }
    if let crop, crop < 2 * unit || crop % unit != 0 || crop > options.size {
      throw ValidationError(
        "--crop is a multiple of \(unit), at least \(2 * unit) and at most --size")
    }
  }

  /// Trains, or goes on with a run.
  public func train(in environment: TrainingEnvironment) throws {
    try options.train(
      Pix2PixHDTrainer.self, in: environment, examples: .labelledOrPaired
    ) { learned in
      var generator = Pix2PixHDConfiguration(labelCount: learned.labelCount)
      // Pictures that are given instead of maps have no objects, so no borders and no features.
      let isPaired = learned.labelCount == 0
      let features = isPaired ? 0 : features
      generator.usesInstanceEdges = !isPaired
      generator.ngf = ngf
      generator.downsamplings = downsamplings
      generator.blocks = blocks
      generator.enhancers = enhancers
      generator.featureChannels = features
      generator.encoderWidth = features > 0 ? nef : nil
      generator.encoderDownsamplings = 3
      generator.encoderNormalization = encoderNorms ? .instance : .identity
      generator.outputSize = PixelSize(width: options.size, height: options.size)
      try generator.validate()
      var configuration = Pix2PixHDTrainingConfiguration(
        generator: generator, pictures: options.pictures ?? RunOptions.usualPictures)
      configuration.discriminator.ndf = ndf
      configuration.discriminator.layers = layers
      if spectral { configuration.discriminator.variant = .spade }
      configuration.seed = options.seed
      configuration.batchSize = options.batch
      configuration.crop = crop
      configuration.usesBFloat16 = options.usesBFloat16()
      configuration.schedule.rate = rate
      configuration.schedule.steadyShare = steady
      configuration.pyramidWeight = pyramid
      configuration.featureWeight = matching
      configuration.perceptualNetwork = vgg
      configuration.perceptualWeight = vgg == nil ? nil : perceptual
      configuration.neutralShare = neutral
      configuration.anchorWeight = anchor
      return configuration
    }
  }
}
