/// PyTorch's format before 1.6: magic number, protocol, system information, the object and the list
/// of storage keys as pickles, then each storage as an element count and raw elements.
struct LegacyStream {
  private var position: Int
  private let buffer: ByteBuffer
  private let end: Int
  private let vocabulary: PickleVocabulary
  private let origin: Origin
  /// The machine that read the object; its storages have their places after `read`.
  private(set) var object: PickleMachine

  /// A stream in `range` of `buffer`, which it must fill.
  init(
    _ buffer: ByteBuffer, _ range: Range<Int>, vocabulary: PickleVocabulary, origin: Origin
  ) {
    self.buffer = buffer
    self.position = range.lowerBound
    self.end = range.upperBound
    self.vocabulary = vocabulary
    self.origin = origin
    object = PickleMachine(buffer, range, vocabulary: vocabulary, origin: origin)
  }

  /// Reads everything and returns the object's root.
  mutating func read() throws(CheckpointError) -> UInt32 {
    let (magicMachine, magic) = try pickle("magic number", [])
    guard case .bigInteger(let digits) = magicMachine[magic],
      buffer.copy(digits) == [0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19]
    else { throw origin.error(.malformed("the magic number is wrong"), at: position) }
    let (versionMachine, version) = try pickle("protocol", [])
    guard versionMachine.int(of: version) == 1001 else {
      throw origin.error(.unsupported("this version of the legacy format"), at: position)
    }
    let (systemMachine, system) = try pickle("system information", [])
    guard let order = systemMachine.value(of: system, key: "little_endian"),
      case .bool(true) = systemMachine[order]
    else { throw origin.error(.unsupported("a big-endian file"), at: position) }
    let root: UInt32
    (object, root) = try pickle("object", vocabulary)
    let (keyMachine, list) = try pickle("storage keys", [])
    guard case .list(let index) = keyMachine[list] else {
      throw origin.error(.malformed("the storage keys are no list"), at: position)
    }
    for node in keyMachine.contents[index] {
      guard let key = keyMachine.text(of: node) else {
        throw origin.error(.malformed("a storage key is no text"), at: position)
      }
      try locate(key)
    }
    guard position == end else {
      throw origin.error(
        .malformed("\(end - position) bytes are left over behind the last storage"), at: position)
    }
    return root
  }

  /// Runs the next pickle of the stream.
  private mutating func pickle(
    _ part: String, _ vocabulary: PickleVocabulary
  ) throws(CheckpointError) -> (PickleMachine, UInt32) {
    let limit = min(end, position + PickleMachine.maximumBytes)
    var machine = PickleMachine(
      buffer, position..<limit, vocabulary: vocabulary, origin: origin.entry(part))
    let root = try machine.run()
    position = machine.cursor.position
    return (machine, root)
  }

  /// Finds the raw elements of the next storage of the stream.
  private mutating func locate(_ key: String) throws(CheckpointError) {
    guard let number = object.storageIndices[key] else {
      throw origin.error(.malformed("storage \"\(key)\" is listed but not used"), at: position)
    }
    let storage = object.storages[number]
    guard storage.bytes == nil else { throw origin.error(.duplicateName(key), at: position) }
    var cursor = ByteCursor(
      buffer, position..<end, origin: origin.entry("storage \"\(key)\""))
    let count = try cursor.integer(Int64.self, "element count")
    guard Int(count) == storage.count else {
      throw cursor.origin.error(
        .sizeMismatch(
          what: "elements of storage \"\(key)\"", expected: storage.count, found: Int(count)),
        at: position)
    }
    object.storages[number].bytes = try cursor.take(
      storage.count * storage.type.size, "storage \"\(key)\"")
    position = cursor.position
  }
}
