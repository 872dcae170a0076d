import CNcurses
import Glibc
public import Terminal

/// The one place that calls ncurses, and the owner of the terminal while the studio runs. To be
/// used from the main thread only; `waker` may travel.
///
/// ncurses finds the terminal, sets its modes and draws up to 256 colours. True colours, for which
/// ncurses has no pairs (Terminal article), are drawn by `FrameEncoder` over the same screen, one
/// write per frame. Input is read and decoded here, because ncurses loses drags (Terminal article).
public final class NcursesTerminal {
  /// Colours the terminal shows.
  public let depth: ColorDepth
  /// Whether the locale and the person allow signs outside ASCII.
  public let usesUnicode: Bool
  /// Wakes `events(within:)` from any thread.
  public let waker: TerminalWaker
  /// Something worth saying once about the terminal, for instance that its name is unknown.
  public private(set) var notice: String?

  private let configuration: TerminalConfiguration
  private let pipe: SelfPipe
  private let escapeDelay: Double
  /// Whether the terminal reports the bare pointer; over SSH it would flood the line.
  private let reportsHover: Bool
  private var screen: OpaquePointer?
  private var pairs: PairCache
  private var encoder: FrameEncoder
  private var decoder = InputDecoder()
  private var shown: CellBuffer?
  private var errorLog = ErrorLog()
  private var isOpen = false
  private var isHungUp = false

  /// Takes the terminal over.
  /// - Parameters:
  ///   - configuration: What the person chose.
  ///   - environment: The process's environment.
  public init(
    configuration: TerminalConfiguration, environment: [String: String]
  ) throws(TerminalError) {
    guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else {
      throw .notATerminal
    }
    self.configuration = configuration
    let isRemote = environment["SSH_CONNECTION"] != nil || environment["SSH_TTY"] != nil
    reportsHover = !isRemote
    escapeDelay = configuration.escapeDelay ?? (isRemote ? 0.05 : 0.025)

    // Signs outside ASCII need a UTF-8 locale; a server without one usually has C.UTF-8.
    setlocale(LC_ALL, "")
    if !cncurses_locale_is_utf8() { setlocale(LC_CTYPE, "C.UTF-8") }
    usesUnicode = cncurses_locale_is_utf8() && !configuration.asciiOnly

    var modes = termios()
    tcgetattr(STDIN_FILENO, &modes)
    // Set before ncurses starts: its own handlers end the process without saving (Terminal
    // article). A handler of ours makes ncurses leave the signal alone.
    pipe = SelfPipe()
    waker = TerminalWaker(pipe: pipe)
    let signals = [SIGINT, SIGTERM, SIGHUP, SIGCONT, SIGWINCH, SIGTSTP, SIGQUIT]
    cncurses_forward_signals(signals, Int32(signals.count), pipe.writeEnd)

    // These would override every later size (Terminal article).
    unsetenv("LINES")
    unsetenv("COLUMNS")
    let name = environment["TERM"] ?? "unknown"
    let (opened, used) = Self.open(names: [name, "xterm-256color", "xterm", "vt100"])
    guard let opened, let used else { throw .unknownTerminal(name: name) }
    screen = opened
    if used != name { notice = "the terminal “\(name)” is unknown here; treated as \(used)" }
    set_term(opened)
    raw()
    noecho()
    nonl()
    cncurses_keypad(true)
    curs_set(0)
    var colors = 0
    if has_colors() {
      start_color()
      use_default_colors()
      colors = Int(cncurses_colors())
    }
    depth = configuration.depth(environment: environment, colors: colors)
    pairs = PairCache(limit: Int(cncurses_color_pairs()))
    encoder = FrameEncoder(depth: depth)
    cncurses_install_crash_handlers(&modes, Self.leaving + "\u{1B}[0m\u{1B}[?25h\u{1B}[?1049l")
    cncurses_refresh()
    errorLog.begin(path: configuration.errorLog)
    isOpen = true
    write(entering)
  }

  deinit {
    close()
  }

  private static func open(names: [String]) -> (screen: OpaquePointer?, name: String?) {
    for name in names {
      if let screen = cncurses_open(name) { return (screen, name) }
    }
    return (nil, nil)
  }

  /// Modes we switch on ourselves: mouse drags in SGR form, bracketed paste.
  private var entering: String {
    let motion = reportsHover ? "\u{1B}[?1003h" : "\u{1B}[?1002h"
    let mouse = configuration.usesMouse ? motion + "\u{1B}[?1006h" : ""
    return mouse + "\u{1B}[?2004h\u{1B}[?25l"
  }

  private static let leaving =
    "\u{1B}[?2026l\u{1B}[?1003l\u{1B}[?1002l\u{1B}[?1006l\u{1B}[?2004l"

  /// Gives the terminal back as it was; safe to call twice.
  public func close() {
    guard isOpen else { return }
    isOpen = false
    leave()
    if let screen {
      delscreen(screen)
      self.screen = nil
    }
    errorLog.end()
  }

  private func leave() {
    cncurses_arm_crash_handlers(false)
    guard !isHungUp else { return }
    write(Self.leaving + "\u{1B}[0m")
    endwin()
  }

  /// Writes everything, also to a slow line; gives up only when the terminal is gone.
  private func write(_ bytes: [UInt8]) {
    var sent = 0
    while sent < bytes.count, !isHungUp {
      let count = bytes.withUnsafeBytes { buffer in
        Glibc.write(STDOUT_FILENO, buffer.baseAddress?.advanced(by: sent), bytes.count - sent)
      }
      if count > 0 {
        sent += count
      } else if errno == EAGAIN || errno == EINTR {
        var waiting = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
        poll(&waiting, 1, 1000)
      } else {
        isHungUp = true
      }
    }
  }

  private func write(_ text: String) {
    write(Array(text.utf8))
  }
}

// MARK: - Drawing

extension NcursesTerminal {
  /// The size of the window, as the kernel knows it; 80×24 when it does not.
  public var size: CellSize {
    var columns: Int32 = 0
    var rows: Int32 = 0
    guard cncurses_window_size(STDOUT_FILENO, &columns, &rows), columns > 0, rows > 0 else {
      return CellSize(columns: 80, rows: 24)
    }
    return CellSize(columns: Int(columns), rows: Int(rows))
  }

  /// Shows a screen: only what differs from the last one is sent.
  public func draw(_ buffer: CellBuffer) {
    guard isOpen, !isHungUp else { return }
    if depth == .trueColor {
      let bytes = encoder.bytes(for: buffer)
      if !bytes.isEmpty { write(bytes) }
      return
    }
    let target = buffer.reduced(to: depth)
    if target == shown { return }
    let previous = shown.flatMap { $0.size == target.size ? $0 : nil }
    put(target, over: previous)
    if pairs.startedOver {
      // The pairs of what stands there mean something else now.
      pairs.acknowledge()
      put(target, over: nil)
      cncurses_redraw()
    }
    shown = target
    cncurses_refresh()
  }

  private func put(_ target: CellBuffer, over previous: CellBuffer?) {
    if previous == nil { cncurses_erase() }
    for row in 0..<target.rows {
      for column in 0..<target.columns {
        let cell = target[column, row]
        if cell.scalar == "\0" || previous?[column, row] == cell { continue }
        var attributes: attr_t = 0
        if cell.style.bold { attributes |= cncurses_bold() }
        if cell.style.dim { attributes |= cncurses_dim() }
        if cell.style.reverse { attributes |= cncurses_reverse() }
        _ = cncurses_put(
          Int32(row), Int32(column), cell.scalar.value, attributes, pairs.pair(cell.style))
      }
    }
  }

  /// Draws everything anew next time (Ctrl-L).
  public func redraw() {
    encoder.invalidate()
    shown = nil
    cncurses_redraw()
    if depth == .trueColor { cncurses_refresh() }
  }

  /// Writes a sequence of its own past the screen, for instance a clipboard copy (OSC 52).
  public func send(_ sequence: String) {
    write(sequence)
  }
}

// MARK: - Events

extension NcursesTerminal {
  /// Waits for events.
  /// - Parameter seconds: The longest wait; `nil` waits until something happens.
  /// - Returns: What happened, in order; empty when the time is over.
  public func events(within seconds: Double?) -> [TerminalEvent] {
    var wait = seconds
    if decoder.isWaiting { wait = min(wait ?? escapeDelay, escapeDelay) }
    var sources = [
      pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0),
      pollfd(fd: pipe.readEnd, events: Int16(POLLIN), revents: 0),
    ]
    let milliseconds = wait.map { Int32(min(max(0, ($0 * 1000).rounded(.up)), 3_600_000)) } ?? -1
    let ready = poll(&sources, 2, milliseconds)
    if ready <= 0 { return decoder.isWaiting ? decoder.timeout() : [] }

    var events: [TerminalEvent] = []
    if sources[1].revents != 0 { events += signalled(pipe.drain()) }
    if sources[0].revents & Int16(POLLIN) != 0 {
      var chunk = [UInt8](repeating: 0, count: 65536)
      let count = read(STDIN_FILENO, &chunk, chunk.count)
      if count > 0 {
        events += decoder.feed(chunk.prefix(count))
      } else if count == 0 || (errno != EAGAIN && errno != EINTR) {
        events += hangUp()
      }
    } else if sources[0].revents != 0 {
      events += hangUp()
    }
    return events
  }

  private func hangUp() -> [TerminalEvent] {
    isHungUp = true
    return [.terminated(signal: SIGHUP)]
  }

  private func signalled(_ numbers: [UInt8]) -> [TerminalEvent] {
    var events: [TerminalEvent] = []
    var isResized = false
    for number in numbers {
      switch Int32(number) {
      case 0: if !events.contains(.woken) { events.append(.woken) }
      case SIGWINCH: isResized = true
      case SIGINT: events.append(.key(.control("c")))
      case SIGTSTP: events.append(.key(.control("z")))
      case SIGCONT:
        enterAgain()
        events.append(.resumed)
        isResized = true
      case SIGHUP:
        isHungUp = true
        events.append(.terminated(signal: SIGHUP))
      case let signal: events.append(.terminated(signal: signal))
      }
    }
    if isResized { events.append(.resized(fitToWindow())) }
    return events
  }

  private func fitToWindow() -> CellSize {
    let size = size
    resizeterm(Int32(size.rows), Int32(size.columns))
    redraw()
    return size
  }

  /// Gives the terminal back, stops the process as Ctrl-Z does, and takes it again when continued.
  public func suspend() {
    guard isOpen else { return }
    leave()
    errorLog.end()
    cncurses_stop()
    // SIGCONT arrives through the pipe and takes the terminal again.
  }

  /// Takes the terminal again after a stop, whoever stopped us.
  private func enterAgain() {
    guard isOpen, !isHungUp else { return }
    errorLog.begin(path: configuration.errorLog)
    raw()
    cncurses_redraw()
    cncurses_refresh()
    write(entering)
    cncurses_arm_crash_handlers(true)
    redraw()
  }
}
