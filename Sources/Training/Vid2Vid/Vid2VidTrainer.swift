public import Checkpoints
public import Generators
import Imaging
import Layers
public import Tensors

/// Trains vid2vid's generators against a discriminator of pictures and some of motion (Wang et al.
/// 2018, §3; ReferenceSystems article), one stretch of a film per step; each of its frames moves the
/// weights, and memories are cut off between frames.
///
/// Beside the reference: flows are known from scenes, not estimated; only a share of the stretches
/// begins from nothing; an L1 on the picture's pyramid stands in for the perceptual loss, which needs
/// weights nobody may ship (whoever has them gives the file); every network is judged once per frame,
/// its loss and the generator's taken from the same scores, as there.
///
/// Not Sendable: belongs to the one training thread, which has loaded the engine.
public final class Vid2VidTrainer: Trainer {
  /// The losses of one step, each a mean over its frames, weighted.
  public enum Loss: String, CaseIterable, Sendable {
    /// Generator against the discriminator of pictures.
    case adversarial
    /// Feature matching in it.
    case features
    /// Generator against the discriminators of motion.
    case motion
    /// Feature matching in them.
    case motionFeatures
    /// Pyramid L1.
    case pyramid
    /// Perceptual loss; only with a network for it.
    case perceptual
    /// The flow beside the known one.
    case flow
    /// The earlier real picture, moved along the flow, beside the real one.
    case realWarp
    /// The made picture beside the one made before, moved along the known flow.
    case resultWarp
    /// What is new where nothing needs to be.
    case weight
    /// Discriminator of pictures on real ones.
    case real
    /// Discriminator of pictures on made ones.
    case fake
  }

  /// Name of the family.
  public static let family = Vid2VidModel.family

  /// What the run depends on.
  public let configuration: Vid2VidTrainingConfiguration
  /// The generators being trained.
  public let generator: Vid2VidGenerator
  /// The averaged generators.
  public let average: MovingAverage<Vid2VidGenerator>
  /// Steps made so far.
  public private(set) var step = 0
  /// Looks at pictures with their maps.
  let pictureJudge: Vid2VidDiscriminator
  /// Look at motion, by temporal scale.
  let motionJudges: [Vid2VidDiscriminator]
  /// Compares pictures; `nil` without its file.
  let perceptual: (any PerceptualDistance)?
  let device: Device
  private let finest: LearningPart
  /// All scales but the finest.
  private let coarser: LearningPart
  private let judging: LearningPart
  private let motionJudging: [LearningPart]

  /// Draws fresh networks from the configuration's seed.
  /// - Parameter device: Where the networks live and learn.
  /// - Throws: `TrainingError`, also for a configuration that cannot be.
  public init(
    _ configuration: Vid2VidTrainingConfiguration, device: Device = .cpu
  ) throws(TrainingError) {
    try TrainingError.naming { () throws(ConfigurationError) in try configuration.validate() }
    self.configuration = configuration
    self.device = device
    if let file = configuration.perceptualNetwork {
      perceptual = try PerceptualNetwork.read(file, device: device)
    } else {
      perceptual = nil
    }
    let random = RandomGenerator(seed: configuration.seed)
    func judge(_ channels: Int) throws(TrainingError) -> Vid2VidDiscriminator {
      try Vid2VidDiscriminator(
        .init(
          input: channels, ndf: configuration.discriminatorWidth,
          scales: configuration.discriminatorScales,
          layers: configuration.losses.discriminatorLayers), using: random
      ).learning(on: device)
    }
    generator = try Vid2VidGenerator(configuration.generator, using: random).learning(on: device)
    pictureJudge = try judge(configuration.generator.mapChannels + 3)
    let seen = configuration.schedule.frames
    var motionJudges: [Vid2VidDiscriminator] = []
    for _ in 0..<configuration.schedule.temporalScales {
      motionJudges.append(try judge(3 * seen + 2 * (seen - 1)))
    }
    self.motionJudges = motionJudges
    average = try TrainingError.naming { [generator] () throws(ParameterError) in
      try MovingAverage(of: generator)
    }
    let last = "\(configuration.generator.scales - 1)."
    let entries = generator.parameters()
    finest = LearningPart(entries.filter { $0.name.hasPrefix(last) })
    coarser = LearningPart(entries.filter { !$0.name.hasPrefix(last) })
    judging = LearningPart(pictureJudge.parameters())
    motionJudging = motionJudges.map { LearningPart($0.parameters()) }
  }

  /// What convolutions are computed in.
  var type: Tensors.ElementType { configuration.usesBFloat16 ? .bfloat16 : .float32 }

  /// Learned numbers of the generators.
  public var parameterCount: Int { generator.parameterCount }

  /// Networks, averages and moments.
  public var savedTensors: [SavedTensor] {
    var saved = generator.savedTensors("networks") + average.network.savedTensors("average")
    saved += pictureJudge.savedTensors("discriminator")
    saved += finest.optimizer.savedTensors("adam") + coarser.optimizer.savedTensors("coarser")
    saved += judging.optimizer.savedTensors("judge")
    for (scale, (judge, part)) in zip(motionJudges, motionJudging).enumerated() {
      saved += judge.savedTensors("motion\(scale)")
      saved += part.optimizer.savedTensors("judge\(scale)")
    }
    return saved
  }

  // MARK: Steps

  /// Makes one step on a stretch of a film.
  /// - Throws: `TrainingError` when a loss is not a finite number; the networks are then spoiled
  ///   and the last checkpoint is where to go on.
  @discardableResult
  public func train(on examples: [TrainingExample]) throws(TrainingError) -> [Loss: Double] {
    let clip = Vid2VidClip(examples, for: configuration.layout, device: device)
    beginStep()
    let plan = StepPlan(configuration, step: step, count: clip.count)
    var film = Vid2VidTrainingFilm(clip, beginsFromNothing: plan.beginsFromNothing, configuration)
    var sums: [Loss: (total: Tensor, count: Double)] = [:]
    for frame in plan.first..<clip.count {
      let judged = try TrainingError.naming { () throws(TensorError) in
        try improve(on: frame, of: &film)
      }
      for (name, value) in judged {
        let sum = sums[name]
        sums[name] = (sum.map { $0.total + value } ?? value, (sum?.count ?? 0) + 1)
      }
      let made = finest.optimizer.steps
      average.update(
        decay: min(configuration.averageDecay, Double(1 + made) / Double(10 + made)))
    }
    let losses = sums.mapValues { $0.total / $0.count }.readTogether()
    try requireFinite(losses)
    step += 1
    return losses
  }

  /// Rates of the step; a fresh start for all moments where the coarser scales join in.
  private func beginStep() {
    let seen = picturesSeen
    let rate = configuration.rate(after: seen)
    for part in [finest, coarser, judging] { part.optimizer.learningRate = rate }
    for part in motionJudging { part.optimizer.learningRate = configuration.schedule.rate }
    if learnsAllScales(atStep: step), step > 0, !learnsAllScales(atStep: step - 1) {
      finest.optimizer.forget()
      coarser.optimizer.forget()
    }
  }

  private func learnsAllScales(atStep step: Int) -> Bool {
    let epoch = configuration.epoch(after: configuration.picturesSeen(after: step))
    return configuration.schedule.learnsAllScales(
      in: epoch, scales: configuration.generator.scales)
  }

  /// One frame: makes it, judges it, moves all networks.
  private func improve(
    on frame: Int, of film: inout Vid2VidTrainingFilm
  ) throws(TensorError) -> [Loss: Tensor] {
    let parts = learnsAllScales(atStep: step) ? [finest, coarser] : [finest]
    let result = withGradients { () -> Result<[Loss: Tensor], TensorError> in
      do throws(TensorError) {
        let verdict = judged(frame, of: &film)
        // All gradients first: they are of the weights as they were when the frame was judged.
        var moves: [(LearningPart, [Tensor?])] = []
        let leaves = parts.flatMap(\.learned)
        var found = try gradients(
          of: [verdict.generator], withRespectTo: leaves, keepsGraph: true)[...]
        for part in parts {
          moves.append((part, Array(found.prefix(part.learned.count))))
          found = found.dropFirst(part.learned.count)
        }
        moves.append((judging, try judging.gradients(of: verdict.pictures, keepsGraph: true)))
        for (part, loss) in zip(motionJudging, verdict.motions) {
          guard let loss else { continue }
          moves.append((part, try part.gradients(of: loss, keepsGraph: true)))
        }
        for (part, gradients) in moves { part.optimizer.step(gradients) }
        return .success(verdict.losses)
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  // MARK: Going on

  /// Goes on from a step whose tensors are in place.
  public func resume(atStep step: Int) {
    self.step = step
    var made = (finest: 0, coarser: 0, judge: 0)
    var motions = [Int](repeating: 0, count: motionJudges.count)
    for past in 0..<step {
      let count = configuration.batchSize(atStep: past)
      let plan = StepPlan(configuration, step: past, count: count)
      let isAll = learnsAllScales(atStep: past)
      if isAll, past > 0, !learnsAllScales(atStep: past - 1) { made.finest = 0 }
      let frames = count - plan.first
      made.finest += frames
      made.coarser += isAll ? frames : 0
      made.judge += frames
      for scale in motions.indices {
        motions[scale] += (0..<frames).count {
          configuration.schedule.groups(scale: scale, last: $0, count: 1) != nil
        }
      }
    }
    finest.optimizer.resume(atStep: made.finest)
    coarser.optimizer.resume(atStep: made.coarser)
    judging.optimizer.resume(atStep: made.judge)
    for (part, count) in zip(motionJudging, motions) { part.optimizer.resume(atStep: count) }
  }

  /// Takes over the networks of a run of another size, or of fewer scales: then the finer ones are
  /// new. Discriminators of other sizes are left out.
  /// - Throws: `TrainingError` naming what does not fit.
  public func begin(from checkpoint: Checkpoint) throws(TrainingError) {
    let isPackage = checkpoint["networks.0.model_final_img.1.weight"] == nil
    let known = (0..<configuration.generator.scales).prefix { scale in
      let name = "\(scale).model_final_img.1.weight"
      return checkpoint[(isPackage ? "generator." : "networks.") + name] != nil
    }.count
    var problems: [String] = known == 0 ? ["it holds no generator of vid2vid"] : []
    for (name, tensor) in savedTensors {
      let kind = name.prefix { $0 != "." }
      guard !kind.hasPrefix("adam"), !kind.hasPrefix("coarser"), !kind.hasPrefix("judge") else {
        continue
      }
      let rest = String(name.dropFirst(kind.count + 1))
      let isGenerator = kind == "networks" || kind == "average"
      if isGenerator, Int(rest.prefix { $0 != "." }) ?? 0 >= known { continue }
      let source = isPackage && isGenerator ? "generator." + rest : name
      guard let stored = checkpoint[source], stored.shape == tensor.shape else {
        if isGenerator { problems.append("\(source) is missing or has another shape") }
        continue
      }
      withoutGradients {
        tensor.detached().assign(Tensor(stored.floats(), shape: stored.shape))
      }
    }
    guard problems.isEmpty else {
      throw TrainingError(
        "\(checkpoint.file) is of another network: take the same --ngf, --downsamplings, --blocks "
          + "and --window; " + problems.prefix(3).joined(separator: "; "))
    }
  }
}

/// How a step begins: a function of the seed and the step alone.
struct StepPlan {
  /// Whether there is nothing before the first made frame.
  let beginsFromNothing: Bool
  /// The first frame that is made.
  let first: Int

  init(_ configuration: Vid2VidTrainingConfiguration, step: Int, count: Int) {
    var choice = SeededRandom(seed: configuration.seed ^ 0x5eed, stream: UInt64(step))
    beginsFromNothing = Double.random(in: 0..<1, using: &choice) < configuration.freshShare
    first = beginsFromNothing ? 0 : min(count, configuration.generator.history)
  }
}
