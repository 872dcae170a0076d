public import Generators
public import Imaging
import Tensors

/// Times iterations of single scales of a recipe, with everything that a training does in one:
/// draws, the chain of the scales below, steps of both networks. Weights and photo are random.
public struct PhotoIterationTimer {
  /// The recipes.
  public enum Recipe: String, CaseIterable, Sendable {
    /// The published one.
    case reference
    /// The one for two processor cores.
    case minutes
  }

  /// Sizes of the scales.
  private let sizes: SinGANSizes
  private let configuration: SinGANTrainingConfiguration

  /// A timer for a photo of some size.
  /// - Throws: `ConfigurationError` for one without a pyramid.
  public init(photo: PixelSize, maximumSize: Int, recipe: Recipe) throws(ConfigurationError) {
    var configuration = SinGANTrainingConfiguration(photo: photo)
    configuration.rules = .init(.pictures, maximumSize: maximumSize)
    configuration.recipe = recipe == .reference ? .reference : .minutes
    sizes = try configuration.sizes()
    self.configuration = configuration
  }

  /// Numbers of the scales.
  public var scales: Range<Int> { sizes.sizes.indices }

  /// What a scale learns on, and with which width.
  public func work(at scale: Int) -> (window: PixelSize, width: Int) {
    let recipe = configuration.recipe
    return (recipe.window(of: sizes.sizes[scale], scale: scale), recipe.width(at: scale))
  }

  /// Seconds of single iterations, after two that are not counted.
  /// - Throws: `TrainingError`.
  public func seconds(scale: Int, iterations: Int) throws(TrainingError) -> [Double] {
    let random = RandomGenerator(seed: 1)
    func channels(_ scale: Int) -> [Int] {
      [Int](repeating: configuration.recipe.width(at: scale), count: 4)
    }
    var below: SinGANPyramid?
    if scale > 0 {
      let known = SinGANConfiguration(
        sizes: sizes.sizes, channels: (0..<scale).map(channels),
        noiseAmplitudes: (0..<scale).map { $0 == 0 ? 1 : 0.1 }, factor: sizes.factor)
      var made = SinGANPyramid(
        known,
        generators: (0..<scale).map { SinGANGenerator(channels: channels($0), using: random) },
        noises: (0..<scale).map {
          Tensor.zeros([1, 3, sizes.sizes[$0].height + 10, sizes.sizes[$0].width + 10])
        },
        pictures: sizes.sizes.map { random.uniform([1, 3, $0.height, $0.width]) * 2 - 1 })
      try TrainingError.naming { () throws(TensorError) in try made.packForInference() }
      below = made
    }
    let size = sizes.sizes[scale]
    let source = SinGANScaleSource(
      scale: scale, real: random.uniform([1, 3, size.height, size.width]) * 2 - 1, below: below,
      border: 5, configuration: configuration)
    let trainer = try SinGANScaleTrainer(
      generator: SinGANGenerator(channels: channels(scale), using: random),
      discriminator: SinGANDiscriminator(channels: channels(scale), using: random),
      amplitude: source.amplitude, recipe: configuration.recipe.resolved(at: scale))
    let clock = ContinuousClock()
    var times: [Double] = []
    for index in 0..<iterations + 2 {
      let start = clock.now
      try trainer.iterate(source.draws(iteration: index))
      if index >= 2 { times.append((clock.now - start) / .seconds(1)) }
    }
    return times
  }
}
