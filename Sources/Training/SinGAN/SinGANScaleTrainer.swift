public import Generators
import Layers
public import Tensors

/// What one iteration of a scale draws and is given; all of it depends on the iteration's number.
public struct SinGANDraws {
  /// The photo at this scale, `[1, 3, H, W]`.
  public var real: Tensor
  /// Noise of the fake, padded.
  public var noise: Tensor
  /// Noise of the reconstruction, padded; drawn anew in every iteration of the coarsest scale.
  public var origin: Tensor
  /// What the reconstruction adds to, padded.
  public var reconstructionBelow: Tensor
  /// A picture from the scales below, padded, for each step of the discriminator.
  public var below: (_ step: Int) -> Tensor
  /// Share of the real picture in the mix, for each step of the discriminator, `[1]`.
  public var alpha: (_ step: Int) -> Tensor

  /// Creates draws.
  public init(
    real: Tensor, noise: Tensor, origin: Tensor, reconstructionBelow: Tensor,
    below: @escaping (Int) -> Tensor, alpha: @escaping (Int) -> Tensor
  ) {
    self.real = real
    self.noise = noise
    self.origin = origin
    self.reconstructionBelow = reconstructionBelow
    self.below = below
    self.alpha = alpha
  }
}

/// Generator and discriminator of one scale while they learn.
///
/// Not Sendable: belongs to the one training thread, which has loaded the engine.
public final class SinGANScaleTrainer {
  /// The losses of one iteration: those of the last steps.
  public enum Loss: String, CaseIterable, Sendable {
    /// Mean score of the photo.
    case real
    /// Mean score of the fake.
    case fake
    /// Penalty on the slope of scores.
    case penalty
    /// Generator: minus the mean score.
    case adversarial
    /// Weighted distance of the reconstruction.
    case reconstruction
  }

  /// What each step computed, for fixtures and tests: names as `D0.grad.head.conv.weight`.
  public typealias Observer = (_ name: String, _ tensor: Tensor) -> Void

  /// The generator.
  public let generator: SinGANGenerator
  /// The discriminator.
  public let discriminator: SinGANDiscriminator
  /// How it learns.
  let recipe: SinGANRecipe
  /// Factor of the noise.
  public let amplitude: Double
  /// Iterations made so far.
  public private(set) var iteration = 0
  private let generatorOptimizer: Adam
  private let discriminatorOptimizer: Adam
  private let learned: [(name: String, tensor: Tensor)]
  private let judging: [(name: String, tensor: Tensor)]

  /// Begins a scale with two networks, whose tensors it changes in place.
  /// - Throws: `TrainingError`.
  public init(
    generator: SinGANGenerator, discriminator: SinGANDiscriminator, amplitude: Double,
    recipe: SinGANRecipe
  ) throws(TrainingError) {
    self.generator = try generator.learning(on: .cpu)
    self.discriminator = try discriminator.learning(on: .cpu)
    self.recipe = recipe
    self.amplitude = amplitude
    let made = self.generator.parameters()
    let judges = self.discriminator.parameters()
    learned = made.filter { $0.kind == .learned }.map { ($0.name, $0.tensor) }
    judging = judges.filter { $0.kind == .learned }.map { ($0.name, $0.tensor) }
    generatorOptimizer = Adam(
      made, learningRate: recipe.learningRate, beta1: 0.5, beta2: 0.999)
    discriminatorOptimizer = Adam(
      judges, learningRate: recipe.learningRate, beta1: 0.5, beta2: 0.999)
  }

  /// Makes one iteration: the discriminator's steps, then the generator's on the last fake.
  /// - Parameter decay: Factor of both learning rates.
  /// - Returns: Losses of the last steps.
  /// - Throws: `TrainingError` for an engine that fails or a loss that is no number.
  @discardableResult
  public func iterate(
    _ draws: SinGANDraws, decay: Double = 1, observe: Observer? = nil
  ) throws(TrainingError) -> [Loss: Double] {
    generatorOptimizer.learningRate = recipe.learningRate * decay
    discriminatorOptimizer.learningRate = recipe.learningRate * decay
    var losses: [Loss: Double] = [:]
    do {
      try withGradients { try makeSteps(draws, &losses, observe) }
    } catch {
      throw TrainingError("iteration \(iteration + 1): \(error)")
    }
    iteration += 1
    for loss in Loss.allCases {
      guard let value = losses[loss], !value.isFinite else { continue }
      throw TrainingError("iteration \(iteration): the loss '\(loss.rawValue)' is \(value)")
    }
    return losses
  }

  private func makeSteps(
    _ draws: SinGANDraws, _ losses: inout [Loss: Double], _ observe: Observer?
  ) throws(TensorError) {
    var last: (fake: Tensor, below: Tensor)?
    for step in 0..<recipe.discriminatorSteps {
      last = try judge(step, draws, &losses, observe)
    }
    guard let last else { return }
    for step in 0..<recipe.generatorSteps {
      try improve(
        step, draws, below: last.below, made: step == 0 ? last.fake : nil, &losses, observe)
    }
  }

  /// One step of the discriminator.
  /// - Returns: The fake, with its graph in the last step, and what it added to.
  private func judge(
    _ step: Int, _ draws: SinGANDraws, _ losses: inout [Loss: Double], _ observe: Observer?
  ) throws(TensorError) -> (fake: Tensor, below: Tensor) {
    let onReal = discriminator(draws.real, mode: .training).mean()
    let below = draws.below(step)
    let isLast = step == recipe.discriminatorSteps - 1
    let fake =
      isLast
      ? made(draws.noise, below) : withoutGradients { made(draws.noise, below) }
    let onFake = discriminator(fake.detached(), mode: .training).mean()
    let penalty = try SinGANLosses.penalty(
      discriminator, real: draws.real, fake: fake, alpha: draws.alpha(step),
      weight: recipe.penaltyWeight)
    let found = try gradients(
      of: [onFake - onReal + penalty.value], withRespectTo: judging.map(\.tensor))
    discriminatorOptimizer.step(found)
    losses[.real] = onReal.item
    losses[.fake] = onFake.item
    losses[.penalty] = penalty.value.item
    if let observe {
      observe("D\(step).prev", below.detached())
      observe("D\(step).fake", fake.detached())
      observe("D\(step).mean_real", onReal.detached())
      observe("D\(step).mean_fake", onFake.detached())
      observe("D\(step).penalty", penalty.value.detached())
      for (entry, gradient) in zip(judging, found) {
        observe("D\(step).grad.\(entry.name)", gradient ?? entry.tensor.detached() * 0)
      }
    }
    return (fake, below)
  }

  /// One step of the generator.
  /// - Parameter fake: Of the last step of the discriminator; made again after the generator has
  ///   changed, where the original goes on with stale activations.
  private func improve(
    _ step: Int, _ draws: SinGANDraws, below: Tensor, made fake: Tensor?,
    _ losses: inout [Loss: Double], _ observe: Observer?
  ) throws(TensorError) {
    let fake = fake ?? made(draws.noise, below)
    let adversarial = -discriminator(fake, mode: .training).mean()
    let remade = made(draws.origin, draws.reconstructionBelow)
    let reconstruction = SinGANLosses.reconstruction(
      remade, draws.real, weight: recipe.reconstructionWeight)
    let found = try gradients(
      of: [adversarial + reconstruction], withRespectTo: learned.map(\.tensor))
    generatorOptimizer.step(found)
    losses[.adversarial] = adversarial.item
    losses[.reconstruction] = reconstruction.item
    if let observe {
      observe("G\(step).fake", fake.detached())
      observe("G\(step).rec", remade.detached())
      observe("G\(step).adversarial", adversarial.detached())
      observe("G\(step).reconstruction", reconstruction.detached())
      for (entry, gradient) in zip(learned, found) {
        observe("G\(step).grad.\(entry.name)", gradient ?? entry.tensor.detached() * 0)
      }
    }
  }

  /// A picture by the statistics of the picture itself, which move the stored ones.
  public func made(_ noise: Tensor, _ below: Tensor) -> Tensor {
    generator(noise * amplitude + below, previous: below, mode: .training)
  }

  // MARK: State

  /// Networks and moments, sharing storage with the trainer.
  var savedTensors: [SavedTensor] {
    generator.savedTensors("generator") + discriminator.savedTensors("discriminator")
      + generatorOptimizer.savedTensors("adam.generator")
      + discriminatorOptimizer.savedTensors("adam.discriminator")
  }

  /// Goes on from an iteration, after `savedTensors` were overwritten in place.
  func resume(at iteration: Int) {
    self.iteration = iteration
    generatorOptimizer.resume(atStep: iteration * recipe.generatorSteps)
    discriminatorOptimizer.resume(atStep: iteration * recipe.discriminatorSteps)
  }
}
