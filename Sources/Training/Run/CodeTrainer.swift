import Generators
import Tensors

/// A trainer of pictures from drawn codes, as BigGAN's and the self-supervised GAN's: some steps of
/// the discriminator on equal parts of a batch for one of the generator.
protocol CodeTrainer: AdversarialTrainer {
  /// What pictures are made from.
  associatedtype Input

  /// Steps of the discriminator for one of the generator.
  var discriminatorSteps: Int { get }

  /// Draws what to make pictures from.
  func drawn(_ count: Int, noise: RandomGenerator, choice: inout SeededRandom) -> Input

  /// Makes pictures, in training mode.
  func made(from input: Input) -> Tensor

  /// Loss of the discriminator on one part of a batch and as many made pictures.
  /// - Parameters:
  ///   - share: What the part is of the whole step; losses are noted so weighted.
  func discriminatorLoss(
    real: PictureBatch, fake: Tensor, from input: Input, share: Double,
    losses: inout [Loss: Double]
  ) -> Tensor

  /// Loss of the generator.
  func generatorLoss(from input: Input, losses: inout [Loss: Double]) -> Tensor

  /// Gradient that is added to a weight's own; `nil` for none.
  func regularization(of weight: Tensor, named name: String) -> Tensor?
}

extension CodeTrainer {
  /// None.
  func regularization(of weight: Tensor, named name: String) -> Tensor? { nil }

  /// Some of the discriminator's for one of the generator's.
  func stepsByParts(after step: Int) -> (generator: Int, discriminator: Int) {
    (step, step * discriminatorSteps)
  }

  /// Makes one step on a batch: the discriminator's steps on equal parts of it, then the
  /// generator's.
  /// - Throws: `TrainingError` when a loss is not a finite number.
  func trainByParts(
    on examples: [TrainingExample], averageDecay: Double
  ) throws(TrainingError) -> [Loss: Double] {
    let batch = PictureBatch(examples, device: device)
    var choice = SeededRandom(seed: configuration.seed ^ 0x5eed, stream: UInt64(step))
    let noise = RandomGenerator(seed: choice.next())
    let parts = discriminatorSteps
    let count = configuration.batchSize / parts
    var losses: [Loss: Double] = [:]
    for index in 0..<parts {
      let part = batch.part(index, of: parts)
      let input = drawn(count, noise: noise, choice: &choice)
      let fake = withoutGradients { made(from: input) }
      try pair.improveDiscriminator {
        discriminatorLoss(
          real: part, fake: fake, from: input, share: 1 / Double(parts), losses: &losses)
      }
    }
    let input = drawn(count, noise: noise, choice: &choice)
    try pair.improveGenerator {
      generatorLoss(from: input, losses: &losses)
    } adding: { name, weight in
      regularization(of: weight, named: name)
    }
    try requireFinite(losses)
    pair.finishStep(averageDecay: averageDecay)
    return losses
  }
}
