extension Checkpoint {
  /// Writes a dictionary from whole numbers to matrices of float64 as a NumPy object array without
  /// axes, the form of pix2pixHD's `features_clustered_010.npy`; `np.load(…, allow_pickle=True)
  /// .item()` reads it. Atomic.
  ///
  /// The pickle in it is protocol 3 and names `numpy.core.multiarray._reconstruct`, `numpy.ndarray`
  /// and `numpy.dtype` alone, as NumPy itself writes such arrays.
  /// - Parameter matrices: In the order in which they are written; every row of a matrix has the
  ///   same length, and there is at least one.
  /// - Throws: `CheckpointError` when the file cannot be written.
  public static func writeNpyDictionary(
    _ matrices: [(key: Int, rows: [[Double]])], to path: String
  ) throws(CheckpointError) {
    var header = "{'descr': '|O', 'fortran_order': False, 'shape': (), }"
    // Magic, version and length take 10 bytes; the pickle begins at a multiple of 64.
    while !(header.utf8.count + 11).isMultiple(of: 64) { header += " " }
    header += "\n"
    let length = UInt16(header.utf8.count)
    var pickle = ArrayPickle()
    pickle.objectArray { pickle in
      pickle.dictionary(matrices) { pickle, matrix in pickle.array(matrix) }
    }
    let file = try AtomicFile(path)
    try file.write(
      [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(truncatingIfNeeded: length), UInt8(length >> 8)])
    try file.write(Array(header.utf8))
    try file.write(pickle.finished())
    try file.finish()
  }
}

/// The few pickle operations that an object array with a dictionary of matrices needs.
private struct ArrayPickle {
  private enum Code {
    static let proto: UInt8 = 0x80
    static let global = UInt8(ascii: "c")
    static let mark = UInt8(ascii: "(")
    static let tuple = UInt8(ascii: "t")
    static let tuple1: UInt8 = 0x85
    static let tuple2: UInt8 = 0x86
    static let tuple3: UInt8 = 0x87
    static let emptyTuple = UInt8(ascii: ")")
    static let emptyList = UInt8(ascii: "]")
    static let append = UInt8(ascii: "a")
    static let emptyDictionary = UInt8(ascii: "}")
    static let setItems = UInt8(ascii: "u")
    static let reduce = UInt8(ascii: "R")
    static let build = UInt8(ascii: "b")
    static let none = UInt8(ascii: "N")
    static let yes: UInt8 = 0x88
    static let no: UInt8 = 0x89
    static let int32 = UInt8(ascii: "J")
    static let text = UInt8(ascii: "X")
    static let bytes = UInt8(ascii: "B")
    static let stop = UInt8(ascii: ".")
  }

  private var output: [UInt8] = [Code.proto, 3]

  func finished() -> [UInt8] { output + [Code.stop] }

  /// A 0-d array of type object that holds what `body` writes.
  mutating func objectArray(_ body: (inout ArrayPickle) -> Void) {
    reconstruct()
    state(shape: [], type: "O8", order: "|", flags: 63) { pickle in
      pickle.output.append(Code.emptyList)
      body(&pickle)
      pickle.output.append(Code.append)
    }
  }

  /// A dictionary with whole numbers as keys.
  mutating func dictionary(
    _ entries: [(key: Int, rows: [[Double]])],
    value: (inout ArrayPickle, [[Double]]) -> Void
  ) {
    output += [Code.emptyDictionary, Code.mark]
    for entry in entries {
      int(entry.key)
      value(&self, entry.rows)
    }
    output.append(Code.setItems)
  }

  /// A matrix of float64 in row-major order.
  mutating func array(_ rows: [[Double]]) {
    let width = rows.first?.count ?? 0
    precondition(rows.allSatisfy { $0.count == width }, "rows of one length")
    reconstruct()
    state(shape: [rows.count, width], type: "f8", order: "<", flags: 0) { pickle in
      let elements = rows.joined().flatMap { number in
        withUnsafeBytes(of: number.bitPattern.littleEndian) { [UInt8]($0) }
      }
      pickle.output.append(Code.bytes)
      pickle.little(UInt32(elements.count))
      pickle.output += elements
    }
  }

  /// `_reconstruct(ndarray, (0,), b"b")`: an array still without contents.
  private mutating func reconstruct() {
    global("numpy.core.multiarray", "_reconstruct")
    global("numpy", "ndarray")
    int(0)
    output.append(Code.tuple1)
    output.append(Code.bytes)
    little(UInt32(1))
    output.append(UInt8(ascii: "b"))
    output += [Code.tuple3, Code.reduce]
  }

  /// BUILD with `(1, shape, dtype, False, contents)`.
  private mutating func state(
    shape: [Int], type: String, order: String, flags: Int, contents: (inout ArrayPickle) -> Void
  ) {
    output.append(Code.mark)
    int(1)
    for extent in shape { int(extent) }
    output.append(shape.isEmpty ? Code.emptyTuple : Code.tuple2)
    // dtype(type, False, True), then BUILD with (3, order, None, None, None, -1, -1, flags).
    global("numpy", "dtype")
    text(type)
    output += [Code.no, Code.yes, Code.tuple3, Code.reduce, Code.mark]
    int(3)
    text(order)
    output += [Code.none, Code.none, Code.none]
    for number in [-1, -1, flags] { int(number) }
    output += [Code.tuple, Code.build, Code.no]
    contents(&self)
    output += [Code.tuple, Code.build]
  }

  private mutating func global(_ module: String, _ name: String) {
    output.append(Code.global)
    output += Array("\(module)\n\(name)\n".utf8)
  }

  private mutating func int(_ value: Int) {
    output.append(Code.int32)
    little(UInt32(bitPattern: Int32(value)))
  }

  private mutating func text(_ value: String) {
    output.append(Code.text)
    little(UInt32(value.utf8.count))
    output += Array(value.utf8)
  }

  private mutating func little(_ value: UInt32) {
    withUnsafeBytes(of: value.littleEndian) { output += [UInt8]($0) }
  }
}
