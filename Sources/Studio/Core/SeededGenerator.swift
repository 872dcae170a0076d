import Checksums
public import Imaging

/// A small random generator with a visible state: the same state, the same rolls.
public typealias SeededGenerator = SplitMix64

/// CRC-32 (ISO-HDLC, as zlib's) of a word's UTF-8: how a word is a seed.
public func seed(ofWord word: String) -> UInt32 { CRC32.checksum(of: word.utf8) }
