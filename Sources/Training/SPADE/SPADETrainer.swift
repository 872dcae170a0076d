public import Generators
import Imaging
import Layers
import Layouts
public import Tensors

/// Trains a SPADE generator, its encoder and its discriminator (Park et al. 2019, §A;
/// ReferenceSystems article), one step per call.
///
/// Not Sendable: belongs to the one training thread, which has loaded the engine.
public final class SPADETrainer: AdversarialTrainer {
  /// The losses of one step.
  public enum Loss: String, CaseIterable, Sendable {
    /// Generator's adversarial loss.
    case adversarial
    /// Feature matching, weighted.
    case features
    /// Pyramid L1, weighted.
    case pyramid
    /// Distance of what a trained network sees, weighted.
    case perceptual
    /// Divergence per picture in nats, unweighted.
    case divergence
    /// Discriminator on real pictures.
    case real
    /// Discriminator on made pictures.
    case fake
    /// R1 penalty, unweighted; in steps that have one.
    case r1
    /// Generator's loss by the discriminator that segments, unweighted.
    case labels
    /// That discriminator's loss, LabelMix included, unweighted.
    case segments
  }

  /// Name of the family.
  public static let family = SPADEModel.family

  /// What the run depends on.
  public let configuration: SPADETrainingConfiguration
  /// Generator with encoder, and discriminators.
  public let pair: AdversarialPair<SPADENetworkPair, SPADEJudges>
  private let perceptual: (any PerceptualDistance)?
  /// The networks being trained.
  public var networks: SPADENetworkPair { pair.generator }
  /// The averaged networks.
  public var average: MovingAverage<SPADENetworkPair> { pair.average }

  /// Draws fresh networks from the configuration's seed.
  /// - Parameter device: Where the networks live and learn.
  /// - Throws: `TrainingError`.
  public init(
    _ configuration: SPADETrainingConfiguration, device: Device = .cpu
  ) throws(TrainingError) {
    self.configuration = configuration
    if let file = configuration.perceptualNetwork {
      perceptual = try PerceptualNetwork.read(file, device: device)
    } else {
      perceptual = nil
    }
    pair = try AdversarialPair(
      configuration,
      optimizers: (
        .init(learningRate: configuration.generatorRate),
        .init(learningRate: configuration.discriminatorRate)
      ), device: device
    ) { random in
      (
        SPADENetworkPair.drawn(configuration, using: random),
        SPADEJudges(configuration, using: random)
      )
    }
  }

  /// Makes one step on a batch.
  /// - Throws: `TrainingError` when a loss is not a finite number; the networks are then spoiled
  ///   and the last checkpoint is where to go on.
  @discardableResult
  public func train(on examples: [TrainingExample]) throws(TrainingError) -> [Loss: Double] {
    let batch = SemanticBatch(examples, for: configuration.generator.layout, device: device)
    var choice = SeededRandom(seed: configuration.seed ^ 0x5eed, stream: UInt64(step))
    let noise = RandomGenerator(seed: choice.next())
    let cells = chosenCells(using: &choice)
    let part = cells.map { batch.cropped(to: pixels(of: $0)) } ?? batch
    var seen: [Loss: Tensor] = [:]
    let fake = try trainGenerator(
      on: part, whole: batch.pictures, cells: cells, noise: noise, choice: &choice,
      losses: &seen)
    try trainDiscriminator(on: part, fake: fake, choice: &choice, losses: &seen)
    let losses = seen.readTogether()
    try requireFinite(losses)
    pair.finishStep(averageDecay: configuration.averageDecay)
    return losses
  }

  var type: ElementType { configuration.usesBFloat16 ? .bfloat16 : .float32 }

  private func trainGenerator(
    on part: SemanticBatch, whole: Tensor, cells: PixelRect?, noise: RandomGenerator,
    choice: inout SeededRandom, losses: inout [Loss: Tensor]
  ) throws(TrainingError) -> Tensor {
    var made = Tensor.zeros([])
    let pixelNoise =
      configuration.generator.hasNoise
      ? PixelNoise(
        seeds: (0..<configuration.batchSize).map { _ in
          UInt32(truncatingIfNeeded: choice.next())
        }) : nil
    let phases = (0..<3).map { _ in
      (row: Int(choice.next() & 1), column: Int(choice.next() & 1))
    }
    let view = DifferentiableAugmentation(
      configuration.augments ?? false, pictures: configuration.batchSize, using: &choice)
    try pair.improveGenerator {
      let count = configuration.batchSize
      let fromPrior =
        networks.encoder == nil ? 0 : Int(Double(count) * configuration.priorShare)
      let compared = count - fromPrior
      var total = Tensor.scalar(0)
      var latent: Tensor?
      if let encoder = networks.encoder {
        let code = encoder(
          whole.sliced(axis: 0, from: 0, to: compared), mode: .training, type: type)
        let epsilon = noise.normal([count, configuration.generator.latentDimension])
          .moved(to: device)
        let sampled = ConvEncoder.sample(
          mean: code.mean, logVariance: code.logVariance,
          noise: epsilon.sliced(axis: 0, from: 0, to: compared))
        latent = Tensor.concatenated(
          [sampled, epsilon.sliced(axis: 0, from: compared, to: count)], axis: 0)
        let divergence = ReconstructionLosses.divergence(
          mean: code.mean, logVariance: code.logVariance, freeNats: configuration.freeNats)
        losses[.divergence] = divergence.detached()
        let warm = min(
          1, Double(picturesSeen) / Double(max(1, configuration.divergenceWarmUp)))
        total = total + divergence * (configuration.divergenceWeight * warm)
      }
      let semantics = part.semantics()
      let source = modulationSource(for: part, semantics: semantics)
      let fake = networks.generator(
        source, latent: latent, noise: pixelNoise, mode: .training, type: type,
        startCells: cells)
      let judged = judge(
        semantics: semantics, fake: view(fake), real: view(part.pictures))
      let adversarial = configuration.adversarial.generator(judged)
      func comparable(_ scales: [[Tensor]]) -> [[Tensor]] {
        scales.map { $0.map { $0.sliced(axis: 0, from: 0, to: compared) } }
      }
      let features =
        ReconstructionLosses.featureMatching(
          fake: comparable(judged.fake), real: comparable(judged.real))
        * configuration.featureWeight
      let both = (
        fake: fake.sliced(axis: 0, from: 0, to: compared),
        real: part.pictures.sliced(axis: 0, from: 0, to: compared)
      )
      let pyramid =
        (configuration.hasSmoothPyramid ?? false
          ? ReconstructionLosses.smoothPyramid(fake: both.fake, real: both.real, phases: phases)
          : ReconstructionLosses.pyramid(fake: both.fake, real: both.real))
        * configuration.pyramidWeight
      total = total + adversarial + features + pyramid
      if let perceptual, let weight = configuration.perceptualWeight {
        let distance = perceptual(fake: both.fake, real: both.real) * weight
        total = total + distance
        losses[.perceptual] = distance.detached()
      }
      if let segmentation = pair.discriminator.segmentation {
        let scores = segmentation(view(fake), mode: .training, type: type)
        let loss = segmentationLoss(semantics).asMap(scores)
        total = total + loss * (configuration.segmentationWeight ?? 1)
        losses[.labels] = loss.detached()
      }
      losses[.adversarial] = adversarial.detached()
      losses[.features] = features.detached()
      losses[.pyramid] = pyramid.detached()
      made = fake.detached()
      return total
    }
    return made
  }

  func judge(
    semantics: Tensor, fake: Tensor, real: Tensor
  ) -> MultiscaleDiscriminator.Judgement {
    pair.discriminator.patches.judged(semantics: semantics, fake: fake, real: real, type: type)
  }

  /// Where γ and β come from in training.
  private func modulationSource(
    for part: SemanticBatch, semantics: Tensor
  ) -> any ModulationSource {
    let plain = SemanticPyramid(
      semantics, type: type, wideBelow: SPADEGenerator.wideBelowInTraining)
    // The tables' kernels run on the CPU.
    guard configuration.usesTables ?? true, device == .cpu else { return plain }
    return TrainingTables(
      part.symbolMaps(), hasEdges: configuration.generator.usesInstanceEdges, plain: plain)
  }

  private func chosenCells(using random: inout SeededRandom) -> PixelRect? {
    let generator = configuration.generator
    let grid = PixelRect(
      x: 0, y: 0, width: generator.startWidth, height: generator.startHeight)
    return configuration.cropCells.map { .random(side: $0, in: grid, using: &random) }
  }

  private func pixels(of cells: PixelRect) -> PixelRect {
    let factor = 1 << configuration.generator.upsampling.doublings
    return PixelRect(
      x: cells.x * factor, y: cells.y * factor, width: cells.width * factor,
      height: cells.height * factor)
  }
}
