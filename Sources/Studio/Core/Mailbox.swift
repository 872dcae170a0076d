import Sessions
import Synchronization

/// Where results wait for the thread that owns the store. Anyone may post; a post into the empty
/// box wakes the owner (through the self-pipe).
final class Mailbox: Sendable {
  /// A result.
  enum Letter: Sendable {
    /// An answer for the reducer.
    case arrived(Arrival)
    /// A session was opened: its file goes to the store, its contents to the reducer.
    case opened(SessionFile?, OpenedSession)
  }

  private let letters = Mutex<[Letter]>([])
  private let wake: @Sendable () -> Void

  /// An empty box; `wake` must be callable from any thread and return at once.
  init(wake: @escaping @Sendable () -> Void) { self.wake = wake }

  /// Posts a result.
  func post(_ letter: Letter) {
    let wasEmpty = letters.withLock { letters in
      defer { letters.append(letter) }
      return letters.isEmpty
    }
    if wasEmpty { wake() }
  }

  /// Takes everything out, in the order it came.
  func empty() -> [Letter] {
    letters.withLock { letters in
      defer { letters.removeAll() }
      return letters
    }
  }
}
