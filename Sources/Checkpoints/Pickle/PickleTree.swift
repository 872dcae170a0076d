/// Turns the nodes of a finished pickle into values, and collects tensors under their names.
///
/// Shared nodes become separate values, so a small pickle could describe an enormous tree; the
/// number of values, their depth and the bytes of all tensors are bounded.
struct PickleTree {
  static let maximumDepth = 64
  static let maximumValues = 500_000
  static let maximumNameLength = 1024

  private let machine: PickleMachine
  private var count = 0
  private var tensorBytes = 0
  private var texts: [UInt32: String] = [:]
  private(set) var tensors: [StoredTensor] = []

  /// A tree of what `machine` read; its storages must have been found in the file.
  init(_ machine: PickleMachine) { self.machine = machine }

  /// The value of a node; `path` is its name, empty at the root.
  mutating func value(
    of node: UInt32, path: String = "", depth: Int = 0
  ) throws(CheckpointError) -> CheckpointValue {
    count += 1
    try machine.limit("values in the pickle", count, Self.maximumValues)
    try machine.limit("nesting of the pickle", depth, Self.maximumDepth)
    switch machine[node] {
    case .none: return .none
    case .bool(let value): return .bool(value)
    case .int(let value): return .int(value)
    case .bigInteger(let range): return .bigInteger(machine.buffer.copy(range))
    case .double(let value): return .double(value)
    case .text, .byteString, .decoded(_, isText: true): return .string(try text(of: node))
    case .bytes(let range):
      try charge(range.count)
      return .bytes(machine.buffer.copy(range))
    case .decoded(let index, isText: false): return .bytes(machine.decoded[index])
    case .list(let index), .set(let index):
      return .list(try elements(machine.contents[index], path, depth))
    case .tuple(let index): return .tuple(try elements(machine.contents[index], path, depth))
    case .dictionary(let index):
      return try dictionary(machine.contents[index], path, depth, isState: false)
    case .name(let index):
      return .name(module: machine.mentions[index].module, name: machine.mentions[index].name)
    case .object(let index): return try object(machine.objects[index], path, depth)
    case .storage(let index): return try storage(machine.storages[index], path)
    case .tensor(let index): return try tensor(machine.tensors[index], path)
    case .numpyType: return .name(module: "numpy", name: "dtype")
    case .array(let index): return try array(machine.arrays[index], path, depth)
    }
  }

  /// The text of a node; made once, so that a long text used often is not copied.
  private mutating func text(of node: UInt32) throws(CheckpointError) -> String {
    if let known = texts[node] { return known }
    let text: String
    switch machine[node] {
    case .text(let range):
      guard let valid = machine.buffer.text(range) else {
        throw machine.origin.error(
          .malformed("the pickle holds text that is not UTF-8"), at: range.lowerBound)
      }
      text = valid
    case .byteString(let range): text = machine.text(range)
    case .decoded(let index, _): text = pythonText(machine.decoded[index])
    default: text = ""
    }
    texts[node] = text
    return text
  }

  private mutating func elements(
    _ nodes: [UInt32], _ path: String, _ depth: Int
  ) throws(CheckpointError) -> [CheckpointValue] {
    var values: [CheckpointValue] = []
    for (index, node) in nodes.enumerated() {
      values.append(
        try value(of: node, path: try name(path, String(index)), depth: depth + 1))
    }
    return values
  }

  /// A dictionary; of an object's state the groups of parameters, buffers and modules give no
  /// name of their own.
  private mutating func dictionary(
    _ pairs: [UInt32], _ path: String, _ depth: Int, isState: Bool
  ) throws(CheckpointError) -> CheckpointValue {
    var entries: [CheckpointValue.Entry] = []
    var seen = Set<String>()
    for position in stride(from: 0, to: pairs.count - 1, by: 2) {
      let key = try value(of: pairs[position], depth: depth + 1)
      let (text, tag) = try keyText(key)
      guard seen.insert(tag).inserted else {
        throw machine.origin.error(.duplicateName(try name(path, text)))
      }
      let isGroup = isState && ["_parameters", "_buffers", "_modules"].contains(text)
      let below = isGroup ? path : try name(path, text)
      entries.append(
        .init(key: key, value: try value(of: pairs[position + 1], path: below, depth: depth + 1)))
    }
    return .dictionary(entries)
  }

  private mutating func object(
    _ object: PickleObject, _ path: String, _ depth: Int
  ) throws(CheckpointError) -> CheckpointValue {
    var state = CheckpointValue.none
    if let node = object.state {
      if case .dictionary(let index) = machine[node] {
        count += 1
        try machine.limit("nesting of the pickle", depth + 1, Self.maximumDepth)
        state = try dictionary(machine.contents[index], path, depth + 1, isState: true)
      } else {
        state = try value(of: node, path: path, depth: depth + 1)
      }
    }
    switch (object.module, object.name) {
    case ("argparse", "Namespace"): return state
    case (_, "PosixPath"), (_, "PurePosixPath"):
      guard let parts = state.elements?.compactMap(\.string) else { break }
      return .string(parts.joined(separator: "/").replacing("//", with: "/"))
    default: break
    }
    return .object(.init(module: object.module, name: object.name, state: state))
  }

  /// The text of a key for names, and a tag that tells keys of different types apart.
  private func keyText(
    _ key: CheckpointValue
  ) throws(CheckpointError) -> (text: String, tag: String) {
    switch key {
    case .none: return ("None", "n")
    case .bool(let value): return ("\(value)", "b\(value)")
    case .int(let value): return ("\(value)", "i\(value)")
    case .double(let value): return ("\(value)", "d\(value)")
    case .string(let value):
      try machine.limit("length of a name", value.utf8.count, Self.maximumNameLength)
      return (value, "s\(value)")
    default: throw machine.origin.error(.unsupported("a dictionary key that is a container"))
    }
  }

  private func name(_ path: String, _ component: String) throws(CheckpointError) -> String {
    try machine.limit(
      "length of a name", path.utf8.count + component.utf8.count, Self.maximumNameLength)
    return path.isEmpty ? component : path + "." + component
  }

  // MARK: Tensors

  /// Views of one storage may overlap, but together they must not be out of proportion.
  private mutating func charge(_ bytes: Int) throws(CheckpointError) {
    let (sum, overflow) = tensorBytes.addingReportingOverflow(bytes)
    tensorBytes = overflow ? .max : sum
    try machine.limit(
      "bytes of all tensors", tensorBytes, 8 * machine.buffer.count + 1 << 20)
  }

  private mutating func collect(_ tensor: StoredTensor) throws(CheckpointError) -> CheckpointValue {
    try charge(tensor.byteCount)
    tensors.append(tensor)
    return .tensor(tensor)
  }

  private mutating func tensor(
    _ tensor: PickleTensor, _ path: String
  ) throws(CheckpointError) -> CheckpointValue {
    let storage = machine.storages[tensor.storage]
    let bytes = try place(of: storage)
    return try collect(
      StoredTensor(
        name: path.isEmpty ? "tensor" : path, type: storage.type, shape: tensor.shape,
        buffer: machine.buffer,
        offset: bytes.lowerBound + tensor.offset * storage.type.size, strides: tensor.strides))
  }

  private mutating func storage(
    _ storage: PickleStorage, _ path: String
  ) throws(CheckpointError) -> CheckpointValue {
    let bytes = try place(of: storage)
    return try collect(
      StoredTensor(
        name: path.isEmpty ? "storage" : path, type: storage.type, shape: [storage.count],
        buffer: machine.buffer, offset: bytes.lowerBound, strides: nil))
  }

  /// Where a storage lies in the file; a view lies inside its root.
  private func place(of storage: PickleStorage) throws(CheckpointError) -> Range<Int> {
    var found = storage.bytes
    if let part = storage.part, let root = machine.storages[part.of].bytes {
      let start = root.lowerBound + part.first * storage.type.size
      found = start..<(start + storage.count * storage.type.size)
    }
    guard let found else {
      throw machine.origin.error(.missingEntry("storage \"\(storage.key)\""))
    }
    return found
  }

  private mutating func array(
    _ array: PickleArray, _ path: String, _ depth: Int
  ) throws(CheckpointError) -> CheckpointValue {
    guard let type = array.type, let data = array.data else {
      throw machine.origin.error(.malformed("the pickle leaves an array empty"))
    }
    let buffer: ByteBuffer
    let range: Range<Int>
    switch machine[data] {
    case .bytes(let bytes), .byteString(let bytes): (buffer, range) = (machine.buffer, bytes)
    case .decoded(let index, _):
      buffer = ByteBuffer(copying: machine.decoded[index])
      range = 0..<buffer.count
    case .list(let index):
      // An array of objects; the usual one has no axis and holds a single dictionary.
      let nodes = machine.contents[index]
      if array.shape.isEmpty, let only = nodes.first {
        return try value(of: only, path: path, depth: depth + 1)
      }
      return .list(try elements(nodes, path, depth))
    default: throw machine.origin.error(.malformed("the pickle leaves an array empty"))
    }
    guard
      let tensor = type.tensor(
        name: path.isEmpty ? "array" : path, shape: array.shape, isFortran: array.isFortran,
        buffer: buffer, range: range)
    else { throw machine.origin.error(.malformed("an array of objects holds bytes")) }
    return try collect(tensor)
  }
}
