import Glibc

/// Signals that end a process unless it does something about them, beside those with a meaning of
/// their own. They are treated like SIGTERM: everything is kept, the terminal is given back.
enum EndingSignals {
  /// SIGPIPE is none of them: what is written to a pipe that nobody reads fails in its place.
  static let all: [Int32] =
    [
      SIGUSR1, SIGUSR2, SIGALRM, SIGVTALRM, SIGPROF, SIGXCPU, SIGXFSZ, SIGIO, SIGPWR, SIGSTKFLT,
    ] + Array(34...64)

  /// Cursor keys and keypad as the shell expects them.
  static let plainKeys = "\u{1B}[?1l\u{1B}>"
}
