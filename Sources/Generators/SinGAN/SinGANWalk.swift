import Foundation
public import Synthesis
public import Tensors

/// The walk of noise behind an animation: it wanders around the noise of the photo, with inertia.
///
/// z₋₁ = z*, z₀ = 0.95 z* + 0.05 ε, z_{t+1} = α z* + (1 − α)(z_t + β (z_t − z_{t−1}) + (1 − β) ε).
public struct SinGANWalk {
  /// Noise of the photo.
  let origin: Tensor
  /// Pull back to it, 0…1.
  let alpha: Double
  /// Inertia, 0…1.
  let beta: Double
  private var before: Tensor
  private var now: Tensor

  /// A walk before its first frame.
  /// - Parameters:
  ///   - origin: z*, as a generator takes it.
  ///   - first: The draw of the start, of the same shape.
  public init(origin: Tensor, first: Tensor, alpha: Double, beta: Double) {
    self.origin = origin
    self.alpha = alpha
    self.beta = beta
    before = origin
    now = origin * 0.95 + first * 0.05
  }

  /// The noise of the next frame.
  /// - Parameter draw: Its draw, of the shape of z*.
  public mutating func next(_ draw: Tensor) -> Tensor {
    let drift = (now - before) * beta + draw * (1 - beta)
    let next = origin * alpha + (now + drift) * (1 - alpha)
    (before, now) = (now, next)
    return next
  }
}

extension SinGANPyramid {
  /// A frame of an animation from the noise of its scales.
  /// - Parameter noise: Padded noise of the scales from `start` on; those below take z*.
  public func frame(
    startingAt start: Int, observe: Observer? = nil, checkpoint: () throws -> Void = {},
    noise: (_ scale: Int) throws -> Tensor
  ) rethrows -> Tensor {
    var result: Tensor?
    for scale in 0...configuration.lastTrained {
      try checkpoint()
      let size = configuration.sizes[scale]
      let border = configuration.border(scale)
      let previous =
        result.map { enlarged($0).cut(height: size.height, width: size.width).zeroPadded(border) }
        ?? Tensor.zeros([1, 3, size.height + 2 * border, size.width + 2 * border])
      result = picture(
        at: scale, noise: scale < start ? noises[scale] : try noise(scale), previous: previous,
        observe: observe)
    }
    guard let result else { preconditionFailure("a pyramid without scales") }
    return result
  }

  /// Noise of a frame of the walk that a seed means, for pictures of any size: frame k depends on k
  /// alone. Scales below the start keep the noise of the photo.
  public func moving(_ motion: PyramidMotion) -> Noise {
    { scale, shape in
      let origin = origin(of: scale, height: shape[2], width: shape[3])
      guard scale >= motion.startScale else { return origin }
      func draw(_ index: Int) -> Tensor {
        SinGANNoise.drawn(shape, seed: motion.seed, scale: scale, frame: index)
      }
      switch motion.path {
      case .loop(let length, let radius):
        let angle = 2 * Double.pi * Double(motion.frame % max(1, length)) / Double(max(1, length))
        return origin + draw(0) * (radius * cos(angle)) + draw(1) * (radius * sin(angle))
      case .wandering(let alpha, let beta):
        var walk = SinGANWalk(origin: origin, first: draw(0), alpha: alpha, beta: beta)
        var noise = origin
        for index in 0...motion.frame { noise = walk.next(draw(index + 1)) }
        return noise
      }
    }
  }

  /// z* of a scale as it is drawn, stretched where the picture has another size than the photo.
  private func origin(of scale: Int, height: Int, width: Int) -> Tensor {
    let border = configuration.purpose == .animation ? 0 : configuration.border(scale)
    let padded = noises[scale]
    let shape = padded.shape
    return padded.sliced(axis: 2, from: border, to: shape[2] - border)
      .sliced(axis: 3, from: border, to: shape[3] - border)
      .stretched(height: height, width: width)
  }
}

/// Noise that depends on its place alone: the seed, the scale, the frame.
public enum SinGANNoise {
  /// Standard normal numbers.
  public static func drawn(_ shape: [Int], seed: UInt32, scale: Int, frame: Int = 0) -> Tensor {
    generator(seed: UInt64(seed), [scale, frame]).normal(shape)
  }

  /// A generator of its own for every list of numbers, 0 or more each.
  public static func generator(seed: UInt64, _ key: [Int]) -> RandomGenerator {
    // SplitMix64 keeps neighbouring seeds apart.
    var state = seed &* 0x9e37_79b9_7f4a_7c15
    for part in key {
      state = mixed(state &+ UInt64(part) &+ 0x9e37_79b9_7f4a_7c15)
    }
    return RandomGenerator(seed: state)
  }

  private static func mixed(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
