import Foundation
import NcursesTerminal
import Terminal

/// What the studio will find on this terminal.
struct TerminalCheck {
  /// Columns and rows, `nil` when the output is no terminal.
  struct Size: Equatable {
    let columns: Int
    let rows: Int
  }

  let environment: [String: String]
  let size: Size?
  /// How the studio would show pictures here; `nil` where the output is no terminal.
  var display: DisplayChoice?

  var findings: [Finding] {
    [room, name, colors, encoding] + pictures + multiplexer + connection
  }

  private var pictures: [Finding] {
    guard let display else { return [] }
    let text = "\(display.name): \(display.reason)"
    if display.graphics != nil || display.signs != .halfBlocks { return [.ok("pictures", text)] }
    return [
      .warn(
        "pictures", text,
        advice:
          "kitty, foot, ghostty, WezTerm and xterm -ti vt340 show them with pixels of their own"
      )
    ]
  }

  private var room: Finding {
    guard let size else {
      return .warn(
        "screen", "the output is no terminal",
        advice: "the studio needs one; render, walk and train do not")
    }
    let text = "\(size.columns)×\(size.rows)"
    return size.columns >= 80 && size.rows >= 24
      ? .ok("screen", text)
      : .warn("screen", text, advice: "enlarge the window: the studio wants 80×24 or more")
  }

  private var term: String { environment["TERM"] ?? "" }

  private var name: Finding {
    if term.isEmpty || term == "dumb" {
      return .warn(
        "terminal", term.isEmpty ? "TERM is not set" : "TERM=dumb",
        advice: "export TERM=xterm-256color")
    }
    guard isDescribed(term) else {
      return .warn(
        "terminal", "no description of “\(term)” is installed; xterm-256color is taken",
        advice: "install ncurses-term, or copy it over: infocmp \(term) | ssh HOST tic -x -")
    }
    return .ok("terminal", term)
  }

  private var colors: Finding {
    let count = term.contains("256") || term.contains("kitty") ? 256 : term.isEmpty ? 0 : 8
    switch TerminalConfiguration().depth(environment: environment, colors: count) {
    case .trueColor:
      return .ok("colours", "24 bits")
    case .indexed256:
      return .warn(
        "colours", "256",
        advice: "export COLORTERM=truecolor if the terminal shows 24 bits (most do)")
    case .sixteen, .eight:
      return .warn(
        "colours", "8 or 16", advice: "export TERM=xterm-256color if the terminal can")
    case .monochrome:
      return .warn(
        "colours", "none", advice: "unset NO_COLOR, and set TERM, to see pictures in colour")
    }
  }

  private var encoding: Finding {
    let variables = ["LC_ALL", "LC_CTYPE", "LANG"]
    let value = variables.compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
    let plain = value.lowercased().replacingOccurrences(of: "-", with: "")
    return plain.contains("utf8")
      ? .ok("encoding", value)
      : .warn(
        "encoding", value.isEmpty ? "no locale is set" : value,
        advice: "export LANG=C.UTF-8 for half blocks and box lines; else C.UTF-8 is tried")
  }

  private var multiplexer: [Finding] {
    guard !(environment["TMUX"] ?? "").isEmpty else { return [] }
    guard let delay = Tmux.option("escape-time", server: true).flatMap({ Int($0) }) else {
      return [
        .warn("tmux", "escape-time unknown", advice: "in tmux.conf: set -sg escape-time 10")
      ]
    }
    return delay <= 50
      ? [.ok("tmux", "escape-time \(delay) ms")]
      : [
        .warn(
          "tmux", "escape-time \(delay) ms: the Escape key comes late",
          advice: "in tmux.conf: set -sg escape-time 10")
      ]
  }

  private var connection: [Finding] {
    guard environment["SSH_CONNECTION"] != nil else { return [] }
    return [.ok("connection", "over SSH; sessions survive a lost line")]
  }

  /// Whether a terminal's description lies in one of ncurses' folders.
  private func isDescribed(_ name: String) -> Bool {
    guard let first = name.unicodeScalars.first, !name.contains("/") else { return false }
    let home = environment["HOME"].map { "\($0)/.terminfo" }
    let folders =
      [environment["TERMINFO"], home, "/etc/terminfo", "/lib/terminfo", "/usr/share/terminfo"]
    let initials = [String(first), String(first.value, radix: 16)]
    return folders.compactMap { $0 }.contains { folder in
      initials.contains {
        FileManager.default.fileExists(atPath: "\(folder)/\($0)/\(name)")
      }
    }
  }
}

extension TerminalCheck.Size {
  /// The window behind the standard output.
  static var ofStandardOutput: TerminalCheck.Size? {
    var size = winsize()
    guard isatty(STDOUT_FILENO) == 1, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0,
      size.ws_col > 0
    else { return nil }
    return TerminalCheck.Size(columns: Int(size.ws_col), rows: Int(size.ws_row))
  }
}
