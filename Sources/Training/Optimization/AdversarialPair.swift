import Generators
public import Layers
import Tensors

/// A generator and a discriminator that learn against each other: their leaves, optimizers, and the
/// average that is shipped. Families add what is a step (losses, order, data).
///
/// Not Sendable: belongs to the one training thread, which has loaded the engine.
public final class AdversarialPair<Maker: Parameterized, Judge: Parameterized> {
  /// The generator being trained.
  public let generator: Maker
  /// The discriminator being trained.
  public let discriminator: Judge
  /// The averaged generator.
  public let average: MovingAverage<Maker>
  /// Where both live and learn.
  let device: Device
  /// Steps made so far.
  private(set) var step = 0
  /// Factor of both learning rates.
  var rateFactor = 1.0 {
    didSet {
      generatorOptimizer.learningRate = rates.generator * rateFactor
      discriminatorOptimizer.learningRate = rates.discriminator * rateFactor
    }
  }
  private let rates: (generator: Double, discriminator: Double)
  private let generatorOptimizer: Adam
  private let discriminatorOptimizer: Adam
  private let learned: [ParameterCollector.Entry]
  private let judging: [Tensor]

  /// Draws fresh networks from the configuration's seed.
  /// - Parameters:
  ///   - optimizers: How generator and discriminator learn.
  ///   - networks: Draws both.
  /// - Throws: `TrainingError`, also for a configuration that cannot be.
  init(
    _ configuration: some TrainingConfiguration,
    optimizers: (generator: Adam.Settings, discriminator: Adam.Settings), device: Device,
    networks: (RandomGenerator) -> (generator: Maker, discriminator: Judge)
  ) throws(TrainingError) {
    try TrainingError.naming { () throws(ConfigurationError) in try configuration.validate() }
    let drawn = networks(RandomGenerator(seed: configuration.seed))
    generator = try drawn.generator.learning(on: device)
    discriminator = try drawn.discriminator.learning(on: device)
    average = try TrainingError.naming { [generator] () throws(ParameterError) in
      try MovingAverage(of: generator)
    }
    self.device = device
    rates = (optimizers.generator.learningRate, optimizers.discriminator.learningRate)
    let judgeEntries = discriminator.parameters()
    let entries = generator.parameters()
    generatorOptimizer = Adam(entries, optimizers.generator)
    discriminatorOptimizer = Adam(judgeEntries, optimizers.discriminator)
    learned = entries.filter { $0.kind == .learned }
    judging = judgeEntries.filter { $0.kind == .learned }.map(\.tensor)
  }

  /// One step of the discriminator down a loss.
  /// - Throws: `TrainingError`.
  func improveDiscriminator(_ loss: () throws(TensorError) -> Tensor) throws(TrainingError) {
    discriminatorOptimizer.step(try gradients(of: loss, to: judging))
  }

  /// One step of the generator down a loss.
  /// - Parameter adding: What is added to the gradient of a learned tensor of that name, if anything.
  /// - Throws: `TrainingError`.
  func improveGenerator(
    _ loss: () throws(TensorError) -> Tensor,
    adding regularization: (String, Tensor) -> Tensor? = { _, _ in nil }
  ) throws(TrainingError) {
    let found = try gradients(of: loss, to: learned.map(\.tensor))
    let complete = withoutGradients {
      zip(learned, found).map { entry, gradient -> Tensor? in
        guard let extra = regularization(entry.name, entry.tensor.detached()) else {
          return gradient
        }
        return gradient.map { $0 + extra } ?? extra
      }
    }
    generatorOptimizer.step(complete)
  }

  private func gradients(
    of loss: () throws(TensorError) -> Tensor, to inputs: [Tensor]
  ) throws(TrainingError) -> [Tensor?] {
    let result = withGradients { () -> Result<[Tensor?], TensorError> in
      do throws(TensorError) {
        return .success(try Tensors.gradients(of: [try loss()], withRespectTo: inputs))
      } catch {
        return .failure(error)
      }
    }
    return try TrainingError.naming { () throws(TensorError) in try result.get() }
  }

  /// Ends a step and moves the average; a short memory at first, so that it leaves its random start
  /// quickly.
  func finishStep(averageDecay: Double) {
    finishStep { _ in min(averageDecay, Double(1 + step) / Double(10 + step)) }
  }

  /// Ends a step and moves the average.
  /// - Parameter averageDecay: The average's decay after so many steps.
  func finishStep(averageDecay: (Int) -> Double) {
    step += 1
    average.update(decay: averageDecay(step))
  }

  /// Both optimizers begin anew.
  func forgetMoments() {
    generatorOptimizer.forget()
    discriminatorOptimizer.forget()
  }

  /// Networks, averages and moments.
  var savedTensors: [SavedTensor] {
    generator.savedTensors("networks") + average.network.savedTensors("average")
      + discriminator.savedTensors("discriminator") + generatorOptimizer.savedTensors("adam")
      + discriminatorOptimizer.savedTensors("judge")
  }

  /// Goes on from a step, after `savedTensors` were put in place.
  /// - Parameter optimizerSteps: How often each optimizer has been used by then.
  func resume(atStep step: Int, optimizerSteps: (generator: Int, discriminator: Int)) {
    self.step = step
    generatorOptimizer.resume(atStep: optimizerSteps.generator)
    discriminatorOptimizer.resume(atStep: optimizerSteps.discriminator)
  }
}

/// A trainer of one generator against one discriminator.
public protocol AdversarialTrainer: Trainer {
  /// What makes pictures.
  associatedtype Maker: Parameterized
  /// What judges them.
  associatedtype Judge: Parameterized

  /// Both, with what they learn by.
  var pair: AdversarialPair<Maker, Judge> { get }

  /// How often each optimizer has been used after so many steps.
  func optimizerSteps(after step: Int) -> (generator: Int, discriminator: Int)
}

extension AdversarialTrainer {
  /// Steps made so far.
  public var step: Int { pair.step }

  /// Learned numbers of the generator.
  public var parameterCount: Int { pair.generator.parameterCount }

  /// Networks, averages and moments.
  public var savedTensors: [SavedTensor] { pair.savedTensors }

  /// Once per step each.
  public func optimizerSteps(after step: Int) -> (generator: Int, discriminator: Int) {
    (step, step)
  }

  /// Goes on from a step whose tensors are in place.
  public func resume(atStep step: Int) {
    pair.resume(atStep: step, optimizerSteps: optimizerSteps(after: step))
  }

  /// Where the networks live and learn.
  var device: Device { pair.device }
}

extension Parameterized {
  /// The network on a device, with leaves that record gradients.
  /// - Throws: `TrainingError`.
  func learning(on device: Device) throws(TrainingError) -> Self {
    var network = self
    do throws(ParameterError) {
      var mover = DeviceMover(to: device)
      try network.visit(&mover, at: .root)
      var recorder = GradientRecorder()
      try network.visit(&recorder, at: .root)
    } catch {
      throw TrainingError(error.description)
    }
    return network
  }
}
