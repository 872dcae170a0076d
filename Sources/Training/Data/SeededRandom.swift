/// SplitMix64 (Steele et al. 2014): a small seeded generator for choices of data, the same on
/// every machine.
public struct SeededRandom: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// Creates the generator; different streams for different `stream` numbers of one seed.
  public init(seed: UInt64, stream: UInt64 = 0) {
    state = seed &* 0x9e37_79b9_7f4a_7c15 ^ (stream &* 0xd1b5_4a32_d192_ed03 &+ 0x2545_f491)
    _ = next()
  }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}
