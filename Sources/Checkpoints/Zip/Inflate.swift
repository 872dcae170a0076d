import Checksums

/// Unpacks DEFLATE (RFC 1951), for compressed `.npz` archives only.
struct Inflate {
  /// The most bytes that the entries of one archive unpack to: 1 GiB.
  static let maximumSize = 1 << 30

  /// Unpacks an entry and checks its size and CRC-32. `total` counts it and the entries before.
  static func unpack(
    _ entry: ZipArchive.Entry, of archive: ZipArchive, total: Int
  ) throws(CheckpointError) -> ByteBuffer {
    let origin = archive.origin.entry(entry.name)
    guard total < maximumSize, entry.size < maximumSize else {
      throw origin.error(
        .limitExceeded(what: "unpacked bytes", found: max(total, entry.size), limit: maximumSize))
    }
    // DEFLATE packs at most 1032 bytes into one: a larger claim is a lie.
    guard entry.size / 1032 <= entry.data.count else {
      throw origin.error(
        .malformed("the entry claims to unpack to \(entry.size) bytes"), at: entry.data.lowerBound)
    }
    var inflate = Inflate(
      cursor: ByteCursor(archive.buffer, entry.data, origin: origin), expected: entry.size)
    try inflate.run()
    guard inflate.output.count == entry.size, inflate.cursor.remaining == 0 else {
      throw origin.error(
        .sizeMismatch(what: "unpacked bytes", expected: entry.size, found: inflate.output.count),
        at: entry.data.lowerBound)
    }
    let buffer = ByteBuffer(copying: inflate.output)
    let computed = buffer.withBytes(0..<buffer.count, CRC32.checksum(of:))
    guard computed == entry.checksum else {
      throw origin.error(
        .checksumMismatch(stored: entry.checksum, computed: computed), at: entry.data.lowerBound)
    }
    return buffer
  }

  private var cursor: ByteCursor
  private let expected: Int
  private var output: [UInt8] = []
  private var bits: UInt32 = 0
  private var bitCount = 0

  private init(cursor: ByteCursor, expected: Int) {
    self.cursor = cursor
    self.expected = expected
    output.reserveCapacity(expected)
  }

  private func wrong(_ what: String) -> CheckpointError {
    cursor.origin.error(.malformed("the compressed data \(what)"), at: cursor.position)
  }

  private mutating func run() throws(CheckpointError) {
    var isLast = false
    while !isLast {
      isLast = try take(1) == 1
      switch try take(2) {
      case 0: try stored()
      case 1: try block(Self.fixedLiterals, Self.fixedDistances)
      case 2:
        let (literals, distances) = try dynamicCodes()
        try block(literals, distances)
      default: throw wrong("has a block of unknown kind")
      }
    }
  }

  private mutating func take(_ count: Int) throws(CheckpointError) -> Int {
    while bitCount < count {
      bits |= UInt32(try cursor.byte("compressed data")) << UInt32(bitCount)
      bitCount += 8
    }
    defer {
      bits >>= UInt32(count)
      bitCount -= count
    }
    return Int(bits & (1 << UInt32(count) - 1))
  }

  private func room(for count: Int) throws(CheckpointError) {
    guard count <= expected - output.count else { throw wrong("is longer than its entry says") }
  }

  private mutating func stored() throws(CheckpointError) {
    (bits, bitCount) = (0, 0)
    let length = Int(try cursor.integer(UInt16.self, "stored block"))
    guard Int(try cursor.integer(UInt16.self, "stored block")) == length ^ 0xffff else {
      throw wrong("has a stored block whose length is damaged")
    }
    try room(for: length)
    output += cursor.buffer.copy(try cursor.take(length, "stored block"))
  }

  private mutating func block(
    _ literals: HuffmanCode, _ distances: HuffmanCode
  ) throws(CheckpointError) {
    while true {
      let symbol = try decode(literals)
      if symbol == 256 { return }
      if symbol < 256 {
        try room(for: 1)
        output.append(UInt8(symbol))
        continue
      }
      guard symbol <= 285 else { throw wrong("has an unknown length") }
      let length = Self.lengths[symbol - 257] + (try take(Self.lengthBits[symbol - 257]))
      let code = try decode(distances)
      guard code < 30 else { throw wrong("has an unknown distance") }
      let distance = Self.distances[code] + (try take(Self.distanceBits[code]))
      guard distance <= output.count else { throw wrong("refers to before its start") }
      try room(for: length)
      for _ in 0..<length { output.append(output[output.count - distance]) }
    }
  }

  private mutating func decode(_ code: HuffmanCode) throws(CheckpointError) -> Int {
    var value = 0
    var first = 0
    var index = 0
    for length in 1...15 {
      value |= try take(1)
      let count = code.counts[length]
      if value - count < first { return code.symbols[index + value - first] }
      index += count
      first = (first + count) << 1
      value <<= 1
    }
    throw wrong("has an unknown code")
  }

  private mutating func dynamicCodes() throws(CheckpointError) -> (HuffmanCode, HuffmanCode) {
    let literalCount = try take(5) + 257
    let distanceCount = try take(5) + 1
    let codeCount = try take(4) + 4
    var codeLengths = [Int](repeating: 0, count: 19)
    for index in 0..<codeCount { codeLengths[Self.codeOrder[index]] = try take(3) }
    guard let codes = HuffmanCode(lengths: codeLengths) else { throw wrong("has a broken code") }
    var lengths: [Int] = []
    while lengths.count < literalCount + distanceCount {
      let symbol = try decode(codes)
      switch symbol {
      case 0..<16: lengths.append(symbol)
      case 16:
        guard let last = lengths.last else { throw wrong("repeats nothing") }
        lengths += [Int](repeating: last, count: try take(2) + 3)
      case 17: lengths += [Int](repeating: 0, count: try take(3) + 3)
      default: lengths += [Int](repeating: 0, count: try take(7) + 11)
      }
    }
    guard lengths.count == literalCount + distanceCount, lengths[256] > 0,
      let literals = HuffmanCode(lengths: Array(lengths[..<literalCount])),
      let distances = HuffmanCode(lengths: Array(lengths[literalCount...]))
    else { throw wrong("has a broken code") }
    return (literals, distances)
  }

  private static let lengths = [
    3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131,
    163, 195, 227, 258,
  ]
  private static let lengthBits = [
    0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
  ]
  private static let distances = [
    1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537,
    2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577,
  ]
  private static let distanceBits = [
    0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13,
    13,
  ]
  private static let codeOrder = [
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15,
  ]
  private static let fixedLiterals = HuffmanCode(
    complete: [Int](repeating: 8, count: 144) + [Int](repeating: 9, count: 112)
      + [Int](repeating: 7, count: 24) + [Int](repeating: 8, count: 8))
  private static let fixedDistances = HuffmanCode(complete: [Int](repeating: 5, count: 30))
}

/// A canonical Huffman code: how many codes of each length, and their symbols in order.
struct HuffmanCode {
  private(set) var counts = [Int](repeating: 0, count: 16)
  private(set) var symbols: [Int] = []

  /// A code of these lengths per symbol (0: unused); `nil` if more codes than bits allow.
  init?(lengths: [Int]) {
    self.init(complete: lengths)
    var left = 1
    for length in 1...15 {
      left = left << 1 - counts[length]
      if left < 0 { return nil }
    }
  }

  /// A code of lengths known to be right.
  init(complete lengths: [Int]) {
    for length in 1...15 {
      for (symbol, own) in lengths.enumerated() where own == length {
        symbols.append(symbol)
        counts[length] += 1
      }
    }
  }
}
