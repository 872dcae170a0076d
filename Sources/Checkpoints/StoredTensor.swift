/// One named tensor of a weight file: elements of one type in row-major order.
///
/// The elements stay where the file was read; nothing is copied until they are asked for.
public struct StoredTensor: Sendable {
  /// The name; nested names are joined with dots, as in `head_0.conv_0.bias`.
  public let name: String
  /// How one element is written.
  public let type: ElementType
  /// Extent per axis, slowest first; empty for a single number.
  public let shape: [Int]
  /// Number of elements, the product of the shape.
  public let count: Int

  let buffer: ByteBuffer
  /// Where the first element lies in `buffer`, in bytes.
  let offset: Int
  /// Elements between neighbours along each axis; `nil` when row-major without gaps.
  let strides: [Int]?

  /// A tensor inside `buffer`; the caller has checked that all elements lie in it.
  init(
    name: String, type: ElementType, shape: [Int], buffer: ByteBuffer, offset: Int, strides: [Int]?
  ) {
    self.name = name
    self.type = type
    self.shape = shape
    self.count = shape.reduce(1, *)
    self.buffer = buffer
    self.offset = offset
    // Along an axis of one element nothing is ever stepped over; its stride may be any number.
    let steps = strides.map { zip($0, shape).map { stride, extent in extent > 1 ? stride : 0 } }
    self.strides = steps.flatMap { isContiguous($0, shape: shape) ? nil : $0 }
  }

  /// A tensor of your own, from row-major little-endian elements; their number must fit the shape.
  public init(name: String, type: ElementType, shape: [Int], bytes: [UInt8]) {
    let count = shape.reduce(1, *)
    precondition(shape.allSatisfy { $0 >= 0 }, "a shape of \(shape) cannot be")
    precondition(
      bytes.count == count * type.size, "\(bytes.count) bytes do not fill \(shape) of \(type)")
    self.init(
      name: name, type: type, shape: shape, buffer: ByteBuffer(copying: bytes), offset: 0,
      strides: nil)
  }

  /// A tensor of float32 from row-major values; their number must fit the shape.
  public init(name: String, shape: [Int], floats: [Float]) {
    self.init(name: name, shape: shape, floats: floats, as: .float32)
  }

  /// The same elements under another name; nothing is copied.
  public func renamed(_ name: String) -> StoredTensor {
    StoredTensor(
      name: name, type: type, shape: shape, buffer: buffer, offset: offset, strides: strides)
  }

  /// The elements, row-major, little-endian, without gaps; the pointer is valid only inside `body`.
  /// Free for the usual tensor; one with strides (a transposed view) is copied first.
  public func withBytes<Result>(
    _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    if strides == nil {
      return try buffer.withBytes(offset..<(offset + count * type.size), body)
    }
    return try gathered().withUnsafeBytes(body)
  }

  /// A copy of the elements, row-major, little-endian.
  public var bytes: [UInt8] { withBytes { [UInt8]($0) } }

  /// Bytes that the elements occupy.
  public var byteCount: Int { count * type.size }

  /// Copies elements that lie with strides into row-major order.
  private func gathered() -> [UInt8] {
    guard let strides, count > 0 else { return [] }
    let size = type.size
    return buffer.withBytes(0..<buffer.count) { source in
      [UInt8](unsafeUninitializedCapacity: count * size) { target, initialized in
        var index = [Int](repeating: 0, count: shape.count)
        var place = offset
        for element in 0..<count {
          for byte in 0..<size { target[element * size + byte] = source[place + byte] }
          // Step the index like an odometer, the last axis fastest.
          var axis = shape.count - 1
          while axis >= 0 {
            index[axis] += 1
            place += strides[axis] * size
            if index[axis] < shape[axis] { break }
            place -= strides[axis] * size * shape[axis]
            index[axis] = 0
            axis -= 1
          }
        }
        initialized = count * size
      }
    }
  }
}

/// Whether strides describe row-major order without gaps; axes of one element do not matter.
private func isContiguous(_ strides: [Int], shape: [Int]) -> Bool {
  if shape.contains(0) { return true }
  var expected = 1
  for (extent, stride) in zip(shape, strides).reversed() where extent != 1 {
    if stride != expected { return false }
    expected *= extent
  }
  return true
}
