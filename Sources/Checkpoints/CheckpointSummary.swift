/// What a weight file holds, without knowing the network: for a person or a script to read.
public struct CheckpointSummary: Codable, Equatable, Sendable {
  /// One tensor of the file.
  public struct Tensor: Codable, Equatable, Sendable {
    /// Full name.
    public let name: String
    /// How its elements are written.
    public let type: ElementType
    /// Extent per axis, slowest first.
    public let shape: [Int]
    /// Number of elements.
    public let count: Int
    /// Elements that are infinite or not a number.
    public let nonFiniteCount: Int
  }

  /// The path as it was given.
  public let file: String
  /// The kind of file.
  public let container: Checkpoint.Container
  /// Free text of the file.
  public let metadata: [String: String]
  /// All tensors, in file order.
  public let tensors: [Tensor]
  /// Bytes of all elements; shared ones count as often as they are used.
  public let byteCount: Int
  /// Elements of all floating-point tensors: weights and running statistics.
  public let parameterCount: Int
  /// Elements of all tensors that are infinite or not a number.
  public let nonFiniteCount: Int
  /// Single values beside the tensors, such as `global_step`, by their full names.
  public let values: [String: String]

  /// Examines a checkpoint; reads every element once.
  public init(_ checkpoint: Checkpoint) {
    file = checkpoint.file
    container = checkpoint.container
    metadata = checkpoint.metadata
    tensors = checkpoint.tensors.map { tensor in
      Tensor(
        name: tensor.name, type: tensor.type, shape: tensor.shape, count: tensor.count,
        nonFiniteCount: tensor.nonFiniteCount)
    }
    byteCount = checkpoint.tensors.reduce(0) { $0 + $1.byteCount }
    parameterCount = tensors.reduce(0) { $0 + ($1.type.isFloatingPoint ? $1.count : 0) }
    nonFiniteCount = tensors.reduce(0) { $0 + $1.nonFiniteCount }
    var values: [String: String] = [:]
    Self.collect(checkpoint.value, path: "", depth: 0, into: &values)
    self.values = values
  }

  /// Single values of nested dictionaries; modules keep theirs for themselves, and at most a
  /// hundred are collected.
  private static func collect(
    _ value: CheckpointValue, path: String, depth: Int, into values: inout [String: String]
  ) {
    guard values.count < 100, depth < 4 else { return }
    switch value {
    case .bool(let value): values[path.isEmpty ? "value" : path] = "\(value)"
    case .int(let value): values[path.isEmpty ? "value" : path] = "\(value)"
    case .double(let value): values[path.isEmpty ? "value" : path] = "\(value)"
    case .string(let value): values[path.isEmpty ? "value" : path] = value
    case .object(let object): values[path.isEmpty ? "class" : path] = "a \(object.name)"
    case .dictionary(let entries):
      for entry in entries {
        guard case .string(let key) = entry.key else { continue }
        collect(
          entry.value, path: path.isEmpty ? key : path + "." + key, depth: depth + 1,
          into: &values)
      }
    case .list(let elements), .tuple(let elements):
      for (index, element) in elements.enumerated() {
        let key = String(index)
        collect(
          element, path: path.isEmpty ? key : path + "." + key, depth: depth + 1, into: &values)
      }
    case .none, .bigInteger, .bytes, .tensor, .name: break
    }
  }

  /// Lines for a person; names from the file are made safe for a terminal.
  public var lines: [String] {
    var lines = ["\(printable(file)): \(container.rawValue)"]
    for (key, text) in metadata.sorted(by: { $0.key < $1.key }) {
      lines.append("  \(printable(key)): \(printable(text))")
    }
    for (key, text) in values.sorted(by: { $0.key < $1.key }) {
      lines.append("  \(printable(key)) = \(printable(text))")
    }
    let names = tensors.map { printable($0.name) }
    let shapes = tensors.map {
      $0.shape.isEmpty ? "scalar" : $0.shape.map(String.init).joined(separator: "×")
    }
    let nameWidth = names.map(\.count).max() ?? 0
    let shapeWidth = shapes.map(\.count).max() ?? 0
    for (index, tensor) in tensors.enumerated() {
      var line = padded(names[index], to: nameWidth) + "  " + padded(tensor.type.rawValue, to: 8)
      line += "  " + padded(shapes[index], to: shapeWidth)
      if tensor.nonFiniteCount > 0 {
        line += "  \(tensor.nonFiniteCount) not finite"
      }
      lines.append(trimmed(line))
    }
    lines.append(
      "\(tensors.count) tensors, \(grouped(parameterCount)) parameters,"
        + " \(grouped(byteCount)) bytes")
    if nonFiniteCount > 0 {
      lines.append(
        "WARNING: infinite or not a number: \(grouped(nonFiniteCount)) of the values. Pictures made"
          + " with these weights would be wrong.")
    }
    return lines
  }
}

/// Text filled with spaces on the right.
private func padded(_ text: String, to width: Int) -> String {
  text + String(repeating: " ", count: max(0, width - text.count))
}

/// Text without spaces on the right.
private func trimmed(_ text: String) -> String {
  String(text.reversed().drop { $0 == " " }.reversed())
}

/// A number with its thousands apart: 97 480 899.
private func grouped(_ number: Int) -> String {
  var result = ""
  for (index, digit) in String(number).reversed().enumerated() {
    if index > 0, index.isMultiple(of: 3) { result.append(" ") }
    result.append(digit)
  }
  return String(result.reversed())
}
