extension StoredTensor {
  /// All elements as float32, row-major. Wider types are rounded to nearest; `bool` gives 0 or 1.
  public func floats() -> [Float] {
    withBytes { bytes in
      switch type {
      case .float32: convert(bytes, UInt32.self) { Float(bitPattern: $0) }
      case .float64: convert(bytes, UInt64.self) { Float(Double(bitPattern: $0)) }
      case .float16: convert(bytes, UInt16.self, floatFromHalf)
      case .bfloat16: convert(bytes, UInt16.self) { Float(bitPattern: UInt32($0) << 16) }
      case .int64: convert(bytes, Int64.self) { Float($0) }
      case .int32: convert(bytes, Int32.self) { Float($0) }
      case .int16: convert(bytes, Int16.self) { Float($0) }
      case .int8: convert(bytes, Int8.self) { Float($0) }
      case .uint8: convert(bytes, UInt8.self) { Float($0) }
      case .bool: convert(bytes, UInt8.self) { $0 == 0 ? 0 : 1 }
      }
    }
  }

  /// All elements as float64, row-major; exact but for int64 beyond 2⁵³.
  public func doubles() -> [Double] {
    withBytes { bytes in
      switch type {
      case .float64: convert(bytes, UInt64.self) { Double(bitPattern: $0) }
      case .int64: convert(bytes, Int64.self) { Double($0) }
      case .int32: convert(bytes, Int32.self) { Double($0) }
      case .float32, .float16, .bfloat16, .int16, .int8, .uint8, .bool: floats().map(Double.init)
      }
    }
  }

  /// All elements as integers, row-major; `nil` for a floating-point type.
  public func integers() -> [Int]? {
    withBytes { bytes in
      switch type {
      case .int64: convert(bytes, Int64.self) { Int($0) }
      case .int32: convert(bytes, Int32.self) { Int($0) }
      case .int16: convert(bytes, Int16.self) { Int($0) }
      case .int8: convert(bytes, Int8.self) { Int($0) }
      case .uint8: convert(bytes, UInt8.self) { Int($0) }
      case .bool: convert(bytes, UInt8.self) { $0 == 0 ? 0 : 1 }
      case .float64, .float32, .float16, .bfloat16: nil
      }
    }
  }

  /// How many elements are infinite or not a number; 0 for integers. Reads all elements.
  public var nonFiniteCount: Int {
    withBytes { bytes in
      switch type {
      case .float64: countAll(bytes, UInt64.self, exponent: 0x7ff0_0000_0000_0000)
      case .float32: countAll(bytes, UInt32.self, exponent: 0x7f80_0000)
      case .float16: countAll(bytes, UInt16.self, exponent: 0x7c00)
      case .bfloat16: countAll(bytes, UInt16.self, exponent: 0x7f80)
      case .int64, .int32, .int16, .int8, .uint8, .bool: 0
      }
    }
  }

  /// A tensor of `type` (a floating-point type) from row-major values, rounded to nearest even.
  public init(name: String, shape: [Int], floats: [Float], as type: ElementType) {
    let bytes: [UInt8]
    switch type {
    case .float64: bytes = littleEndian(floats) { Double($0).bitPattern }
    case .float32: bytes = littleEndian(floats) { $0.bitPattern }
    case .float16: bytes = littleEndian(floats, halfFromFloat)
    case .bfloat16: bytes = littleEndian(floats, bfloat16FromFloat)
    case .int64, .int32, .int16, .int8, .uint8, .bool:
      preconditionFailure("floats cannot become \(type)")
    }
    self.init(name: name, type: type, shape: shape, bytes: bytes)
  }
}

/// Converts little-endian words one by one.
private func convert<Word: FixedWidthInteger & BitwiseCopyable, Value>(
  _ bytes: UnsafeRawBufferPointer, _ word: Word.Type, _ value: (Word) -> Value
) -> [Value] {
  let size = MemoryLayout<Word>.size
  let count = bytes.count / size
  return [Value](unsafeUninitializedCapacity: count) { target, initialized in
    for index in 0..<count {
      let bits = bytes.loadUnaligned(fromByteOffset: index * size, as: Word.self)
      target.initializeElement(at: index, to: value(Word(littleEndian: bits)))
    }
    initialized = count
  }
}

/// Counts words whose exponent bits are all set: infinities and NaN.
private func countAll<Word: FixedWidthInteger & BitwiseCopyable>(
  _ bytes: UnsafeRawBufferPointer, _ word: Word.Type, exponent: Word
) -> Int {
  let size = MemoryLayout<Word>.size
  var found = 0
  for offset in stride(from: 0, to: bytes.count, by: size) {
    let bits = Word(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Word.self))
    if bits & exponent == exponent { found += 1 }
  }
  return found
}

/// Writes words little-endian.
private func littleEndian<Word: FixedWidthInteger & BitwiseCopyable>(
  _ floats: [Float], _ bits: (Float) -> Word
) -> [UInt8] {
  let size = MemoryLayout<Word>.size
  return [UInt8](unsafeUninitializedCapacity: floats.count * size) { target, initialized in
    let raw = UnsafeMutableRawBufferPointer(target)
    for (index, float) in floats.enumerated() {
      raw.storeBytes(of: bits(float).littleEndian, toByteOffset: index * size, as: Word.self)
    }
    initialized = floats.count * size
  }
}

/// IEEE half to single precision, exact. Written out: Swift has no `Float16` on every platform.
func floatFromHalf(_ half: UInt16) -> Float {
  let sign = UInt32(half & 0x8000) << 16
  let exponent = UInt32(half >> 10) & 0x1f
  let fraction = UInt32(half & 0x3ff)
  switch exponent {
  case 0:  // zero and subnormals: fraction · 2⁻²⁴
    let magnitude = Float(fraction) * 0x1p-24
    return Float(bitPattern: magnitude.bitPattern | sign)
  case 0x1f: return Float(bitPattern: sign | 0x7f80_0000 | fraction << 13)
  default: return Float(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
  }
}

/// Single to half precision, rounded to nearest even; too large becomes infinity.
func halfFromFloat(_ float: Float) -> UInt16 {
  let sign = UInt16(truncatingIfNeeded: float.bitPattern >> 16) & 0x8000
  let magnitude = float.magnitude
  if magnitude.isNaN { return sign | 0x7e00 }
  if magnitude >= 65520 { return sign | 0x7c00 }
  if magnitude < 0x1p-14 {  // subnormal: a multiple of 2⁻²⁴
    return sign | UInt16((magnitude * 0x1p24).rounded(.toNearestOrEven))
  }
  let bits = magnitude.bitPattern
  let rounded = bits + 0xfff + (bits >> 13 & 1)
  return sign | UInt16(truncatingIfNeeded: (rounded >> 13) - (112 << 10))
}

/// Single precision to bfloat16, rounded to nearest even.
func bfloat16FromFloat(_ float: Float) -> UInt16 {
  if float.isNaN { return UInt16(truncatingIfNeeded: float.bitPattern >> 16) | 0x40 }
  let bits = float.bitPattern
  return UInt16(truncatingIfNeeded: (bits + 0x7fff + (bits >> 16 & 1)) >> 16)
}
