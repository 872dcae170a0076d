import Layers
import Tensors

/// A generator and a discriminator that learn against each other: their leaves, optimizers, and the
/// average that is shipped. Families add what is a step (losses, order, data).
///
/// Not Sendable: belongs to the one training thread, which has loaded the engine.
final class AdversarialPair<Maker: Parameterized, Judge: Parameterized> {
  /// The generator being trained.
  let generator: Maker
  /// The discriminator being trained.
  let discriminator: Judge
  /// The averaged generator.
  let average: MovingAverage<Maker>
  private let generatorOptimizer: Adam
  private let discriminatorOptimizer: Adam
  private let learned: [ParameterCollector.Entry]
  private let judging: [Tensor]

  /// Takes fresh networks.
  /// - Parameters:
  ///   - rates: Learning rates of generator and discriminator.
  ///   - beta2: Decay of Adam's second moments; the first have none (β₁ = 0).
  /// - Throws: `TrainingError`.
  init(
    _ generator: Maker, _ discriminator: Judge, rates: (generator: Double, discriminator: Double),
    beta2: Double, device: Device
  ) throws(TrainingError) {
    var generator = generator
    var discriminator = discriminator
    do throws(ParameterError) {
      var mover = DeviceMover(to: device)
      try generator.visit(&mover, at: .root)
      try discriminator.visit(&mover, at: .root)
      var recorder = GradientRecorder()
      try generator.visit(&recorder, at: .root)
      try discriminator.visit(&recorder, at: .root)
      average = try MovingAverage(of: generator)
    } catch {
      throw TrainingError(error.description)
    }
    self.generator = generator
    self.discriminator = discriminator
    let judgeEntries = discriminator.parameters()
    let entries = generator.parameters()
    generatorOptimizer = Adam(entries, learningRate: rates.generator, beta2: beta2)
    discriminatorOptimizer = Adam(judgeEntries, learningRate: rates.discriminator, beta2: beta2)
    learned = entries.filter { $0.kind == .learned }
    judging = judgeEntries.filter { $0.kind == .learned }.map(\.tensor)
  }

  /// One step of the discriminator down a loss.
  /// - Throws: `TrainingError`.
  func improveDiscriminator(_ loss: () -> Tensor) throws(TrainingError) {
    discriminatorOptimizer.step(try gradients(of: loss, to: judging))
  }

  /// One step of the generator down a loss.
  /// - Parameter adding: What is added to the gradient of a learned tensor of that name, if anything.
  /// - Throws: `TrainingError`.
  func improveGenerator(
    _ loss: () -> Tensor, adding regularization: (String, Tensor) -> Tensor? = { _, _ in nil }
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
    of loss: () -> Tensor, to inputs: [Tensor]
  ) throws(TrainingError) -> [Tensor?] {
    var result: Result<[Tensor?], TensorError> = .success([])
    withGradients {
      let total = loss()
      do throws(TensorError) {
        result = .success(try Tensors.gradients(of: [total], withRespectTo: inputs))
      } catch {
        result = .failure(error)
      }
    }
    do throws(TensorError) {
      return try result.get()
    } catch {
      throw TrainingError(error.description)
    }
  }

  /// Moves the average; a short memory at first, so that it leaves its random start quickly.
  func updateAverage(decay: Double, step: Int) {
    average.update(decay: min(decay, Double(1 + step) / Double(10 + step)))
  }

  /// Networks, averages and moments.
  var savedTensors: [SavedTensor] {
    generator.savedTensors("networks") + average.network.savedTensors("average")
      + discriminator.savedTensors("discriminator") + generatorOptimizer.savedTensors("adam")
      + discriminatorOptimizer.savedTensors("judge")
  }

  /// Goes on from numbers of steps, after `savedTensors` were put in place.
  func resume(atStep step: Int, discriminatorSteps: Int) {
    generatorOptimizer.resume(atStep: step)
    discriminatorOptimizer.resume(atStep: step * discriminatorSteps)
  }
}
