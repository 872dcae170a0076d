import NumpyFormat

extension Checkpoint {
  /// Reads one NumPy array: a tensor named `array`, or the objects of an object array.
  static func readNpy(
    _ buffer: ByteBuffer, origin: Origin
  ) throws(CheckpointError) -> Checkpoint {
    var tensors: [StoredTensor] = []
    let value = try readNpy(
      buffer, 0..<buffer.count, name: "array", tensors: &tensors, origin: origin)
    return try Checkpoint(
      container: .npy, tensors: tensors, metadata: [:], value: value, origin: origin)
  }

  /// Reads an archive of NumPy arrays, each named like its entry without `.npy`.
  static func readNpz(
    _ archive: ZipArchive, origin: Origin
  ) throws(CheckpointError) -> Checkpoint {
    var tensors: [StoredTensor] = []
    var entries: [CheckpointValue.Entry] = []
    var unpacked = 0
    for entry in archive.entries {
      let name = String(entry.name.dropLast(4))
      let origin = origin.entry(entry.name)
      var buffer = archive.buffer
      var range = entry.data
      if entry.method == .stored {
        try archive.verify(entry)
      } else {
        unpacked += min(entry.size, Inflate.maximumSize)
        buffer = try Inflate.unpack(entry, of: archive, total: unpacked)
        range = 0..<buffer.count
      }
      let value = try readNpy(buffer, range, name: name, tensors: &tensors, origin: origin)
      entries.append(.init(key: .string(name), value: value))
    }
    return try Checkpoint(
      container: .npz, tensors: tensors, metadata: [:], value: .dictionary(entries),
      origin: origin)
  }

  /// Reads an array of versions 1 to 3 in `range`.
  private static func readNpy(
    _ buffer: ByteBuffer, _ range: Range<Int>, name: String, tensors: inout [StoredTensor],
    origin: Origin
  ) throws(CheckpointError) -> CheckpointValue {
    var cursor = ByteCursor(buffer, range, origin: origin)
    let magic = try cursor.take(6, "magic")
    guard buffer.copy(magic) == NumpyHeader.signature else {
      throw origin.error(.malformed("this is no NumPy array"), at: magic.lowerBound)
    }
    let version = try cursor.byte("version")
    _ = try cursor.byte("version")
    let length: Int
    switch version {
    case 1: length = try cursor.length(UInt16.self, "header")
    case 2, 3: length = try cursor.length(UInt32.self, "header")
    default: throw origin.error(.unsupported(".npy version \(version)"), at: 6)
    }
    guard length <= NumpyHeader.largestLength else {
      throw origin.error(
        .limitExceeded(what: "header", found: length, limit: NumpyHeader.largestLength), at: 8)
    }
    let header = try NpyHeader(buffer, try cursor.take(length, "header"), origin: origin)
    if header.type.kind == .object {
      return try objects(
        buffer, cursor.position..<range.upperBound, name: name, shape: header.shape,
        tensors: &tensors, origin: origin)
    }
    guard let expected = checkedProduct(header.shape + [header.type.size]),
      expected == cursor.remaining
    else {
      throw origin.error(
        .sizeMismatch(
          what: "bytes of an array of \(header.shape)",
          expected: checkedProduct(header.shape + [header.type.size]) ?? .max,
          found: cursor.remaining), at: cursor.position)
    }
    guard
      let tensor = header.type.tensor(
        name: name, shape: header.shape, isFortran: header.isFortran, buffer: buffer,
        range: cursor.position..<range.upperBound)
    else { throw origin.error(.malformed("the array has no elements")) }
    tensors.append(tensor)
    return .tensor(tensor)
  }

  /// Objects of an object array are a pickle.
  private static func objects(
    _ buffer: ByteBuffer, _ range: Range<Int>, name: String, shape: [Int],
    tensors: inout [StoredTensor], origin: Origin
  ) throws(CheckpointError) -> CheckpointValue {
    guard range.count <= PickleMachine.maximumBytes else {
      throw origin.error(
        .limitExceeded(
          what: "bytes of the pickle", found: range.count, limit: PickleMachine.maximumBytes))
    }
    var machine = PickleMachine(buffer, range, vocabulary: .numpyFile, origin: origin)
    let root = try machine.run()
    var tree = PickleTree(machine)
    let value = try tree.value(of: root)
    tensors += tree.tensors
    return value
  }
}

/// The header of an array, its element type understood.
struct NpyHeader {
  let type: NumpyType
  let shape: [Int]
  let isFortran: Bool

  /// Parses `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }`.
  init(
    _ buffer: ByteBuffer, _ range: Range<Int>, origin: Origin
  ) throws(CheckpointError) {
    let header: NumpyHeader
    do throws(NumpyHeaderError) {
      header = try NumpyHeader(Substring(buffer.latin1(range)))
    } catch {
      switch error {
      case .malformed(let what):
        throw origin.error(.malformed("the array's header \(what)"), at: range.lowerBound)
      case .structures:
        throw origin.error(.unsupported("an array of structures"), at: range.lowerBound)
      case .rank(let rank):
        throw origin.error(
          .limitExceeded(
            what: "rank of the array", found: rank, limit: NumpyHeader.largestRank),
          at: range.lowerBound)
      }
    }
    guard let type = NumpyType(description: header.type) else {
      throw origin.error(.unsupported("NumPy type \(header.type)"), at: range.lowerBound)
    }
    self.type = type
    shape = header.shape
    isFortran = header.isFortran
  }
}
