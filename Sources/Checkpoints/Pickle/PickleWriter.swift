/// What a pickle is written from: PyTorch's own objects, as `torch.save` writes them.
public indirect enum PickleValue: Sendable {
  /// `None`.
  case none
  /// A truth value.
  case bool(Bool)
  /// An integer of at most 32 bits.
  case int(Int)
  /// A floating-point number.
  case double(Double)
  /// Text.
  case string(String)
  /// A list.
  case list([PickleValue])
  /// A tuple.
  case tuple([PickleValue])
  /// A plain dictionary with text keys, in order.
  case dictionary([(key: String, value: PickleValue)])
  /// `collections.OrderedDict` with text keys, in order.
  case orderedDictionary([(key: String, value: PickleValue)])
  /// A tensor; its storage becomes an entry of the archive.
  case tensor(StoredTensor)
  /// A tensor as `torch.nn.Parameter`.
  case parameter(StoredTensor)
  /// An instance of a class with its attributes.
  case object(module: String, name: String, state: [(key: String, value: PickleValue)])
}

extension Checkpoint {
  /// Writes a value as PyTorch's zip archive, atomically, so that `torch.load` reads it.
  /// - Throws: `CheckpointError`, also for integers beyond 32 bits.
  public static func writeTorch(
    _ value: PickleValue, named name: String, to path: String
  ) throws(CheckpointError) {
    let origin = Origin(file: path)
    var writer = PickleWriter()
    let pickle = try writer.pickle(value, origin: origin)
    var archive = ZipWriter(origin: origin)
    try archive.add("\(name)/data.pkl", pickle, alignment: 64)
    try archive.add("\(name)/byteorder", Array("little".utf8), alignment: 64)
    for (index, storage) in writer.storages.enumerated() {
      try archive.add("\(name)/data/\(index)", storage, alignment: 64)
    }
    try archive.add("\(name)/version", Array("3\n".utf8), alignment: 64)
    let file = try AtomicFile(path)
    try file.write(archive.finished())
    try file.finish()
  }
}

/// Writes protocol 2 without a memo: longer than Python's own, and read alike.
struct PickleWriter {
  private var bytes: [UInt8] = [0x80, 2]
  /// Bytes of the storages, by number.
  private(set) var storages: [[UInt8]] = []

  /// The whole pickle.
  mutating func pickle(
    _ value: PickleValue, origin: Origin
  ) throws(CheckpointError) -> [UInt8] {
    try add(value, origin)
    bytes.append(UInt8(ascii: "."))
    return bytes
  }

  private mutating func add(_ value: PickleValue, _ origin: Origin) throws(CheckpointError) {
    switch value {
    case .none: bytes.append(UInt8(ascii: "N"))
    case .bool(let flag): bytes.append(flag ? 0x88 : 0x89)
    case .int(let number): try add(number, origin)
    case .double(let number):
      bytes.append(UInt8(ascii: "G"))
      bytes += littleEndianBytes(number.bitPattern).reversed()
    case .string(let text): add(text)
    case .list(let elements):
      bytes += [UInt8(ascii: "]"), UInt8(ascii: "(")]
      for element in elements { try add(element, origin) }
      bytes.append(UInt8(ascii: "e"))
    case .tuple(let elements):
      bytes.append(UInt8(ascii: "("))
      for element in elements { try add(element, origin) }
      bytes.append(UInt8(ascii: "t"))
    case .dictionary(let pairs):
      bytes.append(UInt8(ascii: "}"))
      try add(pairs, origin)
    case .orderedDictionary(let pairs):
      addOrderedDictionary()
      if !pairs.isEmpty { try add(pairs, origin) }
    case .tensor(let tensor): try add(tensor, origin)
    case .parameter(let tensor):
      mention("torch._utils", "_rebuild_parameter")
      bytes.append(UInt8(ascii: "("))
      try add(tensor, origin)
      bytes.append(0x88)
      addOrderedDictionary()
      bytes += [UInt8(ascii: "t"), UInt8(ascii: "R")]
    case .object(let module, let name, let state):
      mention(module, name)
      bytes += [UInt8(ascii: ")"), 0x81]
      try add(.dictionary(state), origin)
      bytes.append(UInt8(ascii: "b"))
    }
  }

  private mutating func add(
    _ pairs: [(key: String, value: PickleValue)], _ origin: Origin
  ) throws(CheckpointError) {
    bytes.append(UInt8(ascii: "("))
    for (key, value) in pairs {
      add(key)
      try add(value, origin)
    }
    bytes.append(UInt8(ascii: "u"))
  }

  private mutating func add(_ number: Int, _ origin: Origin) throws(CheckpointError) {
    guard let small = Int32(exactly: number) else {
      throw origin.error(.unsupported("the integer \(number)"))
    }
    bytes.append(UInt8(ascii: "J"))
    bytes += littleEndianBytes(small)
  }

  private mutating func add(_ text: String) {
    let encoded = Array(text.utf8)
    bytes.append(UInt8(ascii: "X"))
    bytes += littleEndianBytes(UInt32(encoded.count)) + encoded
  }

  private mutating func mention(_ module: String, _ name: String) {
    bytes += Array("c\(module)\n\(name)\n".utf8)
  }

  private mutating func addOrderedDictionary() {
    mention("collections", "OrderedDict")
    bytes += [UInt8(ascii: ")"), UInt8(ascii: "R")]
  }

  /// `_rebuild_tensor_v2(storage, 0, size, stride, False, OrderedDict())`.
  private mutating func add(_ tensor: StoredTensor, _ origin: Origin) throws(CheckpointError) {
    mention("torch._utils", "_rebuild_tensor_v2")
    bytes += [UInt8(ascii: "("), UInt8(ascii: "(")]
    add("storage")
    mention("torch", tensor.type.torchStorage)
    add("\(storages.count)")
    add("cpu")
    try add(tensor.count, origin)
    bytes += [UInt8(ascii: "t"), UInt8(ascii: "Q")]
    try add(0, origin)
    var strides: [Int] = []
    var step = 1
    for extent in tensor.shape.reversed() {
      strides.insert(step, at: 0)
      step *= max(1, extent)
    }
    try add(.tuple(tensor.shape.map { .int($0) }), origin)
    try add(.tuple(strides.map { .int($0) }), origin)
    bytes.append(0x89)
    addOrderedDictionary()
    bytes += [UInt8(ascii: "t"), UInt8(ascii: "R")]
    storages.append(tensor.bytes)
  }
}
