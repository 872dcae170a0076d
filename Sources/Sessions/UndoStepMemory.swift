import Synchronization

/// Keeps what the acts of an open session take in memory within a budget: the oldest are let go,
/// and are read from the journal again when they are undone.
public final class UndoStepMemory: Sendable {
  /// Bytes that acts may take before the oldest are let go: 32 MiB.
  public static let budget = 32 << 20

  private struct Held {
    var stores: [UndoStepStore] = []
    var bytes = 0
  }

  private let held = Mutex(Held())

  init() {}

  /// Notes that an act stands in the journal, and lets go of older ones where there are too many.
  func note(_ act: UndoStep, _ place: UndoStepStore.Place) {
    act.store.stands(at: place)
    held.withLock { held in
      held.stores.append(act.store)
      held.bytes += act.store.byteCount
      guard held.bytes > Self.budget, held.stores.count > 16 else { return }
      // Half at once, so that the list is not moved for every act.
      let oldest = held.stores.prefix(held.stores.count / 2)
      for store in oldest {
        held.bytes -= store.byteCount
        store.unload()
      }
      held.stores.removeFirst(oldest.count)
    }
  }
}
