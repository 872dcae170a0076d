/// The element type of a NumPy array, as a `descr` such as `<f4` says.
struct NumpyType: Equatable {
  /// Numbers and truth values.
  enum Kind: Equatable {
    /// As stored; `uint16` and `uint32` are widened to the next signed type.
    case number(ElementType)
    /// Unsigned integers of 16 bits, read as `int32`.
    case unsigned16
    /// Unsigned integers of 32 bits, read as `int64`.
    case unsigned32
    /// Python objects, pickled.
    case object
  }

  let kind: Kind
  /// Whether its bytes must be swapped.
  var isBigEndian: Bool

  /// Bytes per element in the file; 0 for objects.
  var size: Int {
    switch kind {
    case .number(let type): type.size
    case .unsigned16: 2
    case .unsigned32: 4
    case .object: 0
    }
  }

  /// The type after reading; `nil` for objects.
  var element: ElementType? {
    switch kind {
    case .number(let type): type
    case .unsigned16: .int32
    case .unsigned32: .int64
    case .object: nil
    }
  }

  /// Reads `<f4`, `|b1`, `>i8`, `O8`, …; `nil` for text, complex and structured types.
  init?(description: String) {
    var code = Substring(description)
    isBigEndian = code.first == ">"
    if let first = code.first, "<>|=".contains(first) { code.removeFirst() }
    switch code {
    case "f8": kind = .number(.float64)
    case "f4": kind = .number(.float32)
    case "f2": kind = .number(.float16)
    case "i8": kind = .number(.int64)
    case "i4": kind = .number(.int32)
    case "i2": kind = .number(.int16)
    case "i1": kind = .number(.int8)
    case "u1": kind = .number(.uint8)
    case "u2": kind = .unsigned16
    case "u4": kind = .unsigned32
    case "b1", "?": kind = .number(.bool)
    case "O", "O4", "O8": kind = .object
    default: return nil
    }
  }

  /// A tensor of elements that lie in `range` of `buffer`; their number was checked. Shares the
  /// bytes unless they must be swapped or widened.
  func tensor(
    name: String, shape: [Int], isFortran: Bool, buffer: ByteBuffer, range: Range<Int>
  ) -> StoredTensor? {
    guard let element else { return nil }
    // Column-major order is row-major order with the strides reversed.
    var strides: [Int]?
    if isFortran {
      var step = 1
      strides = shape.map { extent in
        defer { step *= max(extent, 1) }
        return step
      }
    }
    if case .number = kind, !isBigEndian || size == 1 {
      return StoredTensor(
        name: name, type: element, shape: shape, buffer: buffer, offset: range.lowerBound,
        strides: strides)
    }
    return StoredTensor(
      name: name, type: element, shape: shape, buffer: ByteBuffer(copying: native(buffer, range)),
      offset: 0, strides: strides)
  }

  /// The elements little-endian and widened with zeros.
  private func native(_ buffer: ByteBuffer, _ range: Range<Int>) -> [UInt8] {
    let width = element?.size ?? size
    let padding = [UInt8](repeating: 0, count: width - size)
    var result: [UInt8] = []
    result.reserveCapacity(range.count / size * width)
    for start in stride(from: range.lowerBound, to: range.upperBound, by: size) {
      let bytes = buffer.copy(start..<(start + size))
      result += isBigEndian ? bytes.reversed() : bytes
      result += padding
    }
    return result
  }
}
