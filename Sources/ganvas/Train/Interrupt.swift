import Foundation
import Synchronization

/// Notes Ctrl-C, SIGTERM and SIGUSR1, so that long work stops between two steps and keeps what it
/// has. Schedulers send SIGTERM and kill after 30 seconds, so some work gives up before that; Slurm
/// sends SIGUSR1 ahead of a time limit.
final class Interrupt: Sendable {
  private static let signal = Atomic<Int32>(0)
  private static let patience = Atomic<UInt32>(0)

  /// Starts noting.
  /// - Parameter seconds: After SIGTERM the process ends after so long, whatever it does; `nil` for
  ///   work that must reach its end.
  init(givingUpAfter seconds: UInt32? = nil) {
    Interrupt.patience.store(seconds ?? 0, ordering: .relaxed)
    // Whoever started this may have blocked them: children inherit that.
    var noted = sigset_t()
    sigemptyset(&noted)
    for number in [SIGINT, SIGTERM, SIGUSR1] { sigaddset(&noted, number) }
    pthread_sigmask(SIG_UNBLOCK, &noted, nil)
    for number in [SIGINT, SIGTERM, SIGUSR1] {
      Foundation.signal(number) { number in
        let before = Interrupt.signal.exchange(number, ordering: .relaxed)
        let patience = Interrupt.patience.load(ordering: .relaxed)
        // Pressed twice: nobody waits for the picture at hand.
        if number == SIGINT, before == SIGINT, patience > 0 { _exit(130) }
        if number == SIGTERM, patience > 0 { alarm(patience) }
      }
    }
    if seconds != nil {
      Foundation.signal(SIGALRM) { _ in _exit(Interrupt.terminated) }
    }
  }

  /// The code of work that SIGTERM ended.
  static let terminated: Int32 = 143

  /// Whether one came.
  var happened: Bool { Interrupt.signal.load(ordering: .relaxed) != 0 }

  /// The code to end with: 143 after SIGTERM, else 75, after which the same command goes on.
  var exitCode: Int32 {
    Interrupt.signal.load(ordering: .relaxed) == SIGTERM ? Interrupt.terminated : 75
  }

  /// Whether a scheduler stopped it, and not a person.
  var isScheduled: Bool {
    [SIGTERM, SIGUSR1].contains(Interrupt.signal.load(ordering: .relaxed))
  }
}
