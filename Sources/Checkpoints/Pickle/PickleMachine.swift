/// Runs a pickle as data: protocols 0 to 4, no calls but the constructors of `PickleName`.
///
/// Everything a hostile file could grow is bounded: opcodes by the file, values, memo, stack and
/// decoded bytes by the limits below.
struct PickleMachine {
  static let maximumMemo = 1_000_000
  static let maximumStack = 10_000
  static let maximumNodes = 2_000_000
  static let maximumTensors = 100_000
  /// How often axes of stride 0 may repeat a tensor's elements: three channels of one, not bombs.
  static let maximumRepeats = 4
  /// The most bytes of pickle, not counting raw storages: 16 MiB.
  static let maximumBytes = 16 << 20

  let vocabulary: PickleVocabulary
  let origin: Origin
  var cursor: ByteCursor
  /// Where the running opcode lies, for errors.
  var at = 0

  private(set) var nodes: [PickleNode] = [.none, .bool(false), .bool(true)]
  var contents: [[UInt32]] = []
  var decoded: [[UInt8]] = []
  var mentions: [PickleMention] = []
  var objects: [PickleObject] = []
  var storages: [PickleStorage] = []
  var storageIndices: [String: Int] = [:]
  var tensors: [PickleTensor] = []
  var types: [NumpyType] = []
  var arrays: [PickleArray] = []
  /// Storages read from bytes inside the pickle, by where those begin.
  var embedded: [Int: UInt32] = [:]
  /// Elements copied between containers so far.
  var copied = 0
  private var decodedBytes = 0

  private var stack: [UInt32] = []
  private var marks: [Int] = []
  private var memo: [UInt32] = []
  private var memoCount = 0

  /// A machine at the start of a pickle in `range`.
  init(
    _ buffer: ByteBuffer, _ range: Range<Int>, vocabulary: PickleVocabulary, origin: Origin
  ) {
    self.vocabulary = vocabulary
    self.origin = origin
    cursor = ByteCursor(buffer, range, origin: origin)
  }

  var buffer: ByteBuffer { cursor.buffer }

  func error(_ reason: CheckpointError.Reason) -> CheckpointError { origin.error(reason, at: at) }

  func malformed(_ what: String) -> CheckpointError { error(.malformed("the pickle \(what)")) }

  func limit(_ what: String, _ found: Int, _ limit: Int) throws(CheckpointError) {
    guard found <= limit else {
      throw error(.limitExceeded(what: what, found: found, limit: limit))
    }
  }

  // MARK: Values

  /// The value of a number.
  subscript(node: UInt32) -> PickleNode { nodes[Int(node)] }

  /// Stores a value and returns its number.
  mutating func add(_ node: PickleNode) throws(CheckpointError) -> UInt32 {
    try limit("values in the pickle", nodes.count + 1, Self.maximumNodes)
    nodes.append(node)
    return UInt32(nodes.count - 1)
  }

  /// Stores the contents of a container and returns their number.
  mutating func addContents(_ items: [UInt32]) -> Int {
    contents.append(items)
    return contents.count - 1
  }

  /// Stores decoded bytes; together they stay below twice the file, so that decoding one text
  /// again and again cannot fill the memory.
  mutating func addDecoded(_ bytes: [UInt8]) throws(CheckpointError) -> Int {
    decodedBytes += bytes.count
    try limit("decoded bytes in the pickle", decodedBytes, 2 * buffer.count)
    decoded.append(bytes)
    return decoded.count - 1
  }

  // MARK: Stack and memo

  mutating func push(_ node: UInt32) throws(CheckpointError) {
    stack.append(node)
    try limit("stack of the pickle", stack.count, Self.maximumStack)
  }

  mutating func pushNew(_ node: PickleNode) throws(CheckpointError) { try push(try add(node)) }

  /// Takes the top of the stack, but nothing below the last mark.
  mutating func pop() throws(CheckpointError) -> UInt32 {
    guard stack.count > (marks.last ?? 0), let top = stack.popLast() else {
      throw malformed("takes a value from an empty stack")
    }
    return top
  }

  func top() throws(CheckpointError) -> UInt32 {
    guard stack.count > (marks.last ?? 0), let top = stack.last else {
      throw malformed("needs a value on an empty stack")
    }
    return top
  }

  mutating func mark() throws(CheckpointError) {
    marks.append(stack.count)
    try limit("marks of the pickle", marks.count, Self.maximumStack)
  }

  /// Takes everything above the last mark, and the mark.
  mutating func popToMark() throws(CheckpointError) -> [UInt32] {
    guard let start = marks.popLast() else { throw malformed("has no mark where one is needed") }
    let items = Array(stack[start...])
    stack.removeSubrange(start...)
    return items
  }

  /// POP takes a value, or the mark if nothing is above it.
  mutating func popValueOrMark() throws(CheckpointError) {
    if marks.last == stack.count { marks.removeLast() } else { _ = try pop() }
  }

  mutating func memorize(_ index: Int) throws(CheckpointError) {
    let value = try top()
    guard index >= 0 else { throw malformed("memorizes under a negative number") }
    try limit("memo of the pickle", index + 1, Self.maximumMemo)
    while memo.count <= index { memo.append(.max) }
    if memo[index] == .max { memoCount += 1 }
    memo[index] = value
  }

  mutating func memorizeNext() throws(CheckpointError) { try memorize(memoCount) }

  mutating func recall(_ index: Int) throws(CheckpointError) {
    guard memo.indices.contains(index), memo[index] != .max else {
      throw malformed("recalls value \(index), which was never memorized")
    }
    try push(memo[index])
  }

  // MARK: Containers

  /// Appends to a list or a set on top of the stack.
  mutating func append(_ items: [UInt32], toSet: Bool) throws(CheckpointError) {
    switch (self[try top()], toSet) {
    case (.list(let index), false), (.set(let index), true):
      contents[index].append(contentsOf: items)
    default: throw malformed("appends to something that is no list")
    }
  }

  /// Sets pairs of the dictionary on top of the stack; of nothing else.
  mutating func setItems(_ pairs: [UInt32]) throws(CheckpointError) {
    guard case .dictionary(let index) = self[try top()] else {
      throw malformed("sets an item of something that is no dictionary")
    }
    guard pairs.count.isMultiple(of: 2) else { throw malformed("has a key without a value") }
    contents[index].append(contentsOf: pairs)
  }
}
