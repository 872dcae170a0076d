public import DequeModule

/// Something that can be undone and named.
public protocol Undoable: Hashable, Sendable {
  /// What the history calls it, for instance `stroke, grass`.
  var name: String { get }
  /// Bytes it keeps in memory, about.
  var byteCount: Int { get }
}

/// One line of acts with a place on it: what was done, what was taken back.
///
/// Not limited in number; the oldest acts go when all together exceed `byteLimit`. The last act
/// always stays.
public struct History<Entry: Undoable>: Hashable, Sendable {
  /// Acts that can be undone, oldest first.
  public private(set) var past: Deque<Entry> = []
  /// Acts that can be done again, the next one last.
  public private(set) var future: [Entry] = []
  /// Bytes the acts may keep in memory.
  public let byteLimit: Int
  private var byteCount = 0

  /// An empty history.
  /// - Parameter byteLimit: Bytes all acts together may keep, 256 MiB unless told.
  public init(byteLimit: Int = 256 << 20) {
    self.byteLimit = byteLimit
  }

  /// Name of the act `undo()` takes back.
  public var undoName: String? { past.last?.name }

  /// Name of the act `redo()` does again.
  public var redoName: String? { future.last?.name }

  /// Adds a finished act; what was taken back before is forgotten.
  public mutating func record(_ entry: Entry) {
    byteCount -= future.reduce(0) { $0 + $1.byteCount }
    future.removeAll()
    push(entry)
  }

  /// Puts an act in the place of the last one: a run of wheel steps is one act.
  public mutating func amend(_ entry: Entry) {
    if let last = past.popLast() { byteCount -= last.byteCount }
    record(entry)
  }

  /// Takes the last act out of the past and returns it; the caller applies its inverse.
  public mutating func undo() -> Entry? {
    guard let entry = past.popLast() else { return nil }
    future.append(entry)
    return entry
  }

  /// Takes the next act back into the past and returns it; the caller applies it.
  public mutating func redo() -> Entry? {
    guard let entry = future.popLast() else { return nil }
    past.append(entry)
    return entry
  }

  private mutating func push(_ entry: Entry) {
    past.append(entry)
    byteCount += entry.byteCount
    while byteCount > byteLimit, past.count > 1, let oldest = past.popFirst() {
      byteCount -= oldest.byteCount
    }
  }
}
