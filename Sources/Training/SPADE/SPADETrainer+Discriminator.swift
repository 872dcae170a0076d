import Generators
import Layers
import Tensors

/// The discriminators' part of a step.
extension SPADETrainer {
  /// One step of both discriminators on real pictures and on made ones.
  func trainDiscriminator(
    on part: SemanticBatch, fake: Tensor, choice: inout SeededRandom,
    losses: inout [Loss: Tensor]
  ) throws(TrainingError) {
    let interval = max(1, configuration.r1Interval ?? 16)
    let isPenalized = step % interval == 0
    let view = DifferentiableAugmentation(
      configuration.augments ?? false, pictures: configuration.batchSize, using: &choice)
    try pair.improveDiscriminator { () throws(TensorError) in
      let semantics = part.semantics()
      let judged = judge(semantics: semantics, fake: view(fake), real: view(part.pictures))
      let loss = configuration.adversarial.discriminator(judged)
      losses[.real] = loss.real.detached()
      losses[.fake] = loss.fake.detached()
      var total = loss.real + loss.fake
      if let segmentation = pair.discriminator.segmentation {
        let segments = segmentsLoss(
          segmentation, semantics: semantics, fake: view(fake), real: view(part.pictures),
          using: &choice)
        total = total + segments * (configuration.segmentationWeight ?? 1)
        losses[.segments] = segments.detached()
      }
      guard let weight = configuration.r1Weight, weight > 0, isPenalized else { return total }
      let penalty = try penalty(semantics: semantics, real: view(part.pictures))
      losses[.r1] = penalty.detached()
      return total + penalty * (weight / 2 * Double(interval))
    }
  }

  func segmentationLoss(_ semantics: Tensor) -> SegmentationLoss {
    SegmentationLoss(
      oneHot: semantics.sliced(axis: 1, from: 0, to: configuration.generator.labelChannels))
  }

  /// Real pixels are their labels, made ones are made, and mixtures of both by labels are what their
  /// parts are.
  private func segmentsLoss(
    _ segmentation: SegmentationDiscriminator, semantics: Tensor, fake: Tensor, real: Tensor,
    using choice: inout SeededRandom
  ) -> Tensor {
    let loss = segmentationLoss(semantics)
    let mask = loss.mask(using: &choice)
    let mixed = real * mask + fake * (1 - mask)
    let count = real.shape[0]
    let scores = segmentation(
      .concatenated([real, fake, mixed], axis: 0), mode: .training, type: type)
    func part(_ index: Int) -> Tensor {
      scores.sliced(axis: 0, from: index * count, to: (index + 1) * count)
    }
    let consistency = SegmentationLoss.mixing(
      mixed: part(2), real: part(0), fake: part(1), mask: mask)
    return loss.asMap(part(0)) + loss.asMade(part(1))
      + consistency * (configuration.mixingWeight ?? 10)
  }

  /// R1 of the full-size scale and of the others together: the squared gradient of the sum of
  /// scores by the real pictures, per picture and score. In float32, for it is differentiated again.
  private func penalty(semantics: Tensor, real: Tensor) throws(TensorError) -> Tensor {
    let pictures = real.requiringGradient()
    let scales = pair.discriminator.patches(
      semantics: semantics, picture: pictures, mode: .training)
    let scores = scales.compactMap(\.last)
    let count = scores.reduce(0) { $0 + $1.count } / real.shape[0]
    let sum = scores.dropFirst().reduce(scores[0].sum()) { $0 + $1.sum() }
    return try GradientPenalties.r1(scores: sum, pictures: pictures).mean() / Double(count)
  }
}
