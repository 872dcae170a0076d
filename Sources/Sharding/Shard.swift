/// One of n equal parts of the work. Who does an item depends on its name alone, so that items added
/// while the work goes on move no other.
public struct Shard: Hashable, Sendable, CustomStringConvertible {
  /// Most parts. Arrays of Slurm end at 1000 unless its keeper raised MaxArraySize.
  public static let limit = 1000
  /// Neighbouring frames that stay together: they share work.
  public static let frameBlock = 24

  /// Which part, from 0.
  public let index: Int
  /// How many parts there are.
  public let count: Int

  /// A part.
  /// - Throws: `ShardError` for numbers that are none.
  public init(index: Int, count: Int) throws(ShardError) {
    guard (1...Self.limit).contains(count) else {
      throw ShardError("\(count) shards: it is a number from 1 to \(Self.limit)")
    }
    guard (0..<count).contains(index) else {
      throw ShardError("shard \(index) of \(count): the index is a number from 0 to \(count - 1)")
    }
    self.index = index
    self.count = count
  }

  /// Reads `i/n`.
  /// - Throws: `ShardError` for anything else.
  public init(_ text: String) throws(ShardError) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let index = Self.number(parts[0]), let count = Self.number(parts[1])
    else { throw ShardError("“\(text)” is no shard: it is index/count, for instance 0/4") }
    try self.init(index: index, count: count)
  }

  /// `17 of 100`.
  public var description: String { "\(index) of \(count)" }

  /// Whether an item is of this part.
  /// - Parameter name: Its name, relative to the folder it lies in.
  public func holds(_ name: some StringProtocol) -> Bool {
    Self.index(of: name, count: count) == index
  }

  /// Whether a frame of a walk is of this part: blocks of frames take turns.
  public func holds(frame: Int) -> Bool { frame / Self.frameBlock % count == index }

  /// The part an item belongs to: FNV-1a (64 bits) of its name modulo the number of parts.
  public static func index(of name: some StringProtocol, count: Int) -> Int {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return Int(hash % UInt64(count))
  }

  /// A plain number: digits alone, as schedulers write them.
  static func number(_ text: some StringProtocol) -> Int? {
    guard !text.isEmpty, text.utf8.count <= 9, text.utf8.allSatisfy({ (48...57).contains($0) })
    else { return nil }
    return Int(text)
  }
}

/// Why no part could be told; wrong usage.
public struct ShardError: Error, Hashable, CustomStringConvertible {
  /// In words.
  public let description: String

  /// Creates the error.
  init(_ description: String) { self.description = description }
}
