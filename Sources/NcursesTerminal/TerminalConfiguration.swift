public import Terminal

/// What the person chose about the terminal.
public struct TerminalConfiguration: Sendable, Equatable {
  /// How many colours to use.
  public enum ColorMode: String, Sendable, Equatable, CaseIterable {
    /// What the environment says: NO_COLOR, COLORTERM, TERM.
    case auto
    /// None.
    case mono
    /// The terminal's dark 8, and shades between them.
    case eight = "8"
    /// The terminal's 16.
    case sixteen = "16"
    /// xterm's 256.
    case indexed = "256"
    /// 8 bits per channel.
    case truecolor
  }

  /// How many colours to use.
  public var color: ColorMode
  /// How pictures are shown.
  public var display: DisplayMode
  /// Whether the mouse paints; without, the terminal's own selection works everywhere.
  public var usesMouse: Bool
  /// Whether only ASCII signs are shown.
  public var asciiOnly: Bool
  /// Seconds after which a lone ESC is the Escape key; `nil` takes 0.025, over SSH 0.05.
  public var escapeDelay: Double?
  /// File that collects what libraries write to the error output meanwhile; `nil` drops it.
  public var errorLog: String?
  /// File that keeps what terminals said about themselves; `nil` keeps nothing.
  public var answerCache: String?

  /// Creates a configuration; the default lets the environment decide.
  public init(
    color: ColorMode = .auto, display: DisplayMode = .auto, usesMouse: Bool = true,
    asciiOnly: Bool = false, escapeDelay: Double? = nil, errorLog: String? = nil,
    answerCache: String? = nil
  ) {
    self.color = color
    self.display = display
    self.answerCache = answerCache
    self.usesMouse = usesMouse
    self.asciiOnly = asciiOnly
    self.escapeDelay = escapeDelay
    self.errorLog = errorLog
  }

  /// The colour depth to use.
  /// - Parameters:
  ///   - environment: The process's environment.
  ///   - colors: Number of colours the terminal description names.
  ///   - answers: What the terminal said itself.
  public func depth(
    environment: [String: String], colors: Int, answers: TerminalAnswers = TerminalAnswers()
  ) -> ColorDepth {
    switch color {
    case .mono: return .monochrome
    case .eight: return .eight
    case .sixteen: return .sixteen
    case .indexed: return .indexed256
    case .truecolor: return .trueColor
    case .auto: break
    }
    if !(environment["NO_COLOR"] ?? "").isEmpty { return .monochrome }
    let term = environment["TERM"] ?? ""
    if term == "dumb" || term.hasPrefix("vt") { return .monochrome }
    let promise = environment["COLORTERM"] ?? ""
    if promise == "truecolor" || promise == "24bit" || term.hasSuffix("-direct")
      || answers.hasTrueColor || answers.hasKittyGraphics
    {
      return .trueColor
    }
    if colors >= 256 { return .indexed256 }
    if colors >= 16 { return .sixteen }
    return colors >= 8 ? .eight : .monochrome
  }
}

/// Why a terminal cannot be used.
public enum TerminalError: Error, Equatable, CustomStringConvertible {
  /// Input or output is a file or a pipe.
  case notATerminal
  /// No description of this or a similar terminal is installed.
  case unknownTerminal(name: String)
  /// The terminal's description says that it cannot put its cursor anywhere: `dumb`, as editors'
  /// shells and logs of automation call themselves, or none at all.
  case lineTerminal(name: String)

  /// What happened and what to do.
  public var description: String {
    switch self {
    case .notATerminal:
      """
      The studio needs a terminal for input and output. For work without one: ganvas render, \
      ganvas walk.
      """
    case .lineTerminal(let name):
      """
      TERM=\(name) writes line after line and cannot draw a screen. In a real terminal: \
      TERM=xterm-256color ganvas. For work without one: ganvas render, ganvas walk.
      """
    case .unknownTerminal(let name):
      """
      No terminal description for “\(name)” is installed, nor for xterm or vt100. \
      Try: TERM=xterm-256color ganvas, or install ncurses-term.
      """
    }
  }
}
