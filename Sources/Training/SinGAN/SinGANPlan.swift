public import Foundation
public import Generators
public import Imaging
import Tensors

/// What a training will cost, measured before it starts.
public struct SinGANPlan: Sendable {
  /// One scale.
  public struct Row: Sendable {
    /// Number of the scale.
    public let scale: Int
    /// Size of its picture.
    public let size: PixelSize
    /// Size of what an iteration learns on.
    public let window: PixelSize
    /// Width of its networks.
    public let width: Int
    /// Iterations.
    public let iterations: Int
    /// Expected seconds.
    public let seconds: Double
  }

  /// The scales from the coarsest.
  public let rows: [Row]

  /// Expected seconds of all scales.
  public var seconds: Double { rows.reduce(0) { $0 + $1.seconds } }

  /// How long an iteration takes on this machine: a part per step, a part per multiply-add.
  public struct Speed: Sendable {
    /// Seconds of a step of both networks that computes next to nothing.
    public var base: Double
    /// Seconds per multiply-add.
    public var perMultiplication: Double
  }

  /// Plans a configuration at a speed.
  public init(_ configuration: SinGANTrainingConfiguration, sizes: SinGANSizes, speed: Speed) {
    let recipe = configuration.recipe
    rows = sizes.sizes.enumerated().map { scale, size in
      let window = recipe.window(of: size, scale: scale)
      let width = recipe.width(at: scale)
      let work = Self.multiplications(
        window, width: width, recipe: recipe.resolved(at: scale))
      let count = recipe.iterations(at: scale)
      return Row(
        scale: scale, size: size, window: window, width: width, iterations: count,
        seconds: Double(count)
          * (speed.base * recipe.resolved(at: scale).steps + work * speed.perMultiplication))
    }
  }

  /// Multiply-adds of an iteration: a step of D is 12 passes of D and one of G, a step of G 3 and 5.
  static func multiplications(_ size: PixelSize, width: Int, recipe: SinGANRecipe) -> Double {
    func pass(grown: Int, output: Int) -> Double {
      var total = 0.0
      for layer in 0..<5 {
        let cut = 2 * (layer + 1)
        let area = Double(max(1, size.height + grown - cut) * max(1, size.width + grown - cut))
        let input = layer == 0 ? 3 : width
        total += area * Double(9 * input * (layer == 4 ? output : width))
      }
      return total
    }
    let judge = pass(grown: 0, output: 1)
    let maker = pass(grown: 10, output: 3)
    let judged = Double(recipe.discriminatorSteps) * (12 * judge + maker)
    return judged + Double(recipe.generatorSteps) * (3 * judge + 5 * maker)
  }

  /// Measures the speed of this machine in about two seconds: iterations of the coarsest and of the
  /// most expensive scale.
  /// - Throws: `TrainingError`.
  public static func measuredSpeed(
    _ configuration: SinGANTrainingConfiguration, sizes: SinGANSizes
  ) throws(TrainingError) -> Speed {
    let recipe = configuration.recipe
    func work(_ scale: Int) -> Double {
      multiplications(
        recipe.window(of: sizes.sizes[scale], scale: scale), width: recipe.width(at: scale),
        recipe: recipe.resolved(at: scale))
    }
    func steps(_ scale: Int) -> Double { recipe.resolved(at: scale).steps }
    let dearest =
      sizes.sizes.indices.max { work($0) / steps($0) < work($1) / steps($1) } ?? 0
    // Seconds, and multiply-adds, of a step.
    let first = try seconds(recipe, sizes, scale: 0) / steps(0)
    let light = work(0) / steps(0)
    let heavy = work(dearest) / steps(dearest)
    guard heavy > 1.5 * light else {
      return Speed(base: 0, perMultiplication: first / light)
    }
    let second = try seconds(recipe, sizes, scale: dearest) / steps(dearest)
    let slope = max(0, second - first) / (heavy - light)
    return Speed(base: max(0, first - slope * light), perMultiplication: slope)
  }

  private static func seconds(
    _ wanted: SinGANRecipe, _ sizes: SinGANSizes, scale: Int
  ) throws(TrainingError) -> Double {
    let recipe = wanted.resolved(at: scale)
    let window = recipe.window(of: sizes.sizes[scale], scale: scale)
    let channels = [Int](repeating: recipe.width(at: scale), count: 4)
    let random = RandomGenerator(seed: 1)
    let trainer = try SinGANScaleTrainer(
      generator: SinGANGenerator(channels: channels, using: random),
      discriminator: SinGANDiscriminator(channels: channels, using: random), amplitude: 0.1,
      recipe: recipe)
    let real = random.uniform([1, 3, window.height, window.width]) * 2 - 1
    let noise = random.normal([1, 3, window.height + 10, window.width + 10])
    let draws = SinGANDraws(
      real: real, noise: noise, origin: noise, reconstructionBelow: noise * 0,
      below: { _ in noise * 0 }, alpha: { _ in Tensor.full([1], 0.5) })
    try trainer.iterate(draws)
    let clock = ContinuousClock()
    let start = clock.now
    var count = 0
    while count < 2 || clock.now - start < .seconds(0.9) {
      try trainer.iterate(draws)
      count += 1
    }
    return Double((clock.now - start) / .seconds(1)) / Double(count)
  }

  /// The plan as people read it, a line per scale and the end.
  public func lines(from now: Date) -> [String] {
    let formatter = DateFormatter()
    formatter.dateFormat = "HH:mm:ss"
    var passed = 0.0
    var lines = ["scale  size      learns on  width  iterations  ends about"]
    for row in rows {
      passed += row.seconds
      lines.append(
        pad("\(row.scale)", 7) + pad(row.size.description, 10)
          + pad(row.window == row.size ? "all of it" : row.window.description, 11)
          + pad("\(row.width)", 7) + pad("\(row.iterations)", 12)
          + formatter.string(from: now.addingTimeInterval(passed)))
    }
    lines.append("about \(Self.words(seconds)) in all")
    return lines
  }

  /// Seconds as people say them: `1:40` minutes, `2 h 05`.
  public static func words(_ seconds: Double) -> String {
    let whole = Int(max(0, min(seconds, 1e8)).rounded())
    if whole < 3600 { return String(format: "%d:%02d minutes", whole / 60, whole % 60) }
    return String(format: "%d h %02d", whole / 3600, whole / 60 % 60)
  }

  private func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }
}

extension SinGANRecipe {
  /// What an iteration of a scale learns on.
  public func window(of size: PixelSize, scale: Int) -> PixelSize {
    guard let window, scale >= firstWindowedScale else { return size }
    return PixelSize(width: min(window, size.width), height: min(window, size.height))
  }

  /// The recipe with iterations scaled so that a plan ends in time; between a twentieth and twice
  /// as many.
  public func scaled(by factor: Double, scales: Int) -> SinGANRecipe {
    var recipe = self
    let bounded = min(2, max(0.05, factor))
    recipe.iterations = (0..<scales).map {
      max(20, Int((Double(iterations(at: $0)) * bounded).rounded()))
    }
    return recipe
  }
}
