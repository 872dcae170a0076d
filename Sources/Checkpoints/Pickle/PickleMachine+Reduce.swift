extension PickleMachine {
  /// REDUCE: applies one of the known constructors to a tuple of arguments.
  mutating func reduce(_ callable: UInt32, _ arguments: UInt32) throws(CheckpointError) -> UInt32 {
    guard case .name(let index) = self[callable], case .tuple(let list) = self[arguments] else {
      throw malformed("calls something that has no name")
    }
    let mention = mentions[index]
    let arguments = contents[list]
    switch mention.meaning {
    case .dictionary: return try makeDictionary(arguments)
    case .set: return try makeSet(arguments)
    case .rebuildTensor: return try rebuildTensor(arguments)
    case .rebuildParameter:
      guard let data = arguments.first, case .tensor = self[data], arguments.count <= 3 else {
        throw malformed("wraps something other than a tensor as a parameter")
      }
      return data
    case .size:
      guard arguments.count == 1, let items = items(of: arguments[0]) else {
        throw malformed("gives a torch.Size that is no list")
      }
      try charge(items.count)
      return try add(.tuple(addContents(items)))
    case .device:
      let state = try add(.tuple(list))
      return try addObject(module: mention.module, name: mention.name, state: state)
    case .encode: return try encode(arguments)
    case .numpyReconstruct: return try makeArray(arguments)
    case .numpyScalar: return try makeScalar(arguments)
    case .numpyType: return try makeType(arguments)
    case .embeddedStorage: return try embeddedStorage(arguments)
    case .persistentObject: return try persistentObject(arguments)
    case .legacyBackend:
      guard arguments.isEmpty else { throw malformed("gives arguments to a backend that has none") }
      return 0
    case .defaultDictionary: return try add(.dictionary(addContents([])))
    case .dataClass:
      let state = try add(.tuple(list))
      return try addObject(module: mention.module, name: mention.name, state: state)
    case .reconstructor:
      guard arguments.count == 3 else { throw malformed("makes an instance of no class") }
      return try newObject(arguments[0], try add(.tuple(addContents([]))))
    case .storage, .constant, .numpyArray, .moduleClass, .stranger:
      throw error(.forbiddenName("\(mention.module).\(mention.name)()"))
    }
  }

  /// NEWOBJ: an instance of a module class (its state follows with BUILD) or of a dictionary class.
  mutating func newObject(
    _ callable: UInt32, _ arguments: UInt32
  ) throws(CheckpointError) -> UInt32 {
    guard case .name(let index) = self[callable], case .tuple(let list) = self[arguments] else {
      throw malformed("creates something that has no class")
    }
    let mention = mentions[index]
    switch mention.meaning {
    case .dictionary: return try makeDictionary(contents[list])
    case .size: return try reduce(callable, arguments)
    case .moduleClass, .stranger, .dataClass:
      return try addObject(module: mention.module, name: mention.name, state: nil)
    case .defaultDictionary: return try add(.dictionary(addContents([])))
    default: throw error(.forbiddenName("\(mention.module).\(mention.name)"))
    }
  }

  /// BUILD: gives state to an object or an array. Attributes of dictionaries (`_metadata` of a
  /// state dict) are no weights and are dropped.
  mutating func build(_ target: UInt32, _ state: UInt32) throws(CheckpointError) {
    switch self[target] {
    case .object(let index):
      guard objects[index].state == nil else { throw malformed("gives an object two states") }
      objects[index].state = state
    case .dictionary: break
    case .array(let index): try fill(index, state)
    case .numpyType(let index): try complete(index, state)
    default: throw malformed("gives a state to something that has none")
    }
  }

  /// Counts elements that were copied from one container to another, so that a list cannot be
  /// copied again and again.
  mutating func charge(_ count: Int) throws(CheckpointError) {
    copied += count
    try limit("copied values in the pickle", copied, Self.maximumNodes)
  }

  mutating func addObject(
    module: String, name: String, state: UInt32?
  ) throws(CheckpointError) -> UInt32 {
    objects.append(PickleObject(module: module, name: name, state: state))
    return try add(.object(objects.count - 1))
  }

  /// An `OrderedDict` from nothing, from a list of pairs (Python 2) or from a dictionary.
  private mutating func makeDictionary(_ arguments: [UInt32]) throws(CheckpointError) -> UInt32 {
    guard let source = arguments.first else { return try add(.dictionary(addContents([]))) }
    guard arguments.count == 1 else { throw malformed("makes a dictionary of several arguments") }
    if case .dictionary(let index) = self[source] {
      try charge(contents[index].count)
      return try add(.dictionary(addContents(contents[index])))
    }
    guard let pairs = items(of: source) else {
      throw malformed("makes a dictionary of something that is no list of pairs")
    }
    try charge(2 * pairs.count)
    var flat: [UInt32] = []
    for pair in pairs {
      guard let items = items(of: pair), items.count == 2 else {
        throw malformed("makes a dictionary of something that is no list of pairs")
      }
      flat += items
    }
    return try add(.dictionary(addContents(flat)))
  }

  private mutating func makeSet(_ arguments: [UInt32]) throws(CheckpointError) -> UInt32 {
    guard let source = arguments.first else { return try add(.set(addContents([]))) }
    guard arguments.count == 1, let items = items(of: source) else {
      throw malformed("makes a set of something that is no list")
    }
    try charge(items.count)
    return try add(.set(addContents(items)))
  }

  /// StyleGAN2-ADA's modules: the class name and the state as data; the source text that comes
  /// with them is never looked at.
  private mutating func persistentObject(
    _ arguments: [UInt32]
  ) throws(CheckpointError) -> UInt32 {
    guard arguments.count == 1, case .dictionary(let index) = self[arguments[0]] else {
      throw malformed("describes a persistent object by something that is no dictionary")
    }
    try limit("entries of a persistent object", contents[index].count / 2, 32)
    guard let kind = value(of: arguments[0], key: "type"), text(of: kind) == "class",
      let name = value(of: arguments[0], key: "class_name").flatMap({ text(of: $0) }),
      let state = value(of: arguments[0], key: "state")
    else { throw malformed("describes a persistent object without class and state") }
    return try addObject(module: "torch_utils.persistence", name: name, state: state)
  }
}
