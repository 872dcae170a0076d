public import Generators
import Imaging
import Layers
public import Tensors

/// Trains StyleGAN2 (Karras et al. 2020): non-saturating loss, lazy R1 and path-length penalties,
/// mixing regularization, averaged weights, mean w.
///
/// Not Sendable: belongs to the one training thread, which has loaded the engine.
public final class StyleGAN2Trainer: Trainer {
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
  /// The generator being trained.
  public let generator: StyleGAN2Generator
  /// The discriminator being trained.
  public let discriminator: StyleGAN2Discriminator
  /// The averaged generator.
  public let average: MovingAverage<StyleGAN2Generator>
  private let generatorOptimizer: Adam
  private let discriminatorOptimizer: Adam
  /// Running mean of the path length, a scalar.
  private let pathMean: Tensor
  /// Steps made so far.
  public private(set) var step = 0
  private let device: Device
  private let learned: [Tensor]
  private let judging: [Tensor]

  /// Draws fresh networks from the configuration's seed.
  /// - Parameter device: Where the networks live and learn.
  /// - Throws: `TrainingError`.
  public init(
    _ configuration: StyleGAN2TrainingConfiguration, device: Device = .cpu
  ) throws(TrainingError) {
    self.configuration = configuration
    self.device = device
    let random = RandomGenerator(seed: configuration.seed)
    var generator = StyleGAN2Generator(configuration.generator, using: random)
    var discriminator = StyleGAN2Discriminator(configuration.discriminator, using: random)
    do throws(ParameterError) {
      var mover = DeviceMover(to: device)
      try generator.visit(&mover, at: .root)
      try discriminator.visit(&mover, at: .root)
      var recorder = GradientRecorder()
      try generator.visit(&recorder, at: .root)
      try discriminator.visit(&recorder, at: .root)
      average = try MovingAverage(of: generator)
    } catch {
      throw TrainingError(error.description)
    }
    self.generator = generator
    self.discriminator = discriminator
    pathMean = Tensor.zeros([]).moved(to: device)
    let entries = generator.parameters()
    let judgeEntries = discriminator.parameters()
    generatorOptimizer = Self.optimizer(
      entries, rate: configuration.generatorRate, interval: configuration.pathPenaltyInterval)
    discriminatorOptimizer = Self.optimizer(
      judgeEntries, rate: configuration.discriminatorRate,
      interval: configuration.gradientPenaltyInterval)
    learned = entries.filter { $0.kind == .learned }.map(\.tensor)
    judging = judgeEntries.filter { $0.kind == .learned }.map(\.tensor)
  }

  /// Adam that makes one more step per `interval` for the lazy penalty: rate and memory are
  /// corrected for that (Karras et al. 2020, appendix B).
  private static func optimizer(
    _ entries: [ParameterCollector.Entry], rate: Double, interval: Int
  ) -> Adam {
    let share = interval > 0 ? Double(interval) / Double(interval + 1) : 1
    return Adam(
      entries, learningRate: rate * share, beta1: 0, beta2: power(0.99, share), epsilon: 1e-8)
  }

  /// Learned numbers of the generator.
  public var parameterCount: Int { generator.parameterCount }

  /// Networks, averages and moments.
  public var savedTensors: [SavedTensor] {
    generator.savedTensors("networks") + average.network.savedTensors("average")
      + discriminator.savedTensors("discriminator")
      + generatorOptimizer.savedTensors("adam") + discriminatorOptimizer.savedTensors("judge")
      + [("path_mean", pathMean)]
  }

  /// Goes on from a step whose tensors are in place.
  public func resume(atStep step: Int) {
    self.step = step
    func steps(_ interval: Int) -> Int {
      step + (interval > 0 ? (step + interval - 1) / interval : 0)
    }
    generatorOptimizer.resume(atStep: steps(configuration.pathPenaltyInterval))
    discriminatorOptimizer.resume(atStep: steps(configuration.gradientPenaltyInterval))
  }

  /// Makes one step on a batch.
  /// - Throws: `TrainingError` when a loss is not a finite number; the networks are then spoiled
  ///   and the last checkpoint is where to go on.
  @discardableResult
  public func train(on examples: [TrainingExample]) throws(TrainingError) -> [Loss: Double] {
    let layout = BatchLayout(classes: 0, hasEdges: false)
    let pictures = SemanticBatch(examples, for: layout, device: device).pictures
    var choice = SeededRandom(seed: configuration.seed ^ 0x5eed, stream: UInt64(step))
    let draw = Draw(choice: choice, noise: RandomGenerator(seed: choice.next()))
    var losses: [Loss: Double] = [:]
    do throws(TensorError) {
      losses[.adversarial] = try recording { () throws(TensorError) in
        try self.trainGenerator(draw)
      }
      if isTurn(configuration.pathPenaltyInterval) {
        losses[.path] = try recording { () throws(TensorError) in
          try self.penalizePaths(draw)
        }
      }
      let judged = try recording { () throws(TensorError) in
        try self.trainDiscriminator(pictures, draw)
      }
      (losses[.real], losses[.fake]) = judged
      if isTurn(configuration.gradientPenaltyInterval) {
        losses[.gradient] = try recording { () throws(TensorError) in
          try self.penalizeGradients(pictures)
        }
      }
    } catch {
      throw TrainingError(error.description)
    }
    try requireFinite(losses)
    step += 1
    let seen = Double(picturesSeen)
    // A short memory at first, so that the average leaves its random start quickly.
    let halfLife = min(configuration.averageHalfLife, 0.1 * seen)
    average.update(decay: power(0.5, Double(configuration.batchSize) / max(halfLife, 1e-8)))
    return losses
  }

  private var type: ElementType { configuration.usesBFloat16 ? .bfloat16 : .float32 }

  private func isTurn(_ interval: Int) -> Bool { interval > 0 && step % interval == 0 }

  /// Draws styles, mixed from two latents as often as configured.
  /// - Returns: Styles `[count, layers, style]`, and the first latents' w.
  private func styles(_ count: Int, _ draw: Draw) -> (styles: Tensor, first: Tensor) {
    let generator = generator.configuration
    let layers = generator.layerCount
    func mapped() -> Tensor {
      let z = draw.noise.normal([count, generator.latentDimension]).moved(to: device)
      return self.generator.mapping(z)
    }
    func spread(_ w: Tensor, _ layers: Int) -> Tensor {
      w.unsqueezed(1).expanded([count, layers, generator.styleDimension])
    }
    let first = mapped()
    guard Double.random(in: 0..<1, using: &draw.choice) < configuration.mixingProbability else {
      return (spread(first, layers), first)
    }
    let crossover = Int.random(in: 1..<layers, using: &draw.choice)
    let mixed = Tensor.concatenated(
      [spread(first, crossover), spread(mapped(), layers - crossover)], axis: 1)
    return (mixed, first)
  }

  private func picture(_ styles: Tensor, _ draw: Draw) -> Tensor {
    generator(styles: styles, noise: .drawn(draw.noise), type: type)
  }

  private func trainGenerator(_ draw: Draw) throws(TensorError) -> Double {
    let (styles, first) = styles(configuration.batchSize, draw)
    generator.mapping.track(first, decay: configuration.averageStyleDecay)
    let scores = discriminator(picture(styles, draw), type: type)
    let loss = AdversarialLoss.original.generator([scores])
    generatorOptimizer.step(try gradients(of: [loss], withRespectTo: learned))
    return loss.item
  }

  private func penalizePaths(_ draw: Draw) throws(TensorError) -> Double {
    let count = max(1, configuration.batchSize / 2)
    let styles = styles(count, draw).styles
    let picture = picture(styles, draw)
    let lengths = try GradientPenalties.pathLengths(
      picture: picture, styles: styles, noise: draw.noise.normal(picture.shape).moved(to: device))
    let mean = lengths.detached().mean()
    withoutGradients {
      pathMean.multiplyInPlace(by: 1 - configuration.pathDecay)
      pathMean.addInPlace(mean, scale: configuration.pathDecay)
    }
    let loss =
      (lengths - pathMean.copy()).squared().mean()
      * (configuration.pathPenalty * Double(configuration.pathPenaltyInterval))
    generatorOptimizer.step(try gradients(of: [loss], withRespectTo: learned))
    return mean.item
  }

  private func trainDiscriminator(
    _ pictures: Tensor, _ draw: Draw
  ) throws(TensorError) -> (real: Double, fake: Double) {
    let made = withoutGradients { picture(styles(configuration.batchSize, draw).styles, draw) }
    // Apart, so that the minibatch deviation never compares made with real pictures.
    let fake = AdversarialLoss.original.discriminatorOnFake([discriminator(made, type: type)])
    let real = AdversarialLoss.original.discriminatorOnReal([discriminator(pictures, type: type)])
    discriminatorOptimizer.step(try gradients(of: [real + fake], withRespectTo: judging))
    return (real.item, fake.item)
  }

  private func penalizeGradients(_ pictures: Tensor) throws(TensorError) -> Double {
    let leaf = pictures.requiringGradient()
    let penalty = try GradientPenalties.r1(
      scores: discriminator(leaf, type: type), pictures: leaf
    ).mean()
    let weight =
      configuration.gradientPenalty / 2 * Double(configuration.gradientPenaltyInterval)
    discriminatorOptimizer.step(
      try gradients(of: [penalty * weight], withRespectTo: judging))
    return penalty.item
  }

  /// Randomness of one step.
  private final class Draw {
    var choice: SeededRandom
    let noise: RandomGenerator

    init(choice: SeededRandom, noise: RandomGenerator) {
      self.choice = choice
      self.noise = noise
    }
  }

  /// Runs `body` with gradients recorded; its own kind of error passes.
  private func recording<Result>(
    _ body: () throws(TensorError) -> Result
  ) throws(TensorError) -> Result {
    let result = withGradients { () -> Swift.Result<Result, TensorError> in
      do throws(TensorError) {
        return .success(try body())
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }
}
