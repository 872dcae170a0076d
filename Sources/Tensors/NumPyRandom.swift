import Foundation

/// NumPy's legacy generator `RandomState(seed)`: MT19937 with the polar Gaussian, so that seeds
/// mean the same latent here as in StyleGAN's and BigGAN's own tools (ReferenceSystems article).
public struct NumPyRandom: Sendable {
  private var state: [UInt32]
  private var position = 624
  private var spare: Double?

  /// Creates the generator `numpy.random.RandomState(seed)`.
  public init(seed: UInt32) {
    state = [UInt32](repeating: 0, count: 624)
    state[0] = seed
    for index in 1..<624 {
      let previous = state[index - 1]
      state[index] = 1_812_433_253 &* (previous ^ (previous >> 30)) &+ UInt32(index)
    }
  }

  /// The next 32 random bits.
  public mutating func nextBits() -> UInt32 {
    if position == 624 { refill() }
    var bits = state[position]
    position += 1
    bits ^= bits >> 11
    bits ^= (bits << 7) & 0x9d2c_5680
    bits ^= (bits << 15) & 0xefc6_0000
    return bits ^ (bits >> 18)
  }

  /// `random_sample()`: uniform in 0..<1 with 53 bits.
  public mutating func nextUniform() -> Double {
    let high = Double(nextBits() >> 5)
    let low = Double(nextBits() >> 6)
    return (high * 67_108_864 + low) / 9_007_199_254_740_992
  }

  /// `randn()`: standard normal by Marsaglia's polar method.
  public mutating func nextNormal() -> Double {
    if let spare {
      self.spare = nil
      return spare
    }
    var first = 0.0
    var second = 0.0
    var squared = 0.0
    repeat {
      first = 2 * nextUniform() - 1
      second = 2 * nextUniform() - 1
      squared = first * first + second * second
    } while squared >= 1 || squared == 0
    let factor = (-2 * log(squared) / squared).squareRoot()
    spare = factor * first
    return factor * second
  }

  /// `randn(count)` rounded to single precision.
  public mutating func normals(_ count: Int) -> [Float] {
    (0..<count).map { _ in Float(nextNormal()) }
  }

  /// `randint(0, bound)` for bounds up to 2³²: masked rejection as the legacy generator does it.
  public mutating func nextInteger(below bound: Int) -> Int {
    precondition(bound > 0 && bound <= 1 << 32, "no integer below \(bound)")
    let largest = UInt32(truncatingIfNeeded: bound - 1)
    if largest == 0 { return 0 }
    let mask = UInt32.max >> UInt32(largest.leadingZeroBitCount)
    while true {
      let candidate = nextBits() & mask
      if candidate <= largest { return Int(candidate) }
    }
  }

  private mutating func refill() {
    for index in 0..<624 {
      let bits = (state[index] & 0x8000_0000) | (state[(index + 1) % 624] & 0x7fff_ffff)
      state[index] =
        state[(index + 397) % 624] ^ (bits >> 1) ^ (bits & 1 == 0 ? 0 : 0x9908_b0df)
    }
    position = 0
  }
}
