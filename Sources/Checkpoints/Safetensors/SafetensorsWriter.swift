extension Checkpoint {
  /// Writes safetensors atomically: the file appears complete or not at all.
  ///
  /// Names must be unique. Tensors of wider elements come first, so that all are aligned; within a
  /// width the order is kept. Costs one pass over the elements, and no copy of them.
  /// - Parameter followingLinks: Whether a link of that name stays and its target is replaced; in a
  ///   folder that may come from a stranger the link itself is.
  public static func writeSafetensors(
    _ tensors: [StoredTensor], metadata: [String: String] = [:], to path: String,
    followingLinks: Bool = true
  ) throws(CheckpointError) {
    let (ordered, header) = try arranged(tensors, metadata, Origin(file: path))
    let file = try AtomicFile(path, followingLinks: followingLinks)
    try file.write(header)
    for tensor in ordered {
      let result = tensor.withBytes { bytes in
        Result { () throws(CheckpointError) in try file.write(bytes) }
      }
      try result.get()
    }
    try file.finish()
  }

  /// The bytes that `writeSafetensors` writes.
  public static func safetensors(
    _ tensors: [StoredTensor], metadata: [String: String] = [:]
  ) throws(CheckpointError) -> [UInt8] {
    let (ordered, header) = try arranged(tensors, metadata, Origin(file: "safetensors"))
    return ordered.reduce(into: header) { bytes, tensor in
      tensor.withBytes { bytes.append(contentsOf: $0) }
    }
  }

  /// Tensors in the order of the file, and all that stands before them.
  private static func arranged(
    _ tensors: [StoredTensor], _ metadata: [String: String], _ origin: Origin
  ) throws(CheckpointError) -> (ordered: [StoredTensor], header: [UInt8]) {
    var names = Set<String>()
    for tensor in tensors {
      guard tensor.name != "__metadata__", names.insert(tensor.name).inserted else {
        throw origin.error(.duplicateName(tensor.name))
      }
      try requireLimit(tensor.shape.count, SafetensorsLimits.rank, "rank", origin)
    }
    try requireLimit(tensors.count, SafetensorsLimits.tensors, "number of tensors", origin)
    let ordered = [8, 4, 2, 1].flatMap { size in tensors.filter { $0.type.size == size } }
    let header = header(ordered, metadata)
    try requireLimit(header.count, SafetensorsLimits.headerBytes, "header length", origin)
    var length = UInt64(header.count).littleEndian
    return (ordered, withUnsafeBytes(of: &length) { [UInt8]($0) } + header)
  }

  private static func requireLimit(
    _ found: Int, _ limit: Int, _ what: String, _ origin: Origin
  ) throws(CheckpointError) {
    guard found <= limit else {
      throw origin.error(.limitExceeded(what: what, found: found, limit: limit))
    }
  }

  /// The JSON header, padded with spaces so that the elements begin at a multiple of eight.
  private static func header(_ tensors: [StoredTensor], _ metadata: [String: String]) -> [UInt8] {
    var parts: [String] = []
    if !metadata.isEmpty {
      let pairs = metadata.sorted { $0.key < $1.key }
        .map { "\(quoted($0.key)):\(quoted($0.value))" }
      parts.append("\"__metadata__\":{\(pairs.joined(separator: ","))}")
    }
    var offset = 0
    for tensor in tensors {
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      parts.append(
        "\(quoted(tensor.name)):{\"dtype\":\"\(tensor.type.safetensorsName)\","
          + "\"shape\":[\(shape)],\"data_offsets\":[\(offset),\(offset + tensor.byteCount)]}")
      offset += tensor.byteCount
    }
    var bytes = Array("{\(parts.joined(separator: ","))}".utf8)
    while !bytes.count.isMultiple(of: 8) { bytes.append(UInt8(ascii: " ")) }
    return bytes
  }

  /// Text as JSON.
  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
