public import Checkpoints
public import Generators
import Layers
public import Tensors

/// Trains StyleGAN (Karras et al. 2019) in the form of its PyTorch port, level by level: each fades
/// in over the one below (`ProgressiveSchedule`); non-saturating loss with R1, mixing
/// regularization, averaged weights, mean w.
///
/// Not Sendable: belongs to the one training thread, which has loaded the engine.
public final class StyleGANTrainer: StyleTrainer {
  /// The losses of one step.
  public enum Loss: String, CaseIterable, Sendable {
    /// Side of the pictures that learn now: no loss, but told among them.
    case side
    /// Share of that level while it fades in.
    case alpha
    /// Generator's adversarial loss.
    case adversarial
    /// Discriminator on real pictures.
    case real
    /// Discriminator on made pictures.
    case fake
    /// Squared gradient on real pictures, unweighted; only in steps that penalize it.
    case gradient
  }

  /// Name of the family.
  public static let family = StyleGANModel.family

  /// What the run depends on.
  public let configuration: StyleGANTrainingConfiguration
  /// Generator and discriminator.
  public let pair: AdversarialPair<StyleGANGenerator, StyleGANDiscriminator>

  /// Draws fresh networks from the configuration's seed.
  /// - Parameter device: Where the networks live and learn.
  /// - Throws: `TrainingError`, also for a configuration that cannot be.
  public init(
    _ configuration: StyleGANTrainingConfiguration, device: Device = .cpu
  ) throws(TrainingError) {
    self.configuration = configuration
    var generatorSettings = Self.settings(configuration.generatorRate, interval: 0)
    generatorSettings.slowPrefix = "style."
    pair = try AdversarialPair(
      configuration,
      optimizers: (
        generatorSettings,
        Self.settings(
          configuration.discriminatorRate, interval: configuration.gradientPenaltyInterval)
      ), device: device
    ) { random in
      (
        StyleGANGenerator(configuration.generator, using: random),
        StyleGANDiscriminator(widths: configuration.generator.widths, using: random)
      )
    }
  }

  /// What happens in the present step.
  public var moment: ProgressiveSchedule.Moment { configuration.schedule.moment(atStep: step) }

  /// Steps since the level began, where moments begin anew; the discriminator makes one more where
  /// a penalty's turn was.
  public func optimizerSteps(after step: Int) -> (generator: Int, discriminator: Int) {
    let start = configuration.schedule.moment(atStep: step).levelStart
    let interval = configuration.gradientPenaltyInterval
    let turns =
      Self.turns(before: step, interval: interval) - Self.turns(before: start, interval: interval)
    return (step - start, step - start + turns)
  }

  /// Two w per level that learns.
  public var layerCount: Int { 2 * (moment.level + 1) }

  /// Synthesizes the present level, faded in as far as it is.
  public func picture(
    by network: StyleGANGenerator, styles: Tensor, noise: NoiseInputs
  ) -> Tensor {
    let moment = moment
    return network(
      styles: styles, noise: network.noise(noise, count: styles.shape[0], step: moment.level),
      step: moment.level, alpha: moment.alpha)
  }

  /// Judges pictures of the present level; it has no classes.
  public func scores(of pictures: Tensor, classes: Tensor?) -> Tensor {
    let moment = moment
    return pair.discriminator(pictures, step: moment.level, alpha: moment.alpha)
  }

  /// The levels that have learned; one that has faded in by less than half is left out.
  public static func shipped(
    _ configuration: StyleGANTrainingConfiguration, after step: Int
  ) -> StyleGANConfiguration {
    let moment = configuration.schedule.moment(atStep: max(0, step - 1))
    var generator = configuration.generator
    generator.step = moment.alpha < 0.5 ? moment.level - 1 : moment.level
    generator.widths = Array(generator.widths.prefix(generator.step + 1))
    return generator
  }

  /// Those of its levels.
  public static func tensors(
    _ tensors: [StoredTensor], of shipped: StyleGANConfiguration
  ) -> [StoredTensor] { StyleGANGenerator.tensors(tensors, upTo: shipped.step) }

  /// Makes one step on a batch of pictures of full size.
  /// - Throws: `TrainingError` when a loss is not a finite number; the networks are then spoiled
  ///   and the last checkpoint is where to go on.
  @discardableResult
  public func train(on examples: [TrainingExample]) throws(TrainingError) -> [Loss: Double] {
    let moment = moment
    if moment.levelStart == step { pair.forgetMoments() }
    pair.rateFactor = ProgressiveSchedule.rateFactor(level: moment.level)
    var batch = StyleBatch(examples, classCount: 0, device: device)
    batch.pictures = reduced(batch.pictures, to: moment)
    let draw = StyleDraw(seed: configuration.seed, step: step)
    var losses: [Loss: Double] = [.side: Double(4 << moment.level), .alpha: moment.alpha]
    losses[.adversarial] = try trainGenerator(examples.count, draw)
    (losses[.real], losses[.fake]) = try trainDiscriminator(batch, draw)
    if isTurn(configuration.gradientPenaltyInterval) {
      losses[.gradient] = try penalizeGradients(batch)
    }
    try requireFinite(losses)
    finishStep(examples.count)
    return losses
  }

  /// Pictures at the side of a level; while it fades in mixed with the same at half that side.
  func reduced(_ pictures: Tensor, to moment: ProgressiveSchedule.Moment) -> Tensor {
    func halved(_ pictures: Tensor) -> Tensor { pictures.averagePooled(kernel: 2, stride: 2) }
    var x = pictures
    while x.shape[2] > 4 << moment.level { x = halved(x) }
    guard moment.alpha < 1 else { return x }
    return halved(x).upsampledTwice() * (1 - moment.alpha) + x * moment.alpha
  }
}
