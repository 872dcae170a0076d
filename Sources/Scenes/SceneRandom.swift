import Imaging

/// The only source of chance in this module, equal everywhere.
struct SceneRandom: RandomNumberGenerator {
  private var generator: SplitMix64

  /// Starts a stream; different `stream` names of one seed are independent.
  init(seed: UInt64, stream: UInt64 = 0) {
    generator = SplitMix64(seed: seed &+ stream &* 0xD1B5_4A32_D192_ED03)
    _ = next()
  }

  mutating func next() -> UInt64 { generator.next() }

  /// A number in 0..<1.
  mutating func unit() -> Float { Float(next() >> 40) * (1 / 16_777_216) }

  /// A number between two bounds.
  mutating func between(_ low: Float, _ high: Float) -> Float { low + (high - low) * unit() }

  /// True with the given probability.
  mutating func chance(_ probability: Float) -> Bool { unit() < probability }

  /// A whole number in the range.
  mutating func count(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(next() % UInt64(range.count))
  }

  /// One of the values; the list must not be empty.
  mutating func pick<Value>(_ values: [Value]) -> Value { values[count(0...(values.count - 1))] }

  /// An index drawn with the given weights.
  mutating func index(weights: [Float]) -> Int {
    var rest = unit() * weights.reduce(0, +)
    for (index, weight) in weights.enumerated() {
      rest -= weight
      if rest < 0 { return index }
    }
    return weights.count - 1
  }
}
