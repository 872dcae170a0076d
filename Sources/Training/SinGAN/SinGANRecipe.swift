public import Generators
public import Imaging

/// How the scales of a pyramid learn.
public struct SinGANRecipe: Codable, Sendable, Hashable {
  /// When the learning rates fall to a tenth.
  public enum Decay: Codable, Sendable, Hashable {
    /// After so many iterations, however many there are: the reference's 1600.
    case iteration(Int)
    /// After a share of the iterations, 0…1.
    case share(Double)
  }

  /// Steps in an iteration of the coarsest scales.
  public struct Coarse: Codable, Sendable, Hashable {
    /// How many scales they are.
    public var scales: Int
    /// Steps of the discriminator.
    public var discriminatorSteps: Int
    /// Steps of the generator.
    public var generatorSteps: Int
  }

  /// Steps of the discriminator in an iteration.
  public var discriminatorSteps = 3
  /// Steps of the generator in an iteration.
  public var generatorSteps = 3
  /// Other numbers of steps on the coarsest scales, which cost little and decide the layout; `nil`
  /// for the same steps everywhere.
  public var coarse: Coarse?
  /// Of both networks; Adam with betas 0.5 and 0.999.
  public var learningRate = 5e-4
  /// When they fall to a tenth.
  public var decay = Decay.iteration(1600)
  /// Weight of the penalty on the slope of scores.
  public var penaltyWeight = 0.1
  /// Weight of the reconstruction.
  public var reconstructionWeight = 10.0
  /// Noise of a scale per distance between photo and what comes from below.
  public var noiseAmplitude = 0.1
  /// Iterations of the scales from the coarsest; finer ones take the last number.
  public var iterations = [2000]
  /// Width of the networks of the first four scales.
  public var firstWidth = 32
  /// Width doubles every four scales up to this.
  public var widest = 128
  /// Side of the windows on which finer scales learn; `nil` for whole pictures.
  public var window: Int?
  /// The first scale that learns on windows.
  public var firstWindowedScale = 5
  /// Pictures from the frozen scales below that are kept, one of them replaced every ten
  /// iterations; `nil` draws a new one for every step.
  public var pool: Int?
  /// Whole pictures that set the stored statistics at the end of a scale; 0 keeps those of training.
  public var measuredPictures = 0

  /// The reference's recipe.
  public static let reference = SinGANRecipe()

  /// For two processor cores: one step each but on the two coarsest scales, widths of at most 48,
  /// windows, a pool.
  public static let minutes: SinGANRecipe = {
    var recipe = SinGANRecipe()
    recipe.discriminatorSteps = 1
    recipe.generatorSteps = 1
    recipe.coarse = Coarse(scales: 2, discriminatorSteps: 3, generatorSteps: 3)
    recipe.decay = .share(0.8)
    recipe.iterations = [1500, 1500, 1500, 1500, 800, 600, 500]
    recipe.widest = 48
    recipe.window = 96
    recipe.pool = 64
    recipe.measuredPictures = 30
    return recipe
  }()

  /// For a first look within a minute or two.
  public static let draft: SinGANRecipe = {
    var recipe = minutes
    recipe.coarse = nil
    recipe.iterations = [600]
    recipe.widest = 32
    return recipe
  }()

  /// Mean number of the networks' steps in an iteration.
  var steps: Double { Double(discriminatorSteps + generatorSteps) / 2 }

  /// The recipe as it is for one scale.
  func resolved(at scale: Int) -> SinGANRecipe {
    guard let coarse, scale < coarse.scales else { return self }
    var recipe = self
    recipe.discriminatorSteps = coarse.discriminatorSteps
    recipe.generatorSteps = coarse.generatorSteps
    return recipe
  }

  /// Iterations of a scale.
  public func iterations(at scale: Int) -> Int {
    iterations[min(scale, iterations.count - 1)]
  }

  /// Factor of the learning rates in an iteration of a scale.
  public func rateFactor(iteration: Int, scale: Int) -> Double {
    let start =
      switch decay {
      case .iteration(let number): number
      case .share(let share): Int((share * Double(iterations(at: scale))).rounded())
      }
    return iteration >= start ? 0.1 : 1
  }

  /// Width of the networks of a scale.
  public func width(at scale: Int) -> Int {
    min(firstWidth << min(scale / 4, 8), widest)
  }

  /// Checks what a person or a file may have got wrong.
  /// - Throws: `ConfigurationError`.
  public func validate() throws(ConfigurationError) {
    try ConfigurationError.check(discriminatorSteps, in: 1...10, "discriminatorSteps")
    try ConfigurationError.check(generatorSteps, in: 1...10, "generatorSteps")
    if let coarse {
      try ConfigurationError.check(coarse.scales, in: 0...64, "coarse.scales")
      try ConfigurationError.check(
        coarse.discriminatorSteps, in: 1...10, "coarse.discriminatorSteps")
      try ConfigurationError.check(coarse.generatorSteps, in: 1...10, "coarse.generatorSteps")
    }
    try ConfigurationError.check(firstWidth, in: 1...512, "firstWidth")
    try ConfigurationError.check(widest, in: 1...512, "widest")
    try ConfigurationError.check(window ?? 96, in: 32...4096, "window")
    try ConfigurationError.check(pool ?? 1, in: 1...4096, "pool")
    try ConfigurationError.check(measuredPictures, in: 0...10_000, "measuredPictures")
    guard !iterations.isEmpty, iterations.allSatisfy({ (1...1_000_000).contains($0) }) else {
      throw ConfigurationError(
        field: "iterations", found: "\(iterations)", expected: "1 to 1000000 per scale")
    }
    for (name, value) in [
      ("learningRate", learningRate), ("penaltyWeight", penaltyWeight),
      ("reconstructionWeight", reconstructionWeight), ("noiseAmplitude", noiseAmplitude),
    ] where !value.isFinite || value < 0 || value > 1e4 {
      throw ConfigurationError(field: name, found: "\(value)", expected: "0 to 10000")
    }
  }
}

/// What a run depends on.
public struct SinGANTrainingConfiguration: TrainingConfiguration {
  /// Rules of the sizes, with what is learned for.
  public var rules = SinGANSizes.Rules()
  /// How the scales learn.
  public var recipe = SinGANRecipe.minutes
  /// Size of the photo as it was given.
  public var photo: PixelSize
  /// Seed of weights and noise.
  public var seed: UInt64 = 1
  /// One picture.
  public var batchSize: Int { 1 }
  /// The photo is never mirrored.
  public var flips: Bool { false }

  /// A configuration for a photo.
  public init(photo: PixelSize) { self.photo = photo }

  /// Sizes of the pyramid.
  /// - Throws: `ConfigurationError` for a photo that has none.
  public func sizes() throws(ConfigurationError) -> SinGANSizes {
    try SinGANSizes(photo: photo, rules: rules)
  }

  /// Checks everything.
  public func validate() throws(ConfigurationError) {
    try recipe.validate()
    _ = try sizes()
  }
}
