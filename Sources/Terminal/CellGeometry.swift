/// A size in cells; both sides are at least 0.
public struct CellSize: Hashable, Sendable, CustomStringConvertible {
  /// Cells in a row.
  public var columns: Int
  /// Rows.
  public var rows: Int

  /// Creates a size; negative sides become 0.
  public init(columns: Int, rows: Int) {
    self.columns = max(0, columns)
    self.rows = max(0, rows)
  }

  /// As people write it, for instance `80×24`.
  public var description: String { "\(columns)×\(rows)" }
}

/// A place on the screen: `column` counts from the left, `row` from the top, both from 0.
public struct CellPoint: Hashable, Sendable {
  /// Cells from the left edge.
  public var column: Int
  /// Cells from the top edge.
  public var row: Int

  /// Creates the place in column `column`, row `row`.
  public init(column: Int, row: Int) {
    self.column = column
    self.row = row
  }
}

/// A half-open rectangle of cells. Sides are never negative, so a rectangle that lost all its room
/// is empty, and whatever is drawn into it is clipped away.
public struct CellRect: Hashable, Sendable {
  /// First column.
  public var column: Int
  /// First row.
  public var row: Int
  /// Cells in a row.
  public var columns: Int
  /// Rows.
  public var rows: Int

  /// Creates a rectangle from its upper left corner and its size; negative sides become 0.
  public init(column: Int, row: Int, columns: Int, rows: Int) {
    self.column = column
    self.row = row
    self.columns = max(0, columns)
    self.rows = max(0, rows)
  }

  /// The rectangle of that size in the upper left corner.
  public init(_ size: CellSize) {
    self.init(column: 0, row: 0, columns: size.columns, rows: size.rows)
  }

  /// The rectangle without any cell.
  public static let empty = CellRect(column: 0, row: 0, columns: 0, rows: 0)

  /// Its upper left corner.
  public var origin: CellPoint { CellPoint(column: column, row: row) }

  /// Its size.
  public var size: CellSize { CellSize(columns: columns, rows: rows) }

  /// First column to the right of it.
  public var endColumn: Int { column + columns }

  /// First row below it.
  public var endRow: Int { row + rows }

  /// Whether it holds no cell.
  public var isEmpty: Bool { columns == 0 || rows == 0 }

  /// Whether the place lies inside.
  public func contains(_ point: CellPoint) -> Bool {
    point.column >= column && point.column < endColumn && point.row >= row && point.row < endRow
  }

  /// The part both share; empty when they do not touch.
  public func intersection(_ other: CellRect) -> CellRect {
    let left = max(column, other.column)
    let top = max(row, other.row)
    return CellRect(
      column: left, row: top,
      columns: min(endColumn, other.endColumn) - left, rows: min(endRow, other.endRow) - top)
  }

  /// The rectangle made smaller by that many cells on each side.
  public func inset(columns horizontal: Int, rows vertical: Int) -> CellRect {
    CellRect(
      column: column + horizontal, row: row + vertical,
      columns: columns - 2 * horizontal, rows: rows - 2 * vertical)
  }

  /// One row of it, counted from its top; empty when it has fewer.
  public func line(_ index: Int) -> CellRect {
    guard index >= 0, index < rows else { return .empty }
    return CellRect(column: column, row: row + index, columns: columns, rows: 1)
  }

  /// A rectangle of that size in the middle of this one, no larger than this one.
  public func centered(_ size: CellSize) -> CellRect {
    let width = min(size.columns, columns)
    let height = min(size.rows, rows)
    return CellRect(
      column: column + (columns - width) / 2, row: row + (rows - height) / 2,
      columns: width, rows: height)
  }
}

// MARK: - Layout: cutting pieces off

extension CellRect {
  /// Cuts rows off the top; takes what there is when there are fewer.
  public mutating func cutTop(_ count: Int) -> CellRect {
    let taken = min(max(0, count), rows)
    let piece = CellRect(column: column, row: row, columns: columns, rows: taken)
    self = CellRect(column: column, row: row + taken, columns: columns, rows: rows - taken)
    return piece
  }

  /// Cuts rows off the bottom; takes what there is when there are fewer.
  public mutating func cutBottom(_ count: Int) -> CellRect {
    let taken = min(max(0, count), rows)
    let piece = CellRect(column: column, row: endRow - taken, columns: columns, rows: taken)
    self = CellRect(column: column, row: row, columns: columns, rows: rows - taken)
    return piece
  }

  /// Cuts columns off the left; takes what there is when there are fewer.
  public mutating func cutLeft(_ count: Int) -> CellRect {
    let taken = min(max(0, count), columns)
    let piece = CellRect(column: column, row: row, columns: taken, rows: rows)
    self = CellRect(column: column + taken, row: row, columns: columns - taken, rows: rows)
    return piece
  }

  /// Cuts columns off the right; takes what there is when there are fewer.
  public mutating func cutRight(_ count: Int) -> CellRect {
    let taken = min(max(0, count), columns)
    let piece = CellRect(column: endColumn - taken, row: row, columns: taken, rows: rows)
    self = CellRect(column: column, row: row, columns: columns - taken, rows: rows)
    return piece
  }
}
