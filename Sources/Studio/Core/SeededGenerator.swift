/// A small random generator with a visible state (SplitMix64): the same state, the same rolls.
public struct SeededGenerator: RandomNumberGenerator, Hashable, Sendable {
  /// All of its state.
  public private(set) var state: UInt64

  /// A generator that starts at a state.
  public init(seed: UInt64) { state = seed }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// CRC-32 (ISO-HDLC, as zlib's) of a word's UTF-8: how a word is a seed.
public func seed(ofWord word: String) -> UInt32 {
  var crc: UInt32 = 0xFFFF_FFFF
  for byte in word.utf8 {
    crc ^= UInt32(byte)
    for _ in 0..<8 { crc = crc & 1 == 1 ? (crc >> 1) ^ 0xEDB8_8320 : crc >> 1 }
  }
  return ~crc
}
