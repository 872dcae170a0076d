public import Generators
import Tensors

/// Everything a SPADE training run depends on. Printed at start, stored with the results.
public struct SPADETrainingConfiguration: TrainingConfiguration {
  /// The generator.
  public var generator: SPADEConfiguration
  /// The discriminator.
  public var discriminator: MultiscaleDiscriminator.Configuration
  /// Width of the encoder's first layer.
  public var encoderWidth = 16
  /// Whether the encoder has instance norms (as in the reference, and if absent). Without them it
  /// sees a picture's overall light, which is most of what a scene's style is.
  public var encoderNormalizes: Bool?
  /// Seed of weights, data order and noise.
  public var seed: UInt64 = 1
  /// Pictures per step.
  public var batchSize = 4
  /// Side of the square crop in pixels, a multiple of the start grid's cell; `nil` for no crop.
  public var crop: Int?
  /// Whether activations and matrix products are bfloat16.
  public var usesBFloat16 = true
  /// Whether modulation comes from tables of the batch's distinct windows where that is cheaper
  /// (and if absent); the plain convolutions compute the same, more slowly.
  public var usesTables: Bool?
  /// Whether examples are mirrored at random.
  public var flips = true
  /// Learning rates of generator and discriminator (TTUR: 1e-4 and 4e-4 in the reference).
  public var generatorRate = 1e-4
  /// Learning rate of the discriminator.
  public var discriminatorRate = 4e-4
  /// How scores become losses.
  public var adversarial = AdversarialLoss.hinge
  /// Weight of feature matching (`lambda_feat`).
  public var featureWeight = 10.0
  /// Weight of L1 on the picture's pyramid; 0 in the reference, which has a perceptual loss.
  public var pyramidWeight = 10.0
  /// Weight of the divergence, per picture (`lambda_kld`).
  public var divergenceWeight = 0.01
  /// The divergence's weight rises linearly over this many pictures.
  public var divergenceWarmUp = 4000
  /// Nats per code dimension that cost nothing.
  public var freeNats = 0.05
  /// Share of each batch whose z is drawn from N(0, 1) and only judged, not compared.
  public var priorShare = 0.25
  /// Decay of the averaged generator per step.
  public var averageDecay = 0.999

  /// The reference's settings for everything not given.
  public init(generator: SPADEConfiguration) {
    self.generator = generator
    discriminator = .init(semanticChannels: generator.semanticChannels)
  }

  /// Cells of the start grid that a crop covers, or `nil`.
  var cropCells: Int? {
    crop.map { $0 >> generator.upsampling.doublings }
  }
}

extension SPADEConfiguration {
  /// How batches are laid out for these networks.
  var layout: BatchLayout {
    BatchLayout(
      classes: labelCount + (hasUnlabelledChannel ? 1 : 0), hasEdges: usesInstanceEdges)
  }
}

extension SPADENetworkPair {
  /// Fresh networks as a configuration wants them.
  static func drawn(
    _ configuration: SPADETrainingConfiguration, using random: RandomGenerator? = nil
  ) -> SPADENetworkPair {
    let random = random ?? RandomGenerator(seed: configuration.seed)
    return SPADENetworkPair(
      generator: SPADEGenerator(configuration.generator, using: random),
      encoder: configuration.generator.usesVAE
        ? ConvEncoder(
          width: configuration.encoderWidth,
          latentDimension: configuration.generator.latentDimension,
          hasSixthLayer: configuration.generator.cropSize >= 256,
          normalizes: configuration.encoderNormalizes ?? true,
          initialization: configuration.encoderNormalizes ?? true
            ? .xavier(gain: 0.02) : .kaiming(gain: 1), using: random) : nil)
  }
}
