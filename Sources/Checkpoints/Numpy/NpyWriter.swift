extension Checkpoint {
  /// Writes one tensor as a NumPy array (version 1.0) atomically. NumPy has no bfloat16: such a
  /// tensor is written as float32, which holds it exactly.
  public static func writeNpy(_ tensor: StoredTensor, to path: String) throws(CheckpointError) {
    let bytes = try npyBytes(of: tensor, path: path)
    let file = try AtomicFile(path)
    try file.write(bytes)
    try file.finish()
  }

  /// A NumPy array as the bytes of its file; `path` stands in errors.
  static func npyBytes(
    of tensor: StoredTensor, path: String
  ) throws(CheckpointError) -> [UInt8] {
    guard let description = npyDescription(tensor.type) else {
      let wide = StoredTensor(name: tensor.name, shape: tensor.shape, floats: tensor.floats())
      return try npyBytes(of: wide, path: path)
    }
    let extents = tensor.shape.map { "\($0), " }.joined()
    var header = "{'descr': '\(description)', 'fortran_order': False, 'shape': (\(extents)), }"
    // Magic, version and length take 10 bytes; the elements begin at a multiple of 64.
    while !(header.utf8.count + 11).isMultiple(of: 64) { header += " " }
    header += "\n"
    guard let length = UInt16(exactly: header.utf8.count) else {
      throw Origin(file: path).error(
        .limitExceeded(what: "rank", found: tensor.shape.count, limit: SafetensorsLimits.rank))
    }
    return [0x93] + Array("NUMPY".utf8) + [1, 0]
      + [UInt8(truncatingIfNeeded: length), UInt8(length >> 8)] + Array(header.utf8)
      + tensor.bytes
  }

  /// NumPy's code of a type; `nil` for bfloat16.
  private static func npyDescription(_ type: ElementType) -> String? {
    switch type {
    case .float64: "<f8"
    case .float32: "<f4"
    case .float16: "<f2"
    case .bfloat16: nil
    case .int64: "<i8"
    case .int32: "<i4"
    case .int16: "<i2"
    case .int8: "|i1"
    case .uint8: "|u1"
    case .bool: "|b1"
    }
  }
}
