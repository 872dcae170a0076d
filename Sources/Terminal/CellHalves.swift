extension Cell {
  /// A cell with one colour in its upper and one in its lower half.
  public static func halves(upper: CellColor, lower: CellColor) -> Cell {
    if upper == lower { return Cell(" ", style: CellStyle(background: upper)) }
    // The terminal's own background can only be a background.
    if upper == .standard { return Cell("▄", style: CellStyle(foreground: lower)) }
    return Cell("▀", style: CellStyle(foreground: upper, background: lower))
  }

  /// The colours of the two halves, when the cell is a blank, a block or a half block.
  public var halves: (upper: CellColor, lower: CellColor)? {
    switch scalar {
    case " ": (style.background, style.background)
    case "█": (style.foreground, style.foreground)
    case "▀": (style.foreground, style.background)
    case "▄": (style.background, style.foreground)
    default: nil
    }
  }
}
