/// Bytes that never change after they were made: a whole file, or values converted from one.
///
/// A file is read once into memory rather than mapped: training programs overwrite checkpoints in
/// place, and a mapped page that vanishes kills the process.
///
/// `@unchecked Sendable`: `base` is private, written only inside `init`, only read afterwards, and
/// freed when the last reference goes.
final class ByteBuffer: @unchecked Sendable {
  private let base: UnsafeMutableRawPointer
  /// Number of bytes.
  let count: Int

  /// A buffer of `count` bytes that `fill` writes; `fill` returns whether it succeeded, and the
  /// result is `nil` if it did not.
  init?(count: Int, fill: (UnsafeMutableRawBufferPointer) -> Bool) {
    base = UnsafeMutableRawPointer.allocate(byteCount: Swift.max(count, 1), alignment: 64)
    self.count = count
    guard fill(UnsafeMutableRawBufferPointer(start: base, count: count)) else { return nil }
  }

  /// A buffer with a copy of `bytes`.
  init(copying bytes: [UInt8]) {
    base = UnsafeMutableRawPointer.allocate(byteCount: Swift.max(bytes.count, 1), alignment: 64)
    count = bytes.count
    bytes.withUnsafeBytes { source in
      UnsafeMutableRawBufferPointer(start: base, count: bytes.count).copyMemory(from: source)
    }
  }

  deinit { base.deallocate() }

  /// All bytes; valid only inside `body`.
  func withBytes<Result>(
    _ range: Range<Int>, _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "\(range) outside \(count)")
    return try withExtendedLifetime(self) {
      try body(UnsafeRawBufferPointer(start: base + range.lowerBound, count: range.count))
    }
  }

  /// One byte.
  subscript(index: Int) -> UInt8 {
    precondition(index >= 0 && index < count, "byte \(index) outside \(count)")
    return base.load(fromByteOffset: index, as: UInt8.self)
  }

  /// A little-endian integer at `offset`, which need not be aligned.
  func integer<Value: FixedWidthInteger & BitwiseCopyable>(
    _ type: Value.Type, at offset: Int
  ) -> Value {
    let end = offset + MemoryLayout<Value>.size
    precondition(offset >= 0 && end <= count, "bytes \(offset)..<\(end) outside \(count)")
    return Value(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: Value.self))
  }

  /// A copy of some bytes.
  func copy(_ range: Range<Int>) -> [UInt8] { withBytes(range) { [UInt8]($0) } }

  /// The text in some bytes; `nil` if it is not UTF-8.
  func text(_ range: Range<Int>) -> String? {
    withBytes(range) { String(validating: $0, as: UTF8.self) }
  }

  /// The text in some bytes, read as ISO 8859-1, which always succeeds.
  func latin1(_ range: Range<Int>) -> String {
    withBytes(range) { bytes in
      var text = String.UnicodeScalarView()
      for byte in bytes { text.append(Unicode.Scalar(byte)) }
      return String(text)
    }
  }
}

/// Reads forward through a part of a buffer; refuses to pass its end.
struct ByteCursor {
  /// The bytes.
  let buffer: ByteBuffer
  /// The next byte to read.
  private(set) var position: Int
  /// One past the last byte that may be read.
  let end: Int
  /// For errors.
  let origin: Origin

  /// A cursor at the start of `range`, which must lie inside `buffer`.
  init(_ buffer: ByteBuffer, _ range: Range<Int>, origin: Origin) {
    precondition(range.lowerBound >= 0 && range.upperBound <= buffer.count)
    self.buffer = buffer
    self.position = range.lowerBound
    self.end = range.upperBound
    self.origin = origin
  }

  /// Bytes left.
  var remaining: Int { end - position }

  /// Passes over `count` bytes and returns where they lie.
  mutating func take(_ count: Int, _ what: String) throws(CheckpointError) -> Range<Int> {
    guard count >= 0, count <= remaining else {
      throw origin.error(
        .truncated(what: what, needed: count, available: remaining), at: position)
    }
    defer { position += count }
    return position..<(position + count)
  }

  /// The next byte.
  mutating func byte(_ what: String) throws(CheckpointError) -> UInt8 {
    guard position < end else {
      throw origin.error(.truncated(what: what, needed: 1, available: 0), at: position)
    }
    defer { position += 1 }
    return buffer[position]
  }

  /// The next little-endian integer.
  mutating func integer<Value: FixedWidthInteger & BitwiseCopyable>(
    _ type: Value.Type, _ what: String
  ) throws(CheckpointError) -> Value {
    let range = try take(MemoryLayout<Value>.size, what)
    return buffer.integer(type, at: range.lowerBound)
  }

  /// The next `Width`-sized unsigned length, as an `Int` that the remaining bytes can satisfy.
  mutating func length<Width: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
    _ width: Width.Type, _ what: String
  ) throws(CheckpointError) -> Int {
    let at = position
    let value = try integer(width, what)
    guard let length = Int(exactly: value), length <= remaining else {
      throw origin.error(
        .truncated(what: what, needed: Int(clamping: value), available: remaining), at: at)
    }
    return length
  }

  /// The bytes up to the next line feed, which is passed but not returned.
  mutating func line(_ what: String) throws(CheckpointError) -> Range<Int> {
    let start = position
    var index = start
    while index < end {
      if buffer[index] == UInt8(ascii: "\n") {
        position = index + 1
        return start..<index
      }
      index += 1
    }
    throw origin.error(.malformed("\(what) has no end of line"), at: start)
  }
}
