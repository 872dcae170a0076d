/// How a person wants pictures to be shown.
public enum DisplayMode: String, Hashable, Sendable, CaseIterable {
  /// The best the terminal is known to have.
  case auto
  /// Kitty's graphics protocol.
  case kitty
  /// DEC sixels.
  case sixel
  /// iTerm2's inline pictures.
  case iterm2
  /// Two colours over 2×4 parts of a cell.
  case octants
  /// Two colours over 2×3 parts.
  case sextants
  /// Two colours over 2×2 parts.
  case quadrants
  /// Two exact pixels a cell.
  case half
  /// Signs of the ASCII set.
  case ascii
}

/// What the choice of a display rests on.
public struct DisplayFacts: Hashable, Sendable {
  /// The terminal's name, as `TERM` has it.
  public var term: String
  /// Whether tmux stands between.
  public var isInTmux: Bool
  /// Whether tmux passes sequences on.
  public var passesThrough: Bool
  /// Whether GNU screen stands between.
  public var isInScreen: Bool
  /// Colours to be shown.
  public var depth: ColorDepth
  /// Whether signs outside ASCII are shown.
  public var usesUnicode: Bool
  /// What the terminal said.
  public var answers: TerminalAnswers
  /// Pixels of a cell as the kernel or the terminal knows them.
  public var cellPixels: DotGrid?

  /// Creates the facts.
  public init(
    term: String, isInTmux: Bool = false, passesThrough: Bool = false, isInScreen: Bool = false,
    depth: ColorDepth, usesUnicode: Bool = true, answers: TerminalAnswers = TerminalAnswers(),
    cellPixels: DotGrid? = nil
  ) {
    self.term = term
    self.isInTmux = isInTmux
    self.passesThrough = passesThrough
    self.isInScreen = isInScreen
    self.depth = depth
    self.usesUnicode = usesUnicode
    self.answers = answers
    self.cellPixels = cellPixels
  }
}

/// How pictures are shown on this terminal, and why so.
public struct DisplayChoice: Hashable, Sendable {
  /// The protocol for pictures with pixels of their own.
  public var graphics: GraphicsProtocol?
  /// The signs pictures become elsewhere, or everywhere without graphics.
  public var signs: PixelGlyphs
  /// What runs, for people: `sixel, 256 colours`.
  public var name: String
  /// Why it runs and nothing better.
  public var reason: String

  /// Chooses.
  public init(_ wanted: DisplayMode, _ facts: DisplayFacts) {
    let known = KnownTerminal(facts)
    signs = Self.signs(wanted, facts, known)
    switch wanted {
    case .kitty: graphics = known.hasPlaceholders ? .kittyPlaceholders : .kitty
    case .sixel: graphics = .sixel(colors: Self.sixelColors(facts))
    case .iterm2: graphics = .iterm2
    case .auto: graphics = Self.graphics(facts, known)
    case .octants, .sextants, .quadrants, .half, .ascii: graphics = nil
    }
    name = ""
    reason = ""
    if facts.depth == .monochrome || !facts.usesUnicode { graphics = nil }
    if case .sixel = graphics, facts.cellPixels == nil {
      graphics = nil
      reason = "sixels need the size of a cell in pixels, which the terminal did not tell"
    }
    name = Self.name(graphics, signs)
    if reason.isEmpty { reason = Self.reason(wanted, facts, known, graphics) }
  }

  private static func graphics(_ facts: DisplayFacts, _ known: KnownTerminal) -> GraphicsProtocol? {
    let answers = facts.answers
    if facts.isInScreen { return nil }
    if facts.isInTmux {
      if facts.passesThrough, answers.hasOuterKittyGraphics, known.hasPlaceholders {
        return .kittyPlaceholders
      }
      return answers.attributes.contains(4) ? .sixel(colors: sixelColors(facts)) : nil
    }
    if answers.hasKittyGraphics { return known.hasPlaceholders ? .kittyPlaceholders : .kitty }
    if answers.attributes.contains(4) { return .sixel(colors: sixelColors(facts)) }
    return known.hasInlinePictures ? .iterm2 : nil
  }

  private static func sixelColors(_ facts: DisplayFacts) -> Int {
    min(256, max(2, facts.answers.sixelColors ?? 256))
  }

  private static func signs(
    _ wanted: DisplayMode, _ facts: DisplayFacts, _ known: KnownTerminal
  ) -> PixelGlyphs {
    if !facts.usesUnicode || wanted == .ascii { return .ascii }
    if facts.depth == .monochrome { return .shades }
    switch wanted {
    case .octants: return .octants
    case .sextants: return .sextants
    case .quadrants: return .quadrants
    case .half: return .halfBlocks
    case .auto, .kitty, .sixel, .iterm2, .ascii: return known.signs
    }
  }

  private static func name(_ graphics: GraphicsProtocol?, _ signs: PixelGlyphs) -> String {
    switch graphics {
    case .kitty: return "kitty graphics, placed"
    case .kittyPlaceholders: return "kitty graphics, placeholders"
    case .sixel(let colors): return "sixel, \(colors) colours"
    case .iterm2: return "iTerm2 pictures"
    case nil: break
    }
    switch signs {
    case .halfBlocks: return "half blocks"
    case .quadrants, .sextants, .octants: return signs.rawValue
    case .shades: return "shades"
    case .ascii: return "ASCII"
    }
  }

  private static func reason(
    _ wanted: DisplayMode, _ facts: DisplayFacts, _ known: KnownTerminal,
    _ graphics: GraphicsProtocol?
  ) -> String {
    if !facts.usesUnicode { return "only ASCII signs may be shown" }
    if facts.depth == .monochrome { return "there are no colours" }
    if wanted != .auto { return "chosen with --display or in config.toml" }
    let name = known.name ?? facts.term
    if graphics != nil {
      return facts.isInTmux ? "\(name) said so, through tmux" : "\(name) said so"
    }
    if facts.isInScreen { return "GNU screen passes no pictures on" }
    if facts.isInTmux {
      return facts.passesThrough
        ? "the terminal behind tmux did not say that it has placeholders"
        : "tmux passes no pictures on; set -g allow-passthrough on lets it"
    }
    if !facts.answers.isComplete { return "the terminal did not answer in time" }
    return known.isKnown
      ? "\(name) has no pictures of its own"
      : "\(name) is unknown; --display quadrants or sextants are finer if the font has them"
  }
}

/// What is known of terminals by name and version.
struct KnownTerminal {
  /// Its name and version, if it told them.
  let name: String?
  /// Whether it stands in the table.
  let isKnown: Bool
  /// The finest signs it draws.
  let signs: PixelGlyphs
  /// Whether it shows kitty's placeholders.
  let hasPlaceholders: Bool
  /// Whether it takes iTerm2's pictures.
  let hasInlinePictures: Bool

  /// One terminal: from which version on it draws sextants and octants itself, or has glyphs.
  private struct Row {
    var name: String
    var sextants: [Int]?
    var octants: [Int]?
    var placeholders: [Int]?
    var inline = false
  }

  private static let rows = [
    Row(name: "kitty", sextants: [0, 19], octants: [0, 40], placeholders: [0, 28]),
    Row(name: "ghostty", sextants: [1, 0], octants: [1, 1], placeholders: [1, 0]),
    Row(name: "foot", sextants: [1, 8], octants: [1, 22]),
    Row(name: "wezterm", sextants: [2022], octants: nil, inline: true),
    Row(name: "contour", sextants: [0, 3]),
    Row(name: "vte", sextants: [6100], octants: [8000]),
    Row(name: "konsole", sextants: [22]),
    Row(name: "iterm2", sextants: nil, inline: true),
    Row(name: "mlterm"), Row(name: "xterm"), Row(name: "mintty"), Row(name: "terminology"),
    Row(name: "alacritty", sextants: [0, 13]),
  ]

  init(_ facts: DisplayFacts) {
    let version = facts.isInTmux ? facts.answers.outerVersion : facts.answers.version
    name = version
    let text = (version ?? facts.term.replacing("xterm-", with: "")).lowercased()
    let row =
      version == nil && facts.term.hasPrefix("xterm-256")
      ? nil : Self.rows.first { text.hasPrefix($0.name) }
    isKnown = row != nil
    let numbers = Self.numbers(in: text)
    func reaches(_ least: [Int]?) -> Bool {
      guard let least, version != nil else { return false }
      return !numbers.lexicographicallyPrecedes(least)
    }
    if reaches(row?.octants) {
      signs = .octants
    } else if reaches(row?.sextants) {
      signs = .sextants
    } else if row != nil, version != nil, facts.depth > .sixteen {
      signs = .quadrants
    } else {
      signs = .halfBlocks
    }
    hasPlaceholders = reaches(row?.placeholders)
    hasInlinePictures = row?.inline ?? false
  }

  /// The numbers of a version: of `kitty(0.26.5)` 0, 26, 5.
  private static func numbers(in text: String) -> [Int] {
    let digits = text.drop { !$0.isNumber }.prefix { $0.isNumber || $0 == "." }
    return digits.split(separator: ".").compactMap { Int($0) }
  }
}
