public import Generators
import Imaging
import Layers
import Layouts
public import Tensors

/// Trains a SPADE generator, its encoder and its discriminator (Park et al. 2019, §A; SYSTEMS
/// §1.4), one step per call.
///
/// Not Sendable: belongs to the one training thread, which has loaded the engine.
public final class SPADETrainer: Trainer {
  /// The losses of one step.
  public enum Loss: String, CaseIterable, Sendable {
    /// Generator's adversarial loss.
    case adversarial
    /// Feature matching, weighted.
    case features
    /// Pyramid L1, weighted.
    case pyramid
    /// Divergence per picture in nats, unweighted.
    case divergence
    /// Discriminator on real pictures.
    case real
    /// Discriminator on made pictures.
    case fake
  }

  /// Name of the family.
  public static let family = SPADEModel.family

  /// What the run depends on.
  public let configuration: SPADETrainingConfiguration
  /// The networks being trained.
  public let networks: SPADENetworkPair
  /// The discriminator being trained.
  public let discriminator: MultiscaleDiscriminator
  /// The averaged networks.
  public let average: MovingAverage<SPADENetworkPair>
  private let generatorOptimizer: Adam
  private let discriminatorOptimizer: Adam
  /// Steps made so far.
  public private(set) var step = 0
  private let device: Device
  private let learned: [Tensor]
  private let judging: [Tensor]

  /// Draws fresh networks from the configuration's seed.
  /// - Parameter device: Where the networks live and learn.
  /// - Throws: `TrainingError`.
  public init(
    _ configuration: SPADETrainingConfiguration, device: Device = .cpu
  ) throws(TrainingError) {
    self.configuration = configuration
    self.device = device
    let random = RandomGenerator(seed: configuration.seed)
    var networks = SPADENetworkPair.drawn(configuration, using: random)
    var discriminator = MultiscaleDiscriminator(configuration.discriminator, using: random)
    do throws(ParameterError) {
      var mover = DeviceMover(to: device)
      try networks.visit(&mover, at: .root)
      try discriminator.visit(&mover, at: .root)
      var recorder = GradientRecorder()
      try networks.visit(&recorder, at: .root)
      try discriminator.visit(&recorder, at: .root)
      average = try MovingAverage(of: networks)
    } catch {
      throw TrainingError(error.description)
    }
    self.networks = networks
    self.discriminator = discriminator
    let entries = networks.parameters()
    let judgeEntries = discriminator.parameters()
    generatorOptimizer = Adam(entries, learningRate: configuration.generatorRate)
    discriminatorOptimizer = Adam(judgeEntries, learningRate: configuration.discriminatorRate)
    learned = entries.filter { $0.kind == .learned }.map(\.tensor)
    judging = judgeEntries.filter { $0.kind == .learned }.map(\.tensor)
  }

  /// Learned numbers of generator and encoder.
  public var parameterCount: Int { networks.parameterCount }

  /// Networks, averages and moments.
  public var savedTensors: [SavedTensor] {
    networks.savedTensors("networks") + average.network.savedTensors("average")
      + discriminator.savedTensors("discriminator")
      + generatorOptimizer.savedTensors("adam") + discriminatorOptimizer.savedTensors("judge")
  }

  /// Goes on from a step whose tensors are in place.
  public func resume(atStep step: Int) {
    self.step = step
    generatorOptimizer.resume(atStep: step)
    discriminatorOptimizer.resume(atStep: step)
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
    var losses: [Loss: Double] = [:]
    do throws(TensorError) {
      let fake = try trainGenerator(
        on: part, whole: batch.pictures, cells: cells, noise: noise, losses: &losses)
      try trainDiscriminator(on: part, fake: fake, losses: &losses)
    } catch {
      throw TrainingError(error.description)
    }
    try requireFinite(losses)
    step += 1
    // A short memory at first, so that the average leaves its random start quickly.
    average.update(decay: min(configuration.averageDecay, Double(1 + step) / Double(10 + step)))
    return losses
  }

  private var type: ElementType { configuration.usesBFloat16 ? .bfloat16 : .float32 }

  private func trainGenerator(
    on part: SemanticBatch, whole: Tensor, cells: PixelRect?, noise: RandomGenerator,
    losses: inout [Loss: Double]
  ) throws(TensorError) -> Tensor {
    var failure: TensorError?
    let fake = withGradients { () -> Tensor in
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
        losses[.divergence] = divergence.item
        let warm = min(
          1, Double(picturesSeen) / Double(max(1, configuration.divergenceWarmUp)))
        total = total + divergence * (configuration.divergenceWeight * warm)
      }
      let semantics = part.semantics()
      let source = modulationSource(for: part, semantics: semantics)
      let fake = networks.generator(
        source, latent: latent, mode: .training, type: type, startCells: cells)
      let judged = judge(semantics: semantics, fake: fake, real: part.pictures)
      let adversarial = configuration.adversarial.generator(judged.fake.map { $0.last ?? $0[0] })
      func comparable(_ scales: [[Tensor]]) -> [[Tensor]] {
        scales.map { $0.map { $0.sliced(axis: 0, from: 0, to: compared) } }
      }
      let features =
        ReconstructionLosses.featureMatching(
          fake: comparable(judged.fake), real: comparable(judged.real))
        * configuration.featureWeight
      let pyramid =
        ReconstructionLosses.pyramid(
          fake: fake.sliced(axis: 0, from: 0, to: compared),
          real: part.pictures.sliced(axis: 0, from: 0, to: compared))
        * configuration.pyramidWeight
      total = total + adversarial + features + pyramid
      losses[.adversarial] = adversarial.item
      losses[.features] = features.item
      losses[.pyramid] = pyramid.item
      do throws(TensorError) {
        generatorOptimizer.step(try gradients(of: [total], withRespectTo: learned))
      } catch {
        failure = error
      }
      return fake.detached()
    }
    if let failure { throw failure }
    return fake
  }

  private func trainDiscriminator(
    on part: SemanticBatch, fake: Tensor, losses: inout [Loss: Double]
  ) throws(TensorError) {
    var failure: TensorError?
    withGradients {
      let judged = judge(semantics: part.semantics(), fake: fake, real: part.pictures)
      let real = configuration.adversarial.discriminatorOnReal(
        judged.real.map { $0.last ?? $0[0] })
      let made = configuration.adversarial.discriminatorOnFake(
        judged.fake.map { $0.last ?? $0[0] })
      losses[.real] = real.item
      losses[.fake] = made.item
      do throws(TensorError) {
        discriminatorOptimizer.step(try gradients(of: [real + made], withRespectTo: judging))
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
  }

  private func judge(
    semantics: Tensor, fake: Tensor, real: Tensor
  ) -> (fake: [[Tensor]], real: [[Tensor]]) {
    discriminator.judged(semantics: semantics, fake: fake, real: real, type: type)
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
    guard let side = configuration.cropCells else { return nil }
    let generator = configuration.generator
    let width = min(side, generator.startWidth)
    let height = min(side, generator.startHeight)
    return PixelRect(
      x: Int.random(in: 0...(generator.startWidth - width), using: &random),
      y: Int.random(in: 0...(generator.startHeight - height), using: &random),
      width: width, height: height)
  }

  private func pixels(of cells: PixelRect) -> PixelRect {
    let factor = 1 << configuration.generator.upsampling.doublings
    return PixelRect(
      x: cells.x * factor, y: cells.y * factor, width: cells.width * factor,
      height: cells.height * factor)
  }
}
