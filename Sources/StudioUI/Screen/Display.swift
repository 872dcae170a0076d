public import Terminal

/// What screens are drawn for: how many colours, which signs, which theme.
public struct Display: Hashable, Sendable {
  /// How strongly signs stand out.
  public enum Theme: String, Hashable, Sendable, CaseIterable {
    /// The terminal's own colours in three strengths.
    case normal
    /// Bright signs, for dark backgrounds.
    case dark
    /// Deep signs, for light backgrounds: nothing yellow or cyan.
    case light
    /// Nothing dim, contrast of at least 7.
    case highContrast = "high-contrast"
  }

  /// How many colours the terminal shows.
  public var depth: ColorDepth
  /// Whether signs outside ASCII are shown.
  public var usesUnicode: Bool
  /// The theme.
  public var theme: Theme
  /// How pictures are shown.
  public var pictures: PictureDisplay
  /// What shows pictures and why, for the help.
  public var pictureWords: String

  /// Creates a display.
  /// - Parameter pictures: How pictures are shown; `nil` takes half blocks, or the signs that are
  ///   left without Unicode or colours.
  public init(
    depth: ColorDepth, usesUnicode: Bool = true, theme: Theme = .normal,
    pictures: PictureDisplay? = nil, pictureWords: String = ""
  ) {
    self.depth = depth
    self.usesUnicode = usesUnicode
    self.theme = theme
    self.pictureWords = pictureWords
    let signs: PixelGlyphs =
      !usesUnicode ? .ascii : depth == .monochrome ? .shades : .halfBlocks
    self.pictures = pictures ?? PictureDisplay(signs: signs, depth: depth)
  }

  /// How maps are drawn.
  var pixelGlyphs: PixelGlyphs {
    if !usesUnicode { return .ascii }
    return depth == .monochrome ? .shades : .halfBlocks
  }

  /// How lines and frames are drawn.
  var box: BoxSigns { usesUnicode ? .unicode : .ascii }

  /// A text with the signs this display has: without Unicode, the nearest ASCII (Studio article).
  func text(_ text: String) -> String {
    guard !usesUnicode, !text.utf8.allSatisfy({ $0 < 0x80 }) else { return text }
    var plain = ""
    for scalar in text.unicodeScalars {
      if scalar.isASCII {
        plain.unicodeScalars.append(scalar)
      } else {
        plain += Self.ascii[scalar] ?? "?"
      }
    }
    return plain
  }

  private static let ascii: [Unicode.Scalar: String] = [
    "ψ": "psi", "·": "-", "×": "x", "…": "..", "▸": ">", "▌": "_", "●": "*", "■": "#", "◆": "+",
    "○": "o", "╱": "/", "✗": "x", "│": "|", "─": "-", "━": "=", "┬": "+", "├": "+", "┤": "+",
    "┴": "+", "┼": "+", "↑": "^", "↓": "v", "←": "<", "→": ">", "↔": "<>", "↕": "^v", "≈": "~",
    "▕": "[", "▏": "]", "█": "#", "“": "\"", "”": "\"", "’": "'", "–": "-", "°": "deg", "é": "e",
    "ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "┏": "+", "┓": "+", "┗": "+", "┛": "+",
    "╋": "+", "┃": "|", "▒": "%", "░": ".", "▁": "_", "▂": "~", "▃": "~", "▄": "=", "▅": "=",
    "▆": "#", "▇": "#",
    "┌": "+", "┐": "+", "└": "+", "┘": "+", "⁻": "-", "²": "2", "³": "3",
  ]
}

/// The strengths and meanings a sign of the frame can have.
enum Ink: Hashable {
  /// As the terminal writes.
  case normal
  /// Names, keys, numbers that matter.
  case strong
  /// What may be overlooked.
  case quiet
  /// The focus.
  case focus
  /// `!`
  case warning
  /// `✗`
  case error
  /// The chosen row, the focused title.
  case chosen
}

extension Display {
  /// The look of an ink. No meaning rests on colour alone: each has its sign too.
  func style(_ ink: Ink) -> CellStyle {
    let isColored = depth != .monochrome
    let colors = theme.colors(isBright: depth >= .sixteen)
    switch ink {
    case .normal: return .plain
    case .strong: return .bold
    case .quiet: return theme == .highContrast ? .plain : .dim
    case .focus:
      return CellStyle(foreground: isColored ? .palette(colors.focus) : .standard, bold: true)
    case .warning:
      return CellStyle(foreground: isColored ? .palette(colors.warning) : .standard, bold: true)
    case .error:
      return CellStyle(foreground: isColored ? .palette(colors.error) : .standard, bold: true)
    case .chosen:
      return CellStyle(
        foreground: isColored ? .palette(colors.focus) : .standard, bold: true, reverse: true)
    }
  }
}

extension Display.Theme {
  /// Colours of the terminal's palette for focus, warnings and errors.
  fileprivate func colors(isBright: Bool) -> (focus: UInt8, warning: UInt8, error: UInt8) {
    switch self {
    case .normal, .highContrast: (6, 3, 1)
    case .dark: isBright ? (14, 11, 9) : (6, 3, 1)
    case .light: (4, 5, 1)
    }
  }
}
