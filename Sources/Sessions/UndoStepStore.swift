import Canvas
import Imaging
import Synchronization

/// The change of an act, in memory or in a journal that stays open as long as it is needed. Shared
/// by all copies of the act; what it says never changes.
final class UndoStepStore: Sendable {
  /// A record in a journal.
  struct Place: Sendable {
    /// The journal, even after another one took its name.
    var file: OpenFile
    /// Where the record's payload begins.
    var start: Int
    /// Bytes of the payload.
    var count: Int
    /// What kind of record it is.
    var kind: JournalRecord.Kind
  }

  /// Where it is: at least one of both.
  private struct Whereabouts: Sendable {
    var change: UndoStep.Change?
    var place: Place?
  }

  /// Whether it is a change of the walk.
  let isWalk: Bool
  /// Bytes it takes in memory, about.
  let byteCount: Int
  private let whereabouts: Mutex<Whereabouts>

  /// A change in memory.
  init(_ change: UndoStep.Change) {
    if case .walk = change { isWalk = true } else { isWalk = false }
    byteCount = change.byteCount
    whereabouts = Mutex(Whereabouts(change: change))
  }

  /// A change in a journal.
  init(_ place: Place) {
    isWalk = place.kind.isWalk
    // Runs take about six times as much in memory as in the journal.
    byteCount = 6 * place.count + 96
    whereabouts = Mutex(Whereabouts(place: place))
  }

  /// The change. One that cannot be read any more changes nothing.
  var change: UndoStep.Change {
    let now = whereabouts.withLock { $0 }
    if let change = now.change { return change }
    guard let place = now.place,
      let bytes = try? place.file.bytes(at: place.start, count: place.count),
      let change = JournalRecord.change(bytes[...], place.kind)
    else { return .nothing }
    return change
  }

  /// Whether the change is in memory.
  var isLoaded: Bool { whereabouts.withLock { $0.change != nil } }

  /// Notes that the change stands in a journal too.
  func stands(at place: Place) { whereabouts.withLock { $0.place = place } }

  /// Lets go of the memory if the change stands in a journal.
  func unload() {
    whereabouts.withLock { if $0.place != nil { $0.change = nil } }
  }
}

extension UndoStep.Change {
  /// A change that changes nothing: what stays of one that cannot be read.
  static var nothing: UndoStep.Change {
    .map(Patch(size: PixelSize(width: 1, height: 1), runs: []))
  }
}
