import Glibc
public import Terminal

extension NcursesTerminal {
  /// How pictures would be shown on the present terminal; `nil` when input or output is none.
  public static func displayChoice(environment: [String: String]) -> DisplayChoice? {
    guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else { return nil }
    var modes = termios()
    tcgetattr(STDIN_FILENO, &modes)
    var asking = modes
    cfmakeraw(&asking)
    tcsetattr(STDIN_FILENO, TCSANOW, &asking)
    let answers = CapabilityProbe(environment: environment, cache: nil).answers
    // What came late must not be typed into the shell.
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &modes)
    let term = environment["TERM"] ?? ""
    let colors = term.contains("256") || answers.hasKittyGraphics ? 256 : term.isEmpty ? 0 : 8
    let depth = TerminalConfiguration().depth(
      environment: environment, colors: colors, answers: answers)
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].compactMap { environment[$0] }.first {
      !$0.isEmpty
    }
    return choose(
      .auto, environment, answers, depth,
      // Without a locale the studio tries C.UTF-8.
      usesUnicode: locale?.lowercased().contains("utf") ?? true, hasGraphics: true)
  }
}
