public import Generators
public import Imaging
import Layers
public import Tensors

/// Trains a self-supervised GAN (Chen et al. 2019): hinge loss, and both networks are also asked by
/// how much a picture is turned: the discriminator about real pictures, the generator so that its
/// pictures can be told.
///
/// Not Sendable: belongs to the one training thread, which has loaded the engine.
public final class SelfSupervisedTrainer: AdversarialTrainer {
  /// The losses of one step.
  public enum Loss: String, CaseIterable, Sendable {
    /// Generator: minus the mean score of its pictures.
    case generator
    /// Discriminator on real pictures.
    case real
    /// Discriminator on made pictures.
    case fake
    /// Cross entropy of turned real pictures, unweighted.
    case realRotation = "real turned"
    /// Cross entropy of turned made pictures, unweighted.
    case fakeRotation = "fake turned"
    /// Share of turned real pictures whose rotation is told right.
    case accuracy
  }

  /// Name of the family.
  public static let family = SelfSupervisedGenerator.family

  /// What the run depends on.
  public let configuration: SelfSupervisedTrainingConfiguration
  /// Generator and discriminator.
  public let pair: AdversarialPair<SelfSupervisedGenerator, RotationDiscriminator>

  /// Draws fresh networks from the configuration's seed.
  /// - Parameter device: Where the networks live and learn.
  /// - Throws: `TrainingError`, also for a configuration that cannot be.
  public init(
    _ configuration: SelfSupervisedTrainingConfiguration, device: Device = .cpu
  ) throws(TrainingError) {
    self.configuration = configuration
    pair = try AdversarialPair(
      configuration,
      optimizers: (
        .init(learningRate: configuration.generatorRate, beta2: 0.9),
        .init(learningRate: configuration.discriminatorRate, beta2: 0.9)
      ), device: device
    ) { random in
      (
        SelfSupervisedGenerator(configuration.generator, using: random),
        RotationDiscriminator(configuration.discriminator, using: random)
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

  /// Pictures of the averaged generator, eight in a row; statistics are those of the sheet.
  public func sheet(of examples: [TrainingExample]) -> RGBImage {
    withoutGradients {
      var random = NumPyRandom(seed: 1)
      let dimension = configuration.generator.latentDimension
      let z = Tensor(random.normals(32 * dimension), shape: [32, dimension]).moved(to: device)
      let pictures = pair.average.network(z, mode: .currentStatistics)
      return SampleSheet.picture(ofBatch: pictures.moved(to: .cpu), columns: 8)
    }
  }
}

extension SelfSupervisedTrainer: CodeTrainer {
  var discriminatorSteps: Int { configuration.discriminatorSteps }

  func drawn(_ count: Int, noise: RandomGenerator, choice: inout SeededRandom) -> Tensor {
    noise.normal([count, configuration.generator.latentDimension]).moved(to: device)
  }

  func made(from input: Tensor) -> Tensor { pair.generator(input, mode: .training) }

  /// Hinge on upright pictures, cross entropy on turned real ones.
  func discriminatorLoss(
    real batch: PictureBatch, fake: Tensor, from input: Tensor, share: Double,
    losses: inout [Loss: Double]
  ) -> Tensor {
    let real = batch.pictures
    let discriminator = pair.discriminator
    let onReal = AdversarialLoss.hinge.discriminatorOnReal(
      [discriminator(real, mode: .training).score])
    let onFake = AdversarialLoss.hinge.discriminatorOnFake(
      [discriminator(fake, mode: .training).score])
    losses[.real, default: 0] += onReal.item * share
    losses[.fake, default: 0] += onFake.item * share
    guard configuration.discriminatorRotation > 0 else { return onReal + onFake }
    let turned = RotationTask.turned(real)
    let answers = turned.answers.moved(to: device)
    let told = discriminator(turned.pictures, mode: .training).rotation
    let rotation = told.crossEntropy(with: answers)
    losses[.realRotation, default: 0] += rotation.item * share
    losses[.accuracy, default: 0] += RotationTask.accuracy(of: told, answers: answers) * share
    return onReal + onFake + rotation * configuration.discriminatorRotation
  }

  /// Minus the score of upright pictures, cross entropy of turned ones.
  func generatorLoss(from input: Tensor, losses: inout [Loss: Double]) -> Tensor {
    let fake = made(from: input)
    let adversarial = AdversarialLoss.hinge.generator(
      [pair.discriminator(fake, mode: .training).score])
    losses[.generator] = adversarial.item
    guard configuration.generatorRotation > 0 else { return adversarial }
    let turned = RotationTask.turned(fake)
    let rotation = pair.discriminator(turned.pictures, mode: .training).rotation
      .crossEntropy(with: turned.answers.moved(to: device))
    losses[.fakeRotation] = rotation.item
    return adversarial + rotation * configuration.generatorRotation
  }
}
