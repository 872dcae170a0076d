public import Imaging

/// How many colours a terminal shows.
public enum ColorDepth: Int, Hashable, Sendable, Comparable, CaseIterable {
  /// None: bold, dim and reverse only.
  case monochrome
  /// The first 8 of the terminal's theme, the dark ones.
  case eight
  /// The 16 colours of the terminal's theme.
  case sixteen
  /// The colour cube and the grey ramp of xterm.
  case indexed256
  /// 8 bits per channel.
  case trueColor

  /// Orders by the number of colours.
  public static func < (first: ColorDepth, second: ColorDepth) -> Bool {
    first.rawValue < second.rawValue
  }
}

/// The colour of a cell's foreground or background.
public enum CellColor: Hashable, Sendable {
  /// What the terminal itself uses.
  case standard
  /// An entry of the terminal's palette: 0…15 theme, 16…231 cube, 232…255 greys.
  case palette(UInt8)
  /// An exact colour.
  case rgb(RGB)

  /// The nearest colour a terminal of that depth can show.
  public func reduced(to depth: ColorDepth) -> CellColor {
    switch (self, depth) {
    case (.standard, _), (_, .monochrome): return .standard
    case (_, .trueColor): return self
    case (.rgb(let color), .indexed256): return .palette(XtermPalette.nearest256(to: color))
    case (.rgb(let color), .sixteen): return .palette(XtermPalette.nearest16(to: color))
    case (.rgb(let color), .eight): return .palette(XtermPalette.nearest8(to: color))
    case (.palette, .indexed256): return self
    case (.palette(let index), .sixteen):
      return index < 16 ? self : .palette(XtermPalette.nearest16(to: XtermPalette.color(index)))
    case (.palette(let index), .eight):
      // Bright theme colours become the dark ones of the same hue.
      return .palette(index < 16 ? index & 7 : XtermPalette.nearest8(to: XtermPalette.color(index)))
    }
  }
}
