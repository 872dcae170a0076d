/// SplitMix64 (Steele et al. 2014): the only source of chance in this module, equal everywhere.
struct SceneRandom: RandomNumberGenerator {
  private var state: UInt64

  /// Starts a stream; different `stream` names of one seed are independent.
  init(seed: UInt64, stream: UInt64 = 0) {
    state = seed &+ stream &* 0xD1B5_4A32_D192_ED03
    _ = next()
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

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
