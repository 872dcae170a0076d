public import Checkpoints
public import Generators
import Layers
public import Tensors

/// What trainings of style-based generators depend on alike.
public protocol StyleTrainingConfiguration: TrainingConfiguration {
  /// What the generator is built from.
  associatedtype Network: StyleBasedConfiguration

  /// The generator.
  var generator: Network { get }
  /// Weight of the squared gradient on real pictures (R1, Mescheder et al. 2018), γ.
  var gradientPenalty: Double { get }
  /// Steps between two gradient penalties; each counts as often.
  var gradientPenaltyInterval: Int { get }
  /// Probability that a picture is mixed from two latents.
  var mixingProbability: Double { get }
  /// Decay of the mean w per step.
  var averageStyleDecay: Double { get }
  /// Pictures in which the averaged generator forgets half.
  var averageHalfLife: Double { get }
}

/// A trainer of a style-based generator: non-saturating loss, lazy R1, mixing regularization,
/// averaged weights, mean w (Karras et al. 2019, 2020). Families add resolutions and penalties.
public protocol StyleTrainer: AdversarialTrainer
where
  Maker: StyleBasedNetwork, Configuration: StyleTrainingConfiguration,
  Configuration.Network == Maker.Configuration
{
  /// Number of w layers of the present resolution.
  var layerCount: Int { get }

  /// Synthesizes at the present resolution.
  /// - Parameter styles: `[N, layerCount, styleDimension]`.
  func picture(by network: Maker, styles: Tensor, noise: NoiseInputs) -> Tensor

  /// Judges pictures of the present resolution.
  /// - Parameter classes: One-hot classes, `[N, classes]`; `nil` without classes.
  /// - Returns: `[N, 1]`.
  func scores(of pictures: Tensor, classes: Tensor?) -> Tensor

  /// What a package made after so many steps is built from.
  static func shipped(
    _ configuration: Configuration, after step: Int
  ) -> Configuration.Network

  /// Those of the averaged generator's tensors that belong to what is shipped.
  static func tensors(
    _ tensors: [StoredTensor], of shipped: Configuration.Network
  ) -> [StoredTensor]
}

/// Randomness of one step.
final class StyleDraw {
  var choice: SeededRandom
  /// A stream of its own, so that networks without classes draw as if there were none.
  var classChoice: SeededRandom
  let noise: RandomGenerator

  init(seed: UInt64, step: Int) {
    var random = SeededRandom(seed: seed ^ 0x5eed, stream: UInt64(step))
    choice = random
    classChoice = SeededRandom(seed: seed ^ 0xc1a5, stream: UInt64(step))
    noise = RandomGenerator(seed: random.next())
  }
}

/// Drawn styles.
struct DrawnStyles {
  /// `[N, layers, styleDimension]`.
  let styles: Tensor
  /// w of the first latents, `[N, styleDimension]`.
  let first: Tensor
  /// One-hot classes, `[N, classes]`.
  let classes: Tensor?
}

/// A batch of real pictures for a style-based family.
struct StyleBatch {
  /// Pictures, `[N, 3, H, W]`, −1…1.
  var pictures: Tensor
  /// One-hot classes, `[N, classes]`.
  let classes: Tensor?

  init(_ examples: [TrainingExample], classCount: Int, device: Device) {
    pictures = Tensor(pictures: examples.map(\.image), device: device)
    classes =
      classCount == 0
      ? nil
      : Tensor(oneHot: examples.map(\.classID), classes: classCount).moved(to: device)
  }
}

extension StyleTrainer {
  /// What a family without growth ships: all of it.
  public static func shipped(
    _ configuration: Configuration, after step: Int
  ) -> Configuration.Network { configuration.generator }

  /// All of them.
  public static func tensors(
    _ tensors: [StoredTensor], of shipped: Configuration.Network
  ) -> [StoredTensor] { tensors }

  /// Adam that makes one more step per `interval` for a lazy penalty: rate and memory are
  /// corrected for that (Karras et al. 2020, appendix B).
  static func settings(_ rate: Double, interval: Int) -> Adam.Settings {
    let share = interval > 0 ? Double(interval) / Double(interval + 1) : 1
    return .init(learningRate: rate * share, beta2: power(0.99, share))
  }

  /// How often a penalty of that interval has had its turn before `step`.
  static func turns(before step: Int, interval: Int) -> Int {
    interval > 0 ? (step + interval - 1) / interval : 0
  }

  func isTurn(_ interval: Int) -> Bool { interval > 0 && step % interval == 0 }

  /// Draws styles, mixed from two latents as often as configured.
  func styles(_ count: Int, _ draw: StyleDraw) -> DrawnStyles {
    let network = configuration.generator
    let layers = layerCount
    let classCount = network.classNames.count
    let classes =
      classCount == 0
      ? nil
      : Tensor(
        oneHot: (0..<count).map { _ in Int.random(in: 0..<classCount, using: &draw.classChoice) },
        classes: classCount
      ).moved(to: device)
    func mapped() -> Tensor {
      let z = draw.noise.normal([count, network.latentDimension]).moved(to: device)
      return pair.generator.style(z, classes: classes)
    }
    func spread(_ w: Tensor, _ layers: Int) -> Tensor {
      w.unsqueezed(1).expanded([count, layers, network.styleDimension])
    }
    let first = mapped()
    guard Double.random(in: 0..<1, using: &draw.choice) < configuration.mixingProbability else {
      return DrawnStyles(styles: spread(first, layers), first: first, classes: classes)
    }
    let crossover = Int.random(in: 1..<layers, using: &draw.choice)
    let mixed = Tensor.concatenated(
      [spread(first, crossover), spread(mapped(), layers - crossover)], axis: 1)
    return DrawnStyles(styles: mixed, first: first, classes: classes)
  }

  /// One step of the generator.
  /// - Returns: Its loss.
  func trainGenerator(_ count: Int, _ draw: StyleDraw) throws(TrainingError) -> Double {
    var value = 0.0
    try pair.improveGenerator {
      let drawn = styles(count, draw)
      pair.generator.trackAverageStyle(drawn.first, decay: configuration.averageStyleDecay)
      let made = picture(by: pair.generator, styles: drawn.styles, noise: .drawn(draw.noise))
      let loss = AdversarialLoss.original.generator([scores(of: made, classes: drawn.classes)])
      value = loss.item
      return loss
    }
    return value
  }

  /// One step of the discriminator.
  /// - Returns: Its losses on real and made pictures.
  func trainDiscriminator(
    _ batch: StyleBatch, _ draw: StyleDraw
  ) throws(TrainingError) -> (real: Double, fake: Double) {
    var values = (real: 0.0, fake: 0.0)
    try pair.improveDiscriminator {
      let (made, classes) = withoutGradients {
        let drawn = styles(batch.pictures.shape[0], draw)
        return (
          picture(by: pair.generator, styles: drawn.styles, noise: .drawn(draw.noise)),
          drawn.classes
        )
      }
      // Apart, so that the minibatch deviation never compares made with real pictures.
      let fake = AdversarialLoss.original.discriminatorOnFake([scores(of: made, classes: classes)])
      let real = AdversarialLoss.original.discriminatorOnReal(
        [scores(of: batch.pictures, classes: batch.classes)])
      values = (real.item, fake.item)
      return real + fake
    }
    return values
  }

  /// One step of the discriminator down R1, weighted for its interval.
  /// - Returns: The squared gradient, unweighted.
  func penalizeGradients(_ batch: StyleBatch) throws(TrainingError) -> Double {
    var value = 0.0
    try pair.improveDiscriminator { () throws(TensorError) in
      let leaf = batch.pictures.requiringGradient()
      let penalty = try GradientPenalties.r1(
        scores: scores(of: leaf, classes: batch.classes), pictures: leaf
      ).mean()
      value = penalty.item
      return penalty
        * (configuration.gradientPenalty / 2 * Double(configuration.gradientPenaltyInterval))
    }
    return value
  }

  /// Ends a step of `count` pictures and moves the average.
  func finishStep(_ count: Int) {
    pair.finishStep { step in
      // A short memory at first, so that the average leaves its random start quickly.
      let halfLife = min(
        configuration.averageHalfLife, 0.1 * Double(configuration.picturesSeen(after: step)))
      return power(0.5, Double(count) / max(halfLife, 1e-8))
    }
  }
}
