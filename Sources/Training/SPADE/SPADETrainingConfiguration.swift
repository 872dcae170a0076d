import Foundation
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
  /// Whether the pyramid has overlapping windows at random phases and the full size as a level.
  public var hasSmoothPyramid: Bool?
  /// Width of a second discriminator, which segments; `nil` for none.
  public var segmentationWidth: Int?
  /// Weight of what the second discriminator says, where there is one.
  public var segmentationWeight: Double?
  /// Weight of the consistency of what it says about mixtures (LabelMix), where there is one.
  public var mixingWeight: Double?
  /// Weight of the discriminator's R1 penalty, the squared gradient of its scores by the real
  /// picture, per score; `nil` for none.
  public var r1Weight: Double?
  /// The penalty is taken every so many steps, with so many times its weight.
  public var r1Interval: Int?
  /// File of the network behind the perceptual loss (EfficientNet-Lite0 or VGG19); `nil` for none.
  public var perceptualNetwork: String?
  /// Weight of the perceptual loss, where there is a network for it.
  public var perceptualWeight: Double?
  /// Whether the encoder sees 128×128 pixels whatever the pictures' size.
  public var hasSmallEncoder: Bool?
  /// Whether the discriminator sees pictures, made and real, in changing colours and with parts
  /// cut out (Zhao et al. 2020), so that few photos last longer.
  public var augments: Bool?

  /// The reference's settings for everything not given.
  public init(generator: SPADEConfiguration) {
    self.generator = generator
    discriminator = .init(semanticChannels: generator.semanticChannels)
  }

  /// The same with files called by their names alone, for packages that others read.
  var withoutPlaces: SPADETrainingConfiguration {
    var configuration = self
    configuration.perceptualNetwork = perceptualNetwork.map {
      URL(fileURLWithPath: $0).lastPathComponent
    }
    return configuration
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
          hasSixthLayer: configuration.generator.cropSize >= 256
            && !(configuration.hasSmallEncoder ?? false),
          normalizes: configuration.encoderNormalizes ?? true,
          initialization: configuration.encoderNormalizes ?? true
            ? .xavier(gain: 0.02) : .kaiming(gain: 1), using: random) : nil)
  }
}
