public import Checkpoints
public import Generators
import Layers
public import Tensors

/// Trains StyleGAN2 (Karras et al. 2020): non-saturating loss, lazy R1 and path-length penalties,
/// mixing regularization, averaged weights, mean w; with classes as in stylegan2-ada-pytorch.
///
/// Not Sendable: belongs to the one training thread, which has loaded the engine.
public final class StyleGAN2Trainer: StyleTrainer {
  /// The losses of one step.
  public enum Loss: String, CaseIterable, Sendable {
    /// Generator's adversarial loss.
    case adversarial
    /// Discriminator on real pictures.
    case real
    /// Discriminator on made pictures.
    case fake
    /// Squared gradient on real pictures, unweighted; only in steps that penalize it.
    case gradient
    /// Mean path length; only in steps that penalize it.
    case path
  }

  /// Name of the family.
  public static let family = StyleGAN2Model.family

  /// What the run depends on.
  public let configuration: StyleGAN2TrainingConfiguration
  /// Generator and discriminator.
  public let pair: AdversarialPair<StyleGAN2Generator, StyleGAN2Discriminator>
  /// Running mean of the path length, a scalar.
  private let pathMean: Tensor

  /// Draws fresh networks from the configuration's seed.
  /// - Parameter device: Where the networks live and learn.
  /// - Throws: `TrainingError`, also for a configuration that cannot be.
  public init(
    _ configuration: StyleGAN2TrainingConfiguration, device: Device = .cpu
  ) throws(TrainingError) {
    self.configuration = configuration
    pair = try AdversarialPair(
      configuration,
      optimizers: (
        Self.settings(configuration.generatorRate, interval: configuration.pathPenaltyInterval),
        Self.settings(
          configuration.discriminatorRate, interval: configuration.gradientPenaltyInterval)
      ), device: device
    ) { random in
      (
        StyleGAN2Generator(configuration.generator, using: random),
        StyleGAN2Discriminator(configuration.discriminator, using: random)
      )
    }
    pathMean = Tensor.zeros([]).moved(to: device)
  }

  /// Networks, averages and moments.
  public var savedTensors: [SavedTensor] { pair.savedTensors + [("path_mean", pathMean)] }

  /// One per step, and one more where a penalty's turn was.
  public func optimizerSteps(after step: Int) -> (generator: Int, discriminator: Int) {
    (
      step + Self.turns(before: step, interval: configuration.pathPenaltyInterval),
      step + Self.turns(before: step, interval: configuration.gradientPenaltyInterval)
    )
  }

  /// Number of w layers.
  public var layerCount: Int { configuration.generator.layerCount }

  /// Synthesizes.
  public func picture(
    by network: StyleGAN2Generator, styles: Tensor, noise: NoiseInputs
  ) -> Tensor {
    network(styles: styles, noise: noise, type: type)
  }

  /// Judges.
  public func scores(of pictures: Tensor, classes: Tensor?) -> Tensor {
    pair.discriminator(pictures, classes: classes, type: type)
  }

  private var type: Tensors.ElementType { configuration.usesBFloat16 ? .bfloat16 : .float32 }

  /// Makes one step on a batch.
  /// - Throws: `TrainingError` when a loss is not a finite number; the networks are then spoiled
  ///   and the last checkpoint is where to go on.
  @discardableResult
  public func train(on examples: [TrainingExample]) throws(TrainingError) -> [Loss: Double] {
    let batch = StyleBatch(
      examples, classCount: configuration.generator.classCount, device: device)
    let draw = StyleDraw(seed: configuration.seed, step: step)
    var losses: [Loss: Double] = [:]
    losses[.adversarial] = try trainGenerator(configuration.batchSize, draw)
    if isTurn(configuration.pathPenaltyInterval) { losses[.path] = try penalizePaths(draw) }
    (losses[.real], losses[.fake]) = try trainDiscriminator(batch, draw)
    if isTurn(configuration.gradientPenaltyInterval) {
      losses[.gradient] = try penalizeGradients(batch)
    }
    try requireFinite(losses)
    finishStep(configuration.batchSize)
    return losses
  }

  private func penalizePaths(_ draw: StyleDraw) throws(TrainingError) -> Double {
    var value = 0.0
    try pair.improveGenerator { () throws(TensorError) in
      let styles = styles(max(1, configuration.batchSize / 2), draw).styles
      let picture = picture(by: pair.generator, styles: styles, noise: .drawn(draw.noise))
      let lengths = try GradientPenalties.pathLengths(
        picture: picture, styles: styles,
        noise: draw.noise.normal(picture.shape).moved(to: device))
      let mean = lengths.detached().mean()
      withoutGradients {
        pathMean.multiplyInPlace(by: 1 - configuration.pathDecay)
        pathMean.addInPlace(mean, scale: configuration.pathDecay)
      }
      value = mean.item
      return (lengths - pathMean.copy()).squared().mean()
        * (configuration.pathPenalty * Double(configuration.pathPenaltyInterval))
    }
    return value
  }
}

extension StyleGAN2Trainer {
  /// Takes over a run of a lower resolution: every tensor of levels both have, in the networks, the
  /// average and the discriminator; optimizers begin anew. Colours of new levels begin at zero, so
  /// that the first pictures are the finished ones enlarged: they join the sum as they learn. One
  /// new level of the discriminator begins by handing on the halved picture (`judgeHalved`).
  public func begin(from checkpoint: Checkpoint) throws(TrainingError) {
    let parts = ["networks.", "average.", "discriminator."]
    var problems: [String] = []
    for (name, tensor) in savedTensors where parts.contains(where: { name.hasPrefix($0) }) {
      guard let stored = checkpoint[name] else {
        if name.contains(".torgb.weight") || name.contains(".torgb.bias") {
          withoutGradients { tensor.detached().multiplyInPlace(by: 0) }
        }
        continue
      }
      guard stored.shape == tensor.shape else {
        problems.append("\(name) has shape \(stored.shape), this run wants \(tensor.shape)")
        continue
      }
      withoutGradients {
        tensor.detached().assign(Tensor(stored.floats(), shape: stored.shape))
      }
    }
    guard problems.isEmpty else {
      throw TrainingError(
        "\(checkpoint.file) is of other widths, classes or latents: take the same --base, "
          + "--largest, --z and --mapping; " + problems.prefix(3).joined(separator: "; "))
    }
    let below = "discriminator.b\(1 << configuration.discriminator.widths.count).fromrgb"
    if let weight = checkpoint[below + ".weight"], let bias = checkpoint[below + ".bias"] {
      let scale = Float(1 / 3.0.squareRoot())  // equalized: three colours
      pair.discriminator.judgeHalved(
        weight: weight.floats().map { $0 * scale }, bias: bias.floats())
    }
  }
}
