import Imaging

/// A seeded generator for choices of data, in independent streams; the same on every machine.
public struct SeededRandom: RandomNumberGenerator, Sendable {
  private var generator: SplitMix64

  /// Creates the generator; different streams for different `stream` numbers of one seed.
  public init(seed: UInt64, stream: UInt64 = 0) {
    generator = SplitMix64(
      seed: seed &* 0x9e37_79b9_7f4a_7c15 ^ (stream &* 0xd1b5_4a32_d192_ed03 &+ 0x2545_f491))
    _ = next()
  }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 { generator.next() }
}
