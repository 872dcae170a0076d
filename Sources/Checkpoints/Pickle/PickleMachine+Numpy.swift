extension PickleMachine {
  /// `_codecs.encode(text, 'latin1')`: bytes as NumPy writes them in protocol 2.
  mutating func encode(_ arguments: [UInt32]) throws(CheckpointError) -> UInt32 {
    guard arguments.count == 2, let coding = text(of: arguments[1]),
      coding == "latin1" || coding == "latin-1", case .text(let range) = self[arguments[0]],
      let source = buffer.text(range)
    else { throw malformed("encodes something other than text in latin1") }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(source.utf8.count)
    for scalar in source.unicodeScalars {
      guard let byte = UInt8(exactly: scalar.value) else {
        throw malformed("encodes text that is not latin1")
      }
      bytes.append(byte)
    }
    return try add(.decoded(try addDecoded(bytes), isText: false))
  }

  /// `_reconstruct(ndarray, (0,), b'b')`: an array that BUILD will fill.
  mutating func makeArray(_ arguments: [UInt32]) throws(CheckpointError) -> UInt32 {
    guard arguments.count == 3, case .name(let index) = self[arguments[0]],
      mentions[index].meaning == .numpyArray
    else { throw malformed("reconstructs something other than an array") }
    try limit("arrays in the pickle", arrays.count + 1, Self.maximumTensors)
    arrays.append(PickleArray())
    return try add(.array(arrays.count - 1))
  }

  /// `dtype('f8', False, True)`.
  mutating func makeType(_ arguments: [UInt32]) throws(CheckpointError) -> UInt32 {
    guard let first = arguments.first, let code = text(of: first), arguments.count <= 3 else {
      throw malformed("has an array type that is no text")
    }
    guard let type = NumpyType(description: code) else {
      throw error(.unsupported("NumPy type \(code)"))
    }
    try limit("array types in the pickle", types.count + 1, Self.maximumTensors)
    types.append(type)
    return try add(.numpyType(types.count - 1))
  }

  /// BUILD of a type: (version, byte order, …); only the order matters.
  mutating func complete(_ index: Int, _ state: UInt32) throws(CheckpointError) {
    guard let items = items(of: state), items.count >= 2, items.count <= 16,
      let order = text(of: items[1])
    else { throw malformed("has an array type without byte order") }
    types[index].isBigEndian = order == ">"
  }

  /// BUILD of an array: (version, shape, type, is Fortran, data).
  mutating func fill(_ index: Int, _ state: UInt32) throws(CheckpointError) {
    guard let items = items(of: state), items.count == 5,
      case .numpyType(let type) = self[items[2]], case .bool(let isFortran) = self[items[3]]
    else { throw malformed("fills an array with something else") }
    let shape = try naturals(of: items[1], "shape")
    guard arrays[index].data == nil else { throw malformed("fills an array twice") }
    let count: Int
    switch self[items[4]] {
    case .bytes(let range), .byteString(let range): count = range.count
    case .decoded(let number, _): count = decoded[number].count
    case .list(let number) where types[type].kind == .object:
      guard checkedProduct(shape) == contents[number].count else {
        throw malformed("fills an array of \(shape) with \(contents[number].count) objects")
      }
      count = 0
    default: throw malformed("fills an array with something other than bytes")
    }
    let size = types[type].size
    guard let expected = checkedProduct(shape + [size]),
      types[type].kind == .object || expected == count
    else { throw malformed("fills an array of \(shape) with \(count) bytes") }
    arrays[index] = PickleArray(
      shape: shape, type: types[type], isFortran: isFortran, data: items[4])
  }

  /// `scalar(type, bytes)`: a number.
  mutating func makeScalar(_ arguments: [UInt32]) throws(CheckpointError) -> UInt32 {
    guard arguments.count == 2, case .numpyType(let index) = self[arguments[0]],
      let bytes = rawBytes(of: arguments[1]), bytes.count == types[index].size,
      let value = types[index].tensor(
        name: "", shape: [], isFortran: false, buffer: ByteBuffer(copying: bytes),
        range: 0..<bytes.count)
    else { throw malformed("has a NumPy number of the wrong size") }
    if value.type == .bool { return try add(.bool(value.integers() != [0])) }
    if let integer = value.integers()?.first { return try add(.int(integer)) }
    return try add(.double(value.doubles()[0]))
  }

  /// A copy of the bytes of a value, at most 16; `nil` if it has none.
  private func rawBytes(of node: UInt32) -> [UInt8]? {
    switch self[node] {
    case .bytes(let range), .byteString(let range):
      range.count <= 16 ? buffer.copy(range) : nil
    case .decoded(let index, _): decoded[index].count <= 16 ? decoded[index] : nil
    default: nil
    }
  }
}
