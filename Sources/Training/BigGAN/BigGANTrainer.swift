public import Generators
public import Imaging
import Layers
public import Tensors

/// Trains a BigGAN (Brock et al. 2019; ajbrock/BigGAN-PyTorch `train_fns.GAN_training_function`):
/// hinge loss, some steps of the discriminator for one of the generator, orthogonal regularization.
///
/// Not Sendable: belongs to the one training thread, which has loaded the engine.
public final class BigGANTrainer: AdversarialTrainer {
  /// The losses of one step.
  public enum Loss: String, CaseIterable, Sendable {
    /// Generator: minus the mean score of its pictures.
    case generator
    /// Discriminator on real pictures.
    case real
    /// Discriminator on made pictures.
    case fake
  }

  /// Name of the family.
  public static let family = BigGANGenerator.family

  /// What the run depends on.
  public let configuration: BigGANTrainingConfiguration
  /// Generator and discriminator.
  public let pair: AdversarialPair<BigGANGenerator, ProjectionDiscriminator>

  /// Draws fresh networks from the configuration's seed.
  /// - Parameter device: Where the networks live and learn.
  /// - Throws: `TrainingError`, also for a configuration that cannot be.
  public init(
    _ configuration: BigGANTrainingConfiguration, device: Device = .cpu
  ) throws(TrainingError) {
    self.configuration = configuration
    pair = try AdversarialPair(
      configuration,
      optimizers: (
        .init(learningRate: configuration.generatorRate, beta2: 0.999),
        .init(learningRate: configuration.discriminatorRate, beta2: 0.999)
      ), device: device
    ) { random in
      (
        BigGANGenerator(configuration.generator, using: random),
        ProjectionDiscriminator(configuration.discriminator, using: random)
      )
    }
  }

  /// Some of the discriminator's for one of the generator's.
  public func optimizerSteps(after step: Int) -> (generator: Int, discriminator: Int) {
    stepsByParts(after: step)
  }

  /// Makes one step on a batch: the discriminator's steps on equal parts of it, then the
  /// generator's.
  /// - Throws: `TrainingError` when a loss is not a finite number.
  @discardableResult
  public func train(on examples: [TrainingExample]) throws(TrainingError) -> [Loss: Double] {
    try trainByParts(on: examples, averageDecay: configuration.averageDecay)
  }

  /// One row per class (the first eight): pictures of the averaged generator from the same codes;
  /// statistics are those of the sheet.
  public func sheet(of examples: [TrainingExample]) -> RGBImage {
    let classCount = configuration.generator.classCount
    let rows = min(classCount, 8)
    let columns = 8
    return withoutGradients {
      let network = pair.average.network
      var random = NumPyRandom(seed: 1)
      let dimension = configuration.generator.latentDimension
      let codes = random.normals(columns * dimension)
      let z = Tensor(
        (0..<rows).flatMap { _ in codes }, shape: [rows * columns, dimension]
      ).moved(to: device)
      let ids = (0..<rows * columns).map { $0 / columns * classCount / rows }
      let pictures = network(
        z,
        classes: network.embedded(
          Tensor(oneHot: ids, classes: classCount).moved(to: device)),
        mode: .currentStatistics)
      return SampleSheet.picture(ofBatch: pictures.moved(to: .cpu), columns: columns)
    }
  }
}

extension BigGANTrainer: CodeTrainer {
  /// Codes and classes to make pictures from.
  struct Input {
    let z: Tensor
    let classes: Tensor
    let weights: Tensor
  }

  func drawn(
    _ count: Int, noise: RandomGenerator, choice: inout SeededRandom
  ) -> Input {
    let classCount = configuration.generator.classCount
    let ids = (0..<count).map { _ in Int.random(in: 0..<classCount, using: &choice) }
    return Input(
      z: noise.normal([count, configuration.generator.latentDimension]).moved(to: device),
      classes: Tensor(ids.map(Int64.init), shape: [count]).moved(to: device),
      weights: Tensor(oneHot: ids, classes: classCount).moved(to: device))
  }

  func made(from input: Input) -> Tensor {
    pair.generator(
      input.z, classes: pair.generator.embedded(input.weights), mode: .training)
  }

  var discriminatorSteps: Int { configuration.discriminatorSteps }

  func discriminatorLoss(
    real: PictureBatch, fake: Tensor, from input: Input, share: Double,
    losses: inout [Loss: Double]
  ) -> Tensor {
    let count = fake.shape[0]
    // Both in one batch, as in the reference: one power iteration for both.
    let scores = pair.discriminator(
      Tensor.concatenated([fake, real.pictures], axis: 0),
      classes: Tensor.concatenated([input.classes, real.classes], axis: 0), mode: .training)
    let onFake = AdversarialLoss.hinge.discriminatorOnFake(
      [scores.sliced(axis: 0, from: 0, to: count)])
    let onReal = AdversarialLoss.hinge.discriminatorOnReal(
      [scores.sliced(axis: 0, from: count, to: 2 * count)])
    losses[.fake, default: 0] += onFake.item * share
    losses[.real, default: 0] += onReal.item * share
    return onFake + onReal
  }

  func generatorLoss(from input: Input, losses: inout [Loss: Double]) -> Tensor {
    let scores = pair.discriminator(
      made(from: input), classes: input.classes, mode: .training)
    let loss = AdversarialLoss.hinge.generator([scores])
    losses[.generator] = loss.item
    return loss
  }

  func regularization(of weight: Tensor, named name: String) -> Tensor? {
    guard configuration.orthogonalStrength > 0, weight.shape.count >= 2, name != "shared.weight"
    else { return nil }
    return OrthogonalRegularization.gradient(of: weight) * configuration.orthogonalStrength
  }
}
