import Generators
import Imaging
import Tensors

/// Everything an iteration of one scale is given, made from the iteration's number alone, so that a
/// run that was killed goes on as if nothing had happened.
final class SinGANScaleSource {
  /// Number of the scale.
  let scale: Int
  /// The photo at this scale.
  let real: Tensor
  /// What the reconstruction adds to, padded.
  let reconstructionBelow: Tensor
  /// Factor of the noise.
  let amplitude: Double
  private let configuration: SinGANTrainingConfiguration
  private let recipe: SinGANRecipe
  private let below: SinGANPyramid?
  private let border: Int
  private var pool: [Int: (draw: Int, picture: Tensor)] = [:]

  /// - Parameters:
  ///   - below: The finished scales, packed; `nil` for the coarsest scale.
  init(
    scale: Int, real: Tensor, below: SinGANPyramid?, border: Int,
    configuration: SinGANTrainingConfiguration
  ) {
    self.scale = scale
    self.real = real
    self.below = below
    self.border = border
    self.configuration = configuration
    recipe = configuration.recipe.resolved(at: scale)
    guard let below else {
      reconstructionBelow = (real * 0).zeroPadded(border)
      amplitude = 1
      return
    }
    let shape = real.shape
    let remade = withoutGradients {
      below.enlarged(below.reconstruction(checkpoint: {}))
        .cut(height: shape[2], width: shape[3]).contiguous()
    }
    reconstructionBelow = remade.zeroPadded(border)
    amplitude = SinGANPyramid.amplitude(
      of: real, above: remade, initial: configuration.recipe.noiseAmplitude)
  }

  private func random(_ key: [Int]) -> RandomGenerator {
    SinGANNoise.generator(seed: configuration.seed, [scale] + key)
  }

  /// Noise of the reconstruction in an iteration: drawn at the coarsest scale, else 0.
  func origin(iteration: Int) -> Tensor {
    scale == 0 ? noise(random([1, iteration])) : (real * 0).zeroPadded(border)
  }

  /// Noise as the generator takes it.
  private func noise(_ random: RandomGenerator) -> Tensor {
    let shape = real.shape
    let reaches = configuration.rules.purpose == .animation
    let extra = reaches ? 2 * border : 0
    let drawn = random.normal([1, scale == 0 ? 1 : 3, shape[2] + extra, shape[3] + extra])
    let spread = drawn.expanded([1, 3, shape[2] + extra, shape[3] + extra])
    return reaches ? spread.contiguous() : spread.zeroPadded(border)
  }

  /// What an iteration is given.
  func draws(iteration: Int) -> SinGANDraws {
    let choice = random([0, iteration])
    let alphas = choice.uniform([recipe.discriminatorSteps])
    let places = choice.uniform([3]).doubles()
    let cut = window(places)
    let noise = cut(noise(random([2, iteration])), border)
    let pictures = (0..<recipe.discriminatorSteps).map { step in
      cut(picture(iteration: iteration, step: step, place: places[2]), border)
    }
    return SinGANDraws(
      real: cut(real, 0), noise: noise, origin: cut(origin(iteration: iteration), border),
      reconstructionBelow: cut(reconstructionBelow, border), below: { pictures[$0] },
      alpha: { alphas.sliced(axis: 0, from: $0, to: $0 + 1) })
  }

  /// A random picture of the scales below with noise, for measuring statistics: `(noise, below)`.
  func sample(_ index: Int) -> (noise: Tensor, below: Tensor) {
    (noise(random([5, index])), drawn(random: [6, index]))
  }

  /// Cuts the same window from arrays with and without border.
  private func window(_ places: [Double]) -> (Tensor, Int) -> Tensor {
    let shape = real.shape
    let size = PixelSize(width: shape[3], height: shape[2])
    let part = configuration.recipe.window(of: size, scale: scale)
    guard part != size else { return { tensor, _ in tensor } }
    let top = Int(places[0] * Double(size.height - part.height + 1))
    let left = Int(places[1] * Double(size.width - part.width + 1))
    return { tensor, border in
      tensor.sliced(axis: 2, from: top, to: top + part.height + 2 * border)
        .sliced(axis: 3, from: left, to: left + part.width + 2 * border).contiguous()
    }
  }

  /// A picture of the scales below, padded: from the pool, or a new one.
  private func picture(iteration: Int, step: Int, place: Double) -> Tensor {
    guard below != nil else { return reconstructionBelow }
    guard let size = configuration.recipe.pool else {
      return drawn(random: [3, iteration, step])
    }
    // Steps of one iteration take slots far apart.
    let slot = (min(size - 1, Int(place * Double(size))) + step * max(1, size / 3)) % size
    let draw = Self.draw(inSlot: slot, of: size, iteration: iteration)
    if let kept = pool[slot], kept.draw == draw { return kept.picture }
    let picture = drawn(random: [4, draw])
    pool[slot] = (draw, picture)
    return picture
  }

  /// Number of the draw that lies in a slot: every ten iterations the next slot gets a new one.
  static func draw(inSlot slot: Int, of size: Int, iteration: Int) -> Int {
    let replaced = iteration / 10
    guard replaced > slot else { return slot }
    let rounds = (replaced - 1 - slot) / size
    return size + slot + size * rounds
  }

  private func drawn(random key: [Int]) -> Tensor {
    guard let below else { return reconstructionBelow }
    let random = random(key)
    let shape = real.shape
    return withoutGradients {
      let made = below.sample(
        noise: { _, shape in random.normal(shape) }, checkpoint: {})
      return below.enlarged(made).cut(height: shape[2], width: shape[3]).zeroPadded(border)
    }
  }
}
