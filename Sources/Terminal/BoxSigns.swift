/// The signs that lines and frames are drawn with.
public struct BoxSigns: Hashable, Sendable {
  /// `─`
  public var horizontal: Unicode.Scalar
  /// `━`, the heavy rule of the lit pane.
  public var heavy: Unicode.Scalar
  /// `│`
  public var vertical: Unicode.Scalar
  /// `╭`
  public var topLeft: Unicode.Scalar
  /// `╮`
  public var topRight: Unicode.Scalar
  /// `╰`
  public var bottomLeft: Unicode.Scalar
  /// `╯`
  public var bottomRight: Unicode.Scalar

  /// Box-drawing signs with round corners.
  public static let unicode = BoxSigns(
    horizontal: "─", heavy: "━", vertical: "│", topLeft: "╭", topRight: "╮", bottomLeft: "╰",
    bottomRight: "╯")
  /// Signs every terminal has.
  public static let ascii = BoxSigns(
    horizontal: "-", heavy: "=", vertical: "|", topLeft: "+", topRight: "+", bottomLeft: "+",
    bottomRight: "+")
}

extension CellBuffer {
  /// Draws a row of one sign over the first row of a rectangle.
  public mutating func drawRule(
    _ sign: Unicode.Scalar, in rect: CellRect, style: CellStyle = .plain
  ) {
    fill(rect.line(0), with: Cell(sign, style: style))
  }

  /// Draws a column of one sign down the first column of a rectangle.
  public mutating func drawColumn(
    _ sign: Unicode.Scalar, in rect: CellRect, style: CellStyle = .plain
  ) {
    let column = CellRect(
      column: rect.column, row: rect.row, columns: min(1, rect.columns), rows: rect.rows)
    fill(column, with: Cell(sign, style: style))
  }

  /// Draws a frame along the edge of a rectangle of at least 2×2 cells; what is inside stays.
  public mutating func drawFrame(
    _ rect: CellRect, signs: BoxSigns = .unicode, style: CellStyle = .plain
  ) {
    guard rect.columns >= 2, rect.rows >= 2 else { return }
    let right = rect.endColumn - 1
    let bottom = rect.endRow - 1
    drawRule(signs.horizontal, in: rect, style: style)
    drawRule(signs.horizontal, in: rect.line(rect.rows - 1), style: style)
    for row in rect.row..<rect.endRow {
      self[rect.column, row] = Cell(signs.vertical, style: style)
      self[right, row] = Cell(signs.vertical, style: style)
    }
    self[rect.column, rect.row] = Cell(signs.topLeft, style: style)
    self[right, rect.row] = Cell(signs.topRight, style: style)
    self[rect.column, bottom] = Cell(signs.bottomLeft, style: style)
    self[right, bottom] = Cell(signs.bottomRight, style: style)
  }
}
