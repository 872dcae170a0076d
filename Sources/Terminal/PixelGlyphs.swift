/// How pictures become signs.
public enum PixelGlyphs: String, Hashable, Sendable, CaseIterable {
  /// `▀` with two colours: two exact pixels a cell.
  case halfBlocks
  /// Two colours over 2×2 parts.
  case quadrants
  /// Two colours over 2×3 parts.
  case sextants
  /// Two colours over 2×4 parts.
  case octants
  /// `░▒▓█` by lightness, for terminals without colour.
  case shades
  /// A ramp of ASCII signs by lightness.
  case ascii

  /// How finely a picture is sampled for them. Sextants take twice their rows, so that half blocks
  /// fit in between and can be candidates too.
  public var dots: DotGrid {
    switch self {
    case .halfBlocks, .shades, .ascii: .halves
    case .quadrants: DotGrid(columns: 2, rows: 2)
    case .sextants: DotGrid(columns: 2, rows: 6)
    case .octants: DotGrid(columns: 2, rows: 4)
    }
  }
}

/// How pictures are shown on a terminal.
public struct PictureDisplay: Hashable, Sendable {
  /// The signs a picture becomes.
  public var signs: PixelGlyphs
  /// How many colours there are.
  public var depth: ColorDepth
  /// Size of a cell in the screen's pixels, where the terminal shows pictures with pixels of their
  /// own; `nil` where it shows signs only.
  public var cellPixels: DotGrid?
  /// Whether the terminal scales pictures, so that they can be sent smaller than they are shown.
  public var scales: Bool

  /// Creates a display.
  public init(
    signs: PixelGlyphs, depth: ColorDepth, cellPixels: DotGrid? = nil, scales: Bool = false
  ) {
    self.signs = signs
    self.depth = depth
    self.cellPixels = cellPixels
    self.scales = scales
  }

  /// The same without pictures of own pixels: for small previews that come and go.
  public var withoutGraphics: PictureDisplay {
    PictureDisplay(signs: signs, depth: depth)
  }

  /// How finely a picture that a viewport shows is sampled.
  public func dots(for viewport: CellViewport) -> DotGrid {
    guard let cellPixels else { return signs.dots }
    let most = DotGrid(columns: cellPixels.columns, rows: cellPixels.rows, isGraphics: true)
    guard scales else { return most }
    // A cell holds `scale` of the picture's own columns and twice as many rows.
    let own = max(1, Int(min(256, viewport.scale - 1e-6).rounded(.up)))
    if own >= cellPixels.columns { return most }
    return DotGrid(columns: own, rows: min(2 * own, cellPixels.rows), isGraphics: true)
  }
}
