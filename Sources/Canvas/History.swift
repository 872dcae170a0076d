public import DequeModule

/// Something that can be undone and named.
public protocol Undoable: Hashable, Sendable {
  /// What the history calls it, for instance `stroke, grass`.
  var name: String { get }
  /// Bytes it takes wherever it lies, about.
  var byteCount: Int { get }
  /// Bytes of them that it keeps in memory now; all unless it says otherwise.
  var residentByteCount: Int { get }
}

extension Undoable {
  /// All of it.
  public var residentByteCount: Int { byteCount }
}

/// One line of undo steps with a place on it: what was done, what was taken back.
///
/// Not limited in number; the oldest acts go when all together would exceed `byteLimit`, or what is
/// kept in memory `memoryLimit`. The last act always stays.
public struct History<Entry: Undoable>: Hashable, Sendable {
  /// Undo steps that can be undone, oldest first.
  public private(set) var past: Deque<Entry> = []
  /// Undo steps that can be done again, the next one last.
  public private(set) var future: [Entry] = []
  /// Bytes the acts may have, wherever they lie.
  public let byteLimit: Int
  /// Bytes the acts may keep in memory.
  public let memoryLimit: Int
  private var byteCount = 0
  /// At least what the acts keep in memory: what was counted last, and all that came since.
  private var mostResident = 0

  /// What acts that nobody keeps on a disk may take in memory: 256 MiB.
  public static var standardMemoryLimit: Int { 256 << 20 }

  /// An empty history.
  /// - Parameters:
  ///   - byteLimit: Bytes all acts together may have, 1 GiB unless told: those of an open session
  ///     lie in its journal, and only the latest in memory too.
  ///   - memoryLimit: Bytes that may be in memory; beyond it acts go that no journal keeps.
  public init(byteLimit: Int = 1 << 30, memoryLimit: Int = Self.standardMemoryLimit) {
    self.byteLimit = byteLimit
    self.memoryLimit = memoryLimit
  }

  /// Bytes its acts keep in memory now, about; looks at every act.
  public var residentByteCount: Int {
    past.reduce(0) { $0 + $1.residentByteCount } + future.reduce(0) { $0 + $1.residentByteCount }
  }

  /// Name of the undo step `undo()` takes back.
  public var undoName: String? { past.last?.name }

  /// Name of the undo step `redo()` does again.
  public var redoName: String? { future.last?.name }

  /// Adds a finished undo step; what was taken back before is forgotten.
  public mutating func record(_ entry: Entry) {
    byteCount -= future.reduce(0) { $0 + $1.byteCount }
    future.removeAll()
    push(entry)
  }

  /// Puts an undo step in the place of the last one: a run of wheel steps is one undo step.
  public mutating func amend(_ entry: Entry) {
    if let last = past.popLast() { byteCount -= last.byteCount }
    record(entry)
  }

  /// Takes the last undo step out of the past and returns it; the caller applies its inverse.
  public mutating func undo() -> Entry? {
    guard let entry = past.popLast() else { return nil }
    future.append(entry)
    return entry
  }

  /// Takes the last undo step away as if it had never been: it cannot be done again.
  public mutating func withdraw() -> Entry? {
    guard let entry = past.popLast() else { return nil }
    byteCount -= entry.byteCount
    return entry
  }

  /// Takes the next undo step back into the past and returns it; the caller applies it.
  public mutating func redo() -> Entry? {
    guard let entry = future.popLast() else { return nil }
    past.append(entry)
    return entry
  }

  private mutating func push(_ entry: Entry) {
    past.append(entry)
    byteCount += entry.byteCount
    mostResident += entry.byteCount
    if mostResident > memoryLimit { mostResident = residentByteCount }
    while byteCount > byteLimit || mostResident > memoryLimit, past.count > 1,
      let oldest = past.popFirst()
    {
      byteCount -= oldest.byteCount
      mostResident -= oldest.residentByteCount
    }
  }
}

extension History {
  /// Whether both hold the same acts.
  public static func == (one: History, other: History) -> Bool {
    one.past == other.past && one.future == other.future
  }

  /// Hashes the acts.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(past)
    hasher.combine(future)
  }
}
