/// A rectangle of styled cells: what a view returns and what a terminal draws. Everything written
/// to it is clipped; no coordinates can make it trap.
public struct CellBuffer: Hashable, Sendable {
  /// Cells in a row.
  public let columns: Int
  /// Rows.
  public let rows: Int
  /// The cells, row by row.
  public private(set) var cells: [Cell]
  /// Pictures with pixels of their own, the later ones over the earlier ones. They show where the
  /// cells say so (`Cell.isImage`).
  public internal(set) var images: [CellImage] = []

  /// A buffer with the same cell everywhere; negative sides become 0.
  public init(columns: Int, rows: Int, filledWith cell: Cell = Cell()) {
    self.columns = max(0, columns)
    self.rows = max(0, rows)
    cells = Array(repeating: cell, count: self.columns * self.rows)
  }

  /// A blank buffer of that size.
  public init(_ size: CellSize) {
    self.init(columns: size.columns, rows: size.rows)
  }

  /// Columns and rows.
  public var size: CellSize { CellSize(columns: columns, rows: rows) }

  /// The rectangle that covers it.
  public var bounds: CellRect { CellRect(size) }

  /// The cell in a column of a row. Outside it reads blank, and a cell set there is dropped.
  public subscript(column: Int, row: Int) -> Cell {
    get {
      guard column >= 0, column < columns, row >= 0, row < rows else { return Cell() }
      return cells[row * columns + column]
    }
    set {
      guard column >= 0, column < columns, row >= 0, row < rows else { return }
      let index = row * columns + column
      // Overwriting half of a wide sign blanks its other half.
      if cells[index].scalar == Cell.continuation, column > 0 {
        cells[index - 1].scalar = " "
      } else if column + 1 < columns, cells[index + 1].scalar == Cell.continuation,
        newValue.scalar != cells[index].scalar
      {
        cells[index + 1].scalar = " "
      }
      cells[index] = newValue
    }
  }

  /// The cell at a place; see `subscript(column:row:)`.
  public subscript(point: CellPoint) -> Cell {
    get { self[point.column, point.row] }
    set { self[point.column, point.row] = newValue }
  }
}

// MARK: - Writing

extension CellBuffer {
  /// Writes text in one row, clipped to `clip` and to the buffer.
  ///
  /// Control signs become `?`, so that no file name can carry an escape sequence to the terminal;
  /// combining marks are dropped; half of a wide sign at the edge becomes a blank.
  /// - Returns: The column after the text, whether or not it was clipped.
  @discardableResult
  public mutating func write(
    _ text: some StringProtocol, at point: CellPoint, style: CellStyle = .plain,
    clippedTo clip: CellRect? = nil
  ) -> Int {
    let area = clip.map { $0.intersection(bounds) } ?? bounds
    var column = point.column
    let visible = point.row >= area.row && point.row < area.endRow
    for scalar in text.unicodeScalars {
      let isControl = scalar.value < 0x20 || (scalar.value >= 0x7F && scalar.value < 0xA0)
      let sign = isControl ? "?" : scalar
      let width = isControl ? 1 : SignWidth.columns(of: sign)
      if width == 0 { continue }
      defer { column += width }
      guard visible, column + width > area.column, column < area.endColumn else { continue }
      if width == 1 {
        self[column, point.row] = Cell(sign, style: style)
      } else if column >= area.column, column + 1 < area.endColumn {
        self[column, point.row] = Cell(sign, style: style)
        self[column + 1, point.row] = Cell(" ", style: style)
        cells[point.row * columns + column].scalar = sign
        cells[point.row * columns + column + 1].scalar = Cell.continuation
      } else {
        self[column >= area.column ? column : column + 1, point.row] = Cell(" ", style: style)
      }
    }
    return column
  }

  /// Writes text into the first row of a rectangle, at its left edge, or at its right edge when
  /// `trailing`. Text that does not fit ends in `…` (`.` where only ASCII is shown).
  /// - Returns: The rectangle of the cells written.
  @discardableResult
  public mutating func write(
    _ text: String, in rect: CellRect, style: CellStyle = .plain, trailing: Bool = false,
    ellipsis: String = "…"
  ) -> CellRect {
    let line = rect.line(0)
    guard !line.isEmpty else { return .empty }
    let fitted = text.fitted(to: line.columns, ellipsis: ellipsis)
    let width = SignWidth.columns(of: fitted)
    let start = trailing ? line.endColumn - width : line.column
    write(fitted, at: CellPoint(column: start, row: line.row), style: style, clippedTo: line)
    return CellRect(column: start, row: line.row, columns: width, rows: 1)
  }

  /// Sets every cell of a rectangle.
  public mutating func fill(_ rect: CellRect, with cell: Cell = Cell()) {
    let area = rect.intersection(bounds)
    for row in area.row..<max(area.row, area.endRow) {
      for column in area.column..<area.endColumn { self[column, row] = cell }
    }
  }

  /// Changes the style of every cell of a rectangle and keeps the signs.
  public mutating func restyle(_ rect: CellRect, _ change: (inout CellStyle) -> Void) {
    let area = rect.intersection(bounds)
    guard !area.isEmpty else { return }
    for row in area.row..<area.endRow {
      for column in area.column..<area.endColumn { change(&cells[row * columns + column].style) }
    }
  }

  /// Copies another buffer into this one with its upper left corner at `point`.
  public mutating func blit(_ other: CellBuffer, at point: CellPoint) {
    for row in 0..<other.rows {
      for column in 0..<other.columns {
        self[point.column + column, point.row + row] = other[column, row]
      }
    }
    // Wide signs: the setter repairs neighbours sign by sign, so set their halves again as they are.
    for row in 0..<other.rows where row + point.row >= 0 && row + point.row < rows {
      for column in 0..<other.columns where other[column, row].scalar == Cell.continuation {
        let target = point.column + column
        guard column > 0, target > 0, target < columns else { continue }
        cells[(point.row + row) * columns + target - 1] = other[column - 1, row]
        cells[(point.row + row) * columns + target] = other[column, row]
      }
    }
  }

  /// The buffer with all colours as a terminal of that depth shows them.
  public func reduced(to depth: ColorDepth) -> CellBuffer {
    if depth == .trueColor { return self }
    var reduced = self
    var last: (from: CellStyle, to: CellStyle)?
    for index in reduced.cells.indices {
      let style = reduced.cells[index].style
      if let last, last.from == style {
        reduced.cells[index].style = last.to
      } else {
        let fitting = style.reduced(to: depth)
        last = (style, fitting)
        reduced.cells[index].style = fitting
      }
    }
    return reduced
  }
}

// MARK: - Reading

extension CellBuffer {
  /// The signs of each row, for tests and for copies as text.
  public var lines: [String] {
    (0..<rows).map { row in
      var line = String.UnicodeScalarView()
      for column in 0..<columns {
        let scalar = cells[row * columns + column].scalar
        if scalar != Cell.continuation { line.append(scalar) }
      }
      return String(line)
    }
  }

  /// All rows joined by newlines.
  public var text: String { lines.joined(separator: "\n") }
}

extension String {
  /// The text, cut to at most that many columns with `ellipsis` at the end when it is longer.
  public func fitted(to columns: Int, ellipsis: String = "…") -> String {
    if SignWidth.columns(of: self) <= columns { return self }
    let room = columns - SignWidth.columns(of: ellipsis)
    guard room >= 0 else { return "" }
    var kept = String.UnicodeScalarView()
    var width = 0
    for scalar in unicodeScalars {
      width += SignWidth.columns(of: scalar)
      if width > room { break }
      kept.append(scalar)
    }
    return String(kept) + ellipsis
  }

  /// The text with blanks appended up to that many columns, or cut to them.
  public func padded(to columns: Int) -> String {
    let fitted = fitted(to: columns)
    return fitted + String(repeating: " ", count: max(0, columns - SignWidth.columns(of: fitted)))
  }
}
