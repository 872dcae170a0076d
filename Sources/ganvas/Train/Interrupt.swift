import Foundation
import Synchronization

/// Notes Ctrl-C and SIGTERM, so that long work stops between two steps and keeps what it has.
final class Interrupt: Sendable {
  private static let flag = Atomic<Bool>(false)

  /// Starts noting.
  init() {
    for number in [SIGINT, SIGTERM] {
      signal(number) { _ in Interrupt.flag.store(true, ordering: .relaxed) }
    }
  }

  /// Whether one came.
  var happened: Bool { Interrupt.flag.load(ordering: .relaxed) }
}
