extension PickleMachine {
  /// A persistent id: a storage, or a module class of the legacy format.
  mutating func persistent(_ identifier: UInt32) throws(CheckpointError) -> UInt32 {
    guard let items = items(of: identifier), let kind = items.first.flatMap({ text(of: $0) })
    else { throw malformed("has a persistent id that is no tuple") }
    switch kind {
    case "module":
      // ('module', class, file, source): the source is never looked at.
      guard items.count >= 2, case .name(let index) = self[items[1]],
        mentions[index].meaning == .moduleClass
      else { throw malformed("has a module id without a module's class") }
      return items[1]
    case "storage": return try storage(items)
    default: throw malformed("has a persistent id of kind \"\(kind)\"")
    }
  }

  /// ('storage', class, key, location, count[, (view key, first, count)]).
  private mutating func storage(_ items: [UInt32]) throws(CheckpointError) -> UInt32 {
    guard items.count == 5 || items.count == 6, case .name(let index) = self[items[1]],
      case .storage(let type) = mentions[index].meaning, let count = int(of: items[4]), count >= 0
    else { throw malformed("has a storage id that is not ('storage', class, key, place, count)") }
    let key = try storageKey(items[2])
    let number = try storage(key: key, type: type, count: count)
    guard items.count == 6, case .none = self[items[5]] else {
      return items.count == 5
        ? try add(.storage(number)) : try storageView(items[5], of: number)
    }
    return try add(.storage(number))
  }

  /// Old PyTorch writes keys as text, or as an integer.
  private func storageKey(_ node: UInt32) throws(CheckpointError) -> String {
    if let text = text(of: node) { return text }
    if let value = int(of: node) { return String(value) }
    throw malformed("has a storage without a key")
  }

  /// The storage of that key: known already, or new.
  private mutating func storage(
    key: String, type: ElementType, count: Int
  ) throws(CheckpointError) -> Int {
    if let known = storageIndices[key] {
      guard storages[known].type == type, storages[known].count == count else {
        throw malformed("describes storage \"\(key)\" in two ways")
      }
      return known
    }
    guard !count.multipliedReportingOverflow(by: type.size).overflow else {
      throw malformed("has a storage of \(count) elements")
    }
    try limit("storages in the pickle", storages.count + 1, Self.maximumTensors)
    storages.append(PickleStorage(key: key, type: type, count: count))
    storageIndices[key] = storages.count - 1
    return storages.count - 1
  }

  /// The part of a storage that a legacy view names: (view key, first, count).
  private mutating func storageView(
    _ view: UInt32, of root: Int
  ) throws(CheckpointError) -> UInt32 {
    guard let items = items(of: view), items.count == 3, let first = int(of: items[1]),
      let count = int(of: items[2]), first >= 0, count >= 0
    else { throw malformed("has a storage view that is not (key, first, count)") }
    let whole = storages[root]
    guard first <= whole.count, count <= whole.count - first else {
      throw malformed("has a view outside storage \"\(whole.key)\"")
    }
    let key = try storageKey(items[0])
    let name = "\(whole.key) view \(key)"
    if let known = storageIndices[name] {
      guard storages[known].count == count, storages[known].part?.first == first else {
        throw malformed("describes view \"\(key)\" in two ways")
      }
      return try add(.storage(known))
    }
    try limit("storages in the pickle", storages.count + 1, Self.maximumTensors)
    storages.append(
      PickleStorage(key: name, type: whole.type, count: count, part: (of: root, first: first)))
    storageIndices[name] = storages.count - 1
    return try add(.storage(storages.count - 1))
  }

  /// `_rebuild_tensor_v2(storage, offset, size, stride, requires_grad, hooks)`, or only the first
  /// four. Every element must lie inside the storage, and no more of them than it has; an axis of
  /// stride 0 repeats them, as `expand` leaves it, at most a few times.
  mutating func rebuildTensor(_ arguments: [UInt32]) throws(CheckpointError) -> UInt32 {
    guard arguments.count >= 4, arguments.count <= 7,
      case .storage(let number) = self[arguments[0]], let offset = int(of: arguments[1])
    else { throw malformed("rebuilds a tensor from something other than a storage") }
    let shape = try naturals(of: arguments[2], "size")
    let strides = try naturals(of: arguments[3], "stride")
    guard strides.count == shape.count else {
      throw malformed("gives a tensor \(shape.count) sizes and \(strides.count) strides")
    }
    let available = storages[number].count
    let own = zip(shape, strides).map { $1 == 0 ? min($0, 1) : $0 }
    guard let count = checkedProduct(shape), let distinct = checkedProduct(own),
      distinct <= available, count <= Self.maximumRepeats * max(1, distinct)
    else {
      throw malformed("claims a tensor of \(shape) in a storage of \(available) elements")
    }
    guard offset >= 0, offset <= available,
      let last = lastElement(offset: offset, shape: shape, strides: strides),
      count == 0 || last < available
    else {
      throw malformed("claims a tensor of \(shape) outside its storage of \(available) elements")
    }
    try limit("tensors in the pickle", tensors.count + 1, Self.maximumTensors)
    tensors.append(PickleTensor(storage: number, offset: offset, shape: shape, strides: strides))
    return try add(.tensor(tensors.count - 1))
  }

  /// `torch.storage._load_from_bytes(bytes)`: a legacy checkpoint that is one storage.
  mutating func embeddedStorage(_ arguments: [UInt32]) throws(CheckpointError) -> UInt32 {
    guard arguments.count == 1, case .bytes(let range) = self[arguments[0]] else {
      throw malformed("loads a storage from something other than bytes")
    }
    // The same bytes are the same storage; reading them again and again would take for ever.
    if let known = embedded[range.lowerBound] { return known }
    var stream = LegacyStream(buffer, range, vocabulary: .storages, origin: origin)
    let root = try stream.read()
    guard case .storage(let inner) = stream.object[root] else {
      throw malformed("embeds something other than a storage")
    }
    var storage = stream.object.storages[inner]
    try limit("storages in the pickle", storages.count + 1, Self.maximumTensors)
    storage.part = nil
    storages.append(storage)
    let node = try add(.storage(storages.count - 1))
    embedded[range.lowerBound] = node
    return node
  }
}

/// The index of a view's last element; `nil` if it does not fit 63 bits.
private func lastElement(offset: Int, shape: [Int], strides: [Int]) -> Int? {
  var last = offset
  for (extent, stride) in zip(shape, strides) where extent > 1 {
    let (reach, overflow) = (extent - 1).multipliedReportingOverflow(by: stride)
    let (sum, overflow2) = last.addingReportingOverflow(reach)
    if overflow || overflow2 { return nil }
    last = sum
  }
  return last
}
