// Long: one object owns the terminal's state from the first mode it sets to the last it restores.
import CNcurses
import Glibc
public import Terminal

/// The one place that calls ncurses, and the owner of the terminal while the studio runs. To be
/// used from the main thread only; `waker` may travel.
///
/// ncurses finds the terminal and sets its modes. Screens are drawn by `FrameEncoder` over the same
/// screen, one write per frame: ncurses has no pairs for true colours and no pictures (Terminal
/// article). It draws only on the rare terminals that have other sequences than ECMA-48's. Input is read
/// and decoded here, because ncurses loses drags (Terminal article).
public final class NcursesTerminal {
  /// Colours the terminal shows.
  public let depth: ColorDepth
  /// Whether the locale and the person allow signs outside ASCII.
  public let usesUnicode: Bool
  /// How pictures are shown, and why so.
  public private(set) var display: DisplayChoice
  /// What the terminal said about itself.
  public var answers: TerminalAnswers { probe.answers }
  /// Wakes `events(within:)` from any thread.
  public let waker: TerminalWaker
  /// Something worth saying once about the terminal, for instance that its name is unknown.
  public private(set) var notice: String?

  private let configuration: TerminalConfiguration
  private let environment: [String: String]
  private let pipe: SelfPipe
  private let escapeDelay: Double
  /// Whether the terminal reports the bare pointer; over SSH it would flood the line.
  private let reportsHover: Bool
  private var screen: OpaquePointer?
  private var pairs: PairCache
  private var encoder: FrameEncoder
  private var probe: CapabilityProbe
  /// Whether screens are drawn by `encoder`.
  private let usesEncoder: Bool
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
    let name = environment["TERM"] ?? ""
    // Without a name a usual terminal is tried; with one that draws nothing there is no use.
    if !name.isEmpty, cncurses_is_line_terminal(name) { throw .lineTerminal(name: name) }
    self.configuration = configuration
    self.environment = environment
    let isRemote = environment["SSH_CONNECTION"] != nil || environment["SSH_TTY"] != nil
    reportsHover = !isRemote
    escapeDelay = configuration.escapeDelay ?? (isRemote ? 0.05 : 0.025)

    // Signs outside ASCII need a UTF-8 locale; a server without one usually has C.UTF-8.
    setlocale(LC_ALL, "")
    if !cncurses_locale_is_utf8() { setlocale(LC_CTYPE, "C.UTF-8") }
    usesUnicode = cncurses_locale_is_utf8() && !configuration.asciiOnly

    var modes = termios()
    tcgetattr(STDIN_FILENO, &modes)
    var asking = modes
    cfmakeraw(&asking)
    tcsetattr(STDIN_FILENO, TCSANOW, &asking)
    probe = CapabilityProbe(environment: environment, cache: configuration.answerCache)
    tcsetattr(STDIN_FILENO, TCSANOW, &modes)
    // Set before ncurses starts: its own handlers end the process without saving (Terminal article). A
    // handler of ours makes ncurses leave the signal alone.
    pipe = SelfPipe()
    waker = TerminalWaker(pipe: pipe)
    let signals =
      [SIGINT, SIGTERM, SIGHUP, SIGCONT, SIGWINCH, SIGTSTP, SIGQUIT] + EndingSignals.all
    cncurses_forward_signals(signals, Int32(signals.count), pipe.writeEnd)

    // These would override every later size (Terminal article).
    unsetenv("LINES")
    unsetenv("COLUMNS")
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
    depth = configuration.depth(
      environment: environment, colors: colors, answers: probe.answers)
    pairs = PairCache(limit: Int(cncurses_color_pairs()))
    usesEncoder = cncurses_is_ecma48()
    display = Self.choose(
      configuration.display, environment, probe.answers, depth,
      usesUnicode: usesUnicode, hasGraphics: usesEncoder)
    encoder = Self.encoder(display, depth, environment)
    // Kitty keeps pictures otherwise; a late answer may still bring some there.
    let pictures = probe.mayHaveKitty ? "\u{1B}_Ga=d,d=A,q=2\u{1B}\\" : ""
    cncurses_install_crash_handlers(
      &modes,
      pictures + Self.leaving + EndingSignals.plainKeys + "\u{1B}[0m\u{1B}[?25h\u{1B}[?1049l")
    cncurses_refresh()
    errorLog.begin(path: configuration.errorLog)
    isOpen = true
    write(entering)
    early = decoder.feed(probe.typed)
  }

  private static func encoder(
    _ display: DisplayChoice, _ depth: ColorDepth, _ environment: [String: String]
  ) -> FrameEncoder {
    FrameEncoder(
      depth: depth, graphics: display.graphics,
      isInTmux: !(environment["TMUX"] ?? "").isEmpty,
      firstID: UInt32(getpid() & 0xFFFF) << 8 | 0x10_000)
  }

  /// What was typed before the screen stood.
  private var early: [TerminalEvent] = []

  static func choose(
    _ wanted: DisplayMode, _ environment: [String: String], _ answers: TerminalAnswers,
    _ depth: ColorDepth, usesUnicode: Bool, hasGraphics: Bool
  ) -> DisplayChoice {
    let term = environment["TERM"] ?? ""
    let isInTmux = !(environment["TMUX"] ?? "").isEmpty
    let facts = DisplayFacts(
      term: term, isInTmux: isInTmux, passesThrough: isInTmux && Tmux.passesThrough,
      isInScreen: !isInTmux && (term.hasPrefix("screen") || !(environment["STY"] ?? "").isEmpty),
      depth: depth, usesUnicode: usesUnicode, answers: hasGraphics ? answers : TerminalAnswers(),
      cellPixels: cellPixels(answers))
    return DisplayChoice(wanted, facts)
  }

  /// Pixels of a cell: as the kernel knows the window, else as the terminal said.
  private static func cellPixels(_ answers: TerminalAnswers) -> DotGrid? {
    var columns: Int32 = 0
    var rows: Int32 = 0
    var width: Int32 = 0
    var height: Int32 = 0
    if cncurses_window_size(STDOUT_FILENO, &columns, &rows), columns > 0, rows > 0,
      cncurses_window_pixels(STDOUT_FILENO, &width, &height), width >= columns, height >= rows
    {
      return DotGrid(columns: Int(width / columns), rows: Int(height / rows))
    }
    guard let width = answers.cellWidth, let height = answers.cellHeight else { return nil }
    return DotGrid(columns: width, rows: height)
  }

  /// What pictures are sampled and drawn for, as the window is now.
  public var pictures: PictureDisplay {
    guard let graphics = display.graphics else {
      return PictureDisplay(signs: display.signs, depth: depth)
    }
    // A terminal that scales needs no exact size.
    let cell = Self.cellPixels(probe.answers) ?? DotGrid(columns: 8, rows: 16)
    return PictureDisplay(
      signs: display.signs, depth: depth, cellPixels: cell, scales: graphics.scales)
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
    write(encoder.farewell())
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
    if usesEncoder {
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

  /// Whether parts of pictures wait to be drawn: draw again soon.
  public var isBehind: Bool { encoder.isBehind }

  /// Draws everything anew next time (Ctrl-L).
  public func redraw() {
    encoder.invalidate()
    shown = nil
    cncurses_redraw()
    if usesEncoder { cncurses_refresh() }
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
    if !early.isEmpty {
      defer { early = [] }
      return early
    }
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
        if probe.hear(chunk.prefix(count)) { events += answeredLate() }
        events += decoder.feed(chunk.prefix(count))
      } else if count == 0 || (errno != EAGAIN && errno != EINTR) {
        events += hangUp()
      }
    } else if sources[0].revents != 0 {
      events += hangUp()
    }
    return events
  }

  /// The terminal said more than was known when the screen was set up.
  private func answeredLate() -> [TerminalEvent] {
    guard usesEncoder else { return [] }
    write(encoder.farewell())
    display = Self.choose(
      configuration.display, environment, probe.answers, depth, usesUnicode: usesUnicode,
      hasGraphics: true)
    encoder = Self.encoder(display, depth, environment)
    redraw()
    return [.woken]
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
        // Somebody may send it while the terminal lives: then it is given back in good order.
        var modes = termios()
        if tcgetattr(STDIN_FILENO, &modes) != 0 { isHungUp = true }
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
