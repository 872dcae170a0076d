public import Generators
import Imaging
import Layers
public import Tensors

/// Trains a pix2pixHD generator, its feature encoder and a discriminator together (Wang et al.
/// 2018, §3; ReferenceSystems article), one step per call.
///
/// Beside the reference: an L1 on the picture's pyramid stands in for the perceptual loss, which
/// needs weights nobody may ship (whoever has them gives the file); a share of the objects gets the neutral feature.
///
/// Not Sendable: belongs to the one training thread, which has loaded the engine.
public final class Pix2PixHDTrainer: Trainer {
  /// The losses of one step.
  public enum Loss: String, CaseIterable, Sendable {
    /// Generator's adversarial loss.
    case adversarial
    /// Feature matching, weighted.
    case features
    /// Pyramid L1, weighted.
    case pyramid
    /// Perceptual loss, weighted; only with a network for it.
    case perceptual
    /// L1 between features and mean colours, weighted.
    case anchor
    /// Discriminator on real pictures.
    case real
    /// Discriminator on made pictures.
    case fake
  }

  /// Name of the family.
  public static let family = "pix2pixhd"

  /// What the run depends on.
  public let configuration: Pix2PixHDTrainingConfiguration
  /// The networks being trained.
  public let networks: Pix2PixHDNetworks
  /// The averaged networks.
  public let average: MovingAverage<Pix2PixHDNetworks>
  /// Steps made so far.
  public private(set) var step = 0
  private let discriminator: MultiscaleDiscriminator
  private let perceptual: (any PerceptualDistance)?
  /// Makes pictures of the global generator's features while it learns alone.
  private let globalHead: GlobalHead?
  private let inner: LearningPart
  private let outer: LearningPart
  private let judge: LearningPart
  private let device: Device

  /// Draws fresh networks from the configuration's seed.
  /// - Parameter device: Where the networks live and learn.
  /// - Throws: `TrainingError`.
  public init(
    _ configuration: Pix2PixHDTrainingConfiguration, device: Device = .cpu
  ) throws(TrainingError) {
    self.configuration = configuration
    self.device = device
    if let file = configuration.perceptualNetwork {
      perceptual = try PerceptualNetwork.read(file, device: device)
    } else {
      perceptual = nil
    }
    let random = RandomGenerator(seed: configuration.seed)
    networks = try Pix2PixHDNetworks(configuration.generator, using: random).learning(on: device)
    discriminator = try MultiscaleDiscriminator(
      configuration.discriminator, initialization: .normal(deviation: 0.02), using: random
    ).learning(on: device)
    globalHead =
      configuration.generator.enhancers > 0
      ? try GlobalHead(width: configuration.generator.globalWidth, using: random)
        .learning(on: device) : nil
    average = try TrainingError.naming { [networks] () throws(ParameterError) in
      try MovingAverage(of: networks)
    }
    func isOuter(_ entry: ParameterCollector.Entry) -> Bool {
      entry.name.hasPrefix("generator.model") && !entry.name.hasPrefix("generator.model.")
    }
    let entries = networks.parameters()
    inner = LearningPart(entries.filter { !isOuter($0) } + (globalHead?.parameters() ?? []))
    outer = LearningPart(entries.filter(isOuter))
    judge = LearningPart(discriminator.parameters())
  }

  /// Learned numbers of generator and encoder.
  public var parameterCount: Int { networks.parameterCount }

  /// Networks, averages and moments.
  public var savedTensors: [SavedTensor] {
    networks.savedTensors("networks") + average.network.savedTensors("average")
      + discriminator.savedTensors("discriminator")
      + (globalHead?.savedTensors("head") ?? []) + inner.optimizer.savedTensors("adam")
      + outer.optimizer.savedTensors("enhancers") + judge.optimizer.savedTensors("judge")
  }

  /// Goes on from a step whose tensors are in place.
  public func resume(atStep step: Int) {
    self.step = step
    // Moments forget how often they were moved: each part counts the steps it has learned in.
    let schedule = configuration.schedule
    let stages = (0..<step).lazy.map { schedule.stage(after: $0 * self.configuration.batchSize) }
    inner.optimizer.resume(atStep: stages.count { $0 != .enhancers })
    outer.optimizer.resume(atStep: stages.count { $0 != .global })
    judge.optimizer.resume(atStep: step)
  }

  /// Makes one step on a batch.
  /// - Throws: `TrainingError` when a loss is not a finite number; the networks are then spoiled
  ///   and the last checkpoint is where to go on.
  @discardableResult
  public func train(on examples: [TrainingExample]) throws(TrainingError) -> [Loss: Double] {
    let batch = SemanticBatch(examples, for: configuration.generator.layout, device: device)
    var choice = SeededRandom(seed: configuration.seed ^ 0x5eed, stream: UInt64(step))
    let part =
      configuration.crop.map {
        batch.cropped(to: .random(side: $0, in: examples[0].image.bounds, using: &choice))
      } ?? batch
    let stage = configuration.schedule.stage(after: picturesSeen)
    for part in [inner, outer, judge] {
      part.optimizer.learningRate = configuration.schedule.rate(after: picturesSeen)
    }
    var seen: [Loss: Tensor] = [:]
    do throws(TensorError) {
      let view = try trainGenerator(on: part, stage: stage, choice: &choice, losses: &seen)
      try trainDiscriminator(on: view, losses: &seen)
    } catch {
      throw TrainingError(error.description)
    }
    let losses = seen.readTogether()
    try requireFinite(losses)
    step += 1
    // A short memory at first, so that the average leaves its random start quickly.
    average.update(decay: min(configuration.averageDecay, Double(1 + step) / Double(10 + step)))
    return losses
  }

  /// What the discriminator sees of a step; nothing records gradients of the generator.
  private struct View {
    let semantics: Tensor
    let fake: Tensor
    let real: Tensor
  }

  private var type: ElementType { configuration.usesBFloat16 ? .bfloat16 : .float32 }

  private func trainGenerator(
    on part: SemanticBatch, stage: Pix2PixHDSchedule.Stage, choice: inout SeededRandom,
    losses: inout [Loss: Tensor]
  ) throws(TensorError) -> View {
    var failure: TensorError?
    let view = withGradients { () -> View in
      var semantics = part.semantics()
      var real = part.pictures
      let conditioned = generatorInput(semantics, of: part, choice: &choice)
      let input = conditioned.input.converted(to: type).channelsLast()
      let fake: Tensor
      if stage == .global, let globalHead {
        func halved(_ tensor: Tensor) -> Tensor {
          (0..<configuration.generator.enhancers).reduce(tensor) { small, _ in
            small.averagePooled(kernel: 3, stride: 2, padding: 1, countsPadding: false)
          }
        }
        (semantics, real) = (halved(semantics), halved(real))
        fake = globalHead(networks.generator.global(halved(input), mode: .training, checkpoint: {}))
          .converted(to: .float32)
      } else {
        fake = networks.generator(input, mode: .training).converted(to: .float32)
      }
      let judged = judge(semantics: semantics, fake: fake, real: real)
      let adversarial = configuration.adversarial.generator(judged, over: configuration.scales)
      let features =
        ReconstructionLosses.featureMatching(fake: judged.fake, real: judged.real)
        * configuration.featureWeight
      let pyramid =
        ReconstructionLosses.pyramid(fake: fake, real: real) * configuration.pyramidWeight
      losses[.adversarial] = adversarial.detached()
      losses[.features] = features.detached()
      losses[.pyramid] = pyramid.detached()
      var total = adversarial + features + pyramid
      if let perceptual {
        let seen = perceptual(fake: fake, real: real) * (configuration.perceptualWeight ?? 10)
        losses[.perceptual] = seen.detached()
        total = total + seen
      }
      if let anchor = conditioned.anchor {
        losses[.anchor] = anchor.detached()
        total = total + anchor
      }
      do throws(TensorError) {
        switch stage {
        case .global: try LearningPart.step([inner], down: total)
        case .enhancers: try LearningPart.step([outer], down: total)
        case .all: try LearningPart.step([inner, outer], down: total)
        }
      } catch {
        failure = error
      }
      return View(semantics: semantics, fake: fake.detached(), real: real)
    }
    if let failure { throw failure }
    return view
  }

  /// Map and features, `[N, C, H, W]`; features are those of the picture itself, except for a share
  /// of the objects, which get zeros. Beside it the anchor's loss, where there is one.
  private func generatorInput(
    _ semantics: Tensor, of part: SemanticBatch, choice: inout SeededRandom
  ) -> (input: Tensor, anchor: Tensor?) {
    guard let encoder = networks.encoder else { return (semantics, nil) }
    let regions = InstanceRegions(part.regions())
    let raw = encoder.raw(part.pictures.converted(to: type).channelsLast(), mode: .training)
    let means = regions.means(of: raw)
    let keeps = (0..<regions.count).map { _ -> Float in
      Double.random(in: 0..<1, using: &choice) < configuration.neutralShare ? 0 : 1
    }
    let kept = means * Tensor(keeps, shape: [regions.count, 1]).moved(to: device)
    let input = Tensor.concatenated([semantics, regions.painted(kept)], axis: 1)
    guard configuration.anchorWeight > 0 else { return (input, nil) }
    let shared = min(3, means.shape[1])
    let colors = regions.means(of: part.pictures).sliced(axis: 1, from: 0, to: shared)
    let distance = (means.sliced(axis: 1, from: 0, to: shared) - colors).absolute().mean()
    return (input, distance * configuration.anchorWeight)
  }

  private func trainDiscriminator(
    on view: View, losses: inout [Loss: Tensor]
  ) throws(TensorError) {
    var failure: TensorError?
    withGradients {
      let judged = judge(semantics: view.semantics, fake: view.fake, real: view.real)
      let loss = configuration.adversarial.discriminator(judged, over: configuration.scales)
      losses[.real] = loss.real.detached()
      losses[.fake] = loss.fake.detached()
      do throws(TensorError) {
        try LearningPart.step([judge], down: (loss.real + loss.fake) * 0.5)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
  }

  private func judge(
    semantics: Tensor, fake: Tensor, real: Tensor
  ) -> MultiscaleDiscriminator.Judgement {
    discriminator.judged(semantics: semantics, fake: fake, real: real, type: type)
  }
}

/// The 7×7 convolution that shows what the inside of the enhancers makes, as the global generator's
/// own would.
struct GlobalHead: Parameterized {
  private var convolution: Conv2D

  init(width: Int, using random: RandomGenerator) {
    convolution = Conv2D(
      width, 3, kernel: 7, initialization: .normal(deviation: 0.02), using: random)
  }

  /// - Parameter features: `[N, width, H, W]`.
  /// - Returns: `[N, 3, H, W]`, −1…1.
  func callAsFunction(_ features: Tensor) -> Tensor {
    convolution(features.reflectionPadded(3), mode: .training).tanh()
  }

  mutating func visit(_ visitor: inout some ParameterVisitor, at path: ParameterPath)
    throws(ParameterError)
  {
    try convolution.visit(&visitor, at: path)
  }
}
