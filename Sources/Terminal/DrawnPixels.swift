public import Imaging

/// A picture as it stands in cells, from which the next one is drawn with as few changed cells as
/// can be: what cannot be seen to differ stays.
///
/// A cell stays while each of its dots is within `unseen` levels of what it was drawn from, in every
/// channel. It is always compared with that, never with the picture before, so that differences do
/// not add up. A picture that comes again in another precision then sends next to nothing, and cells
/// that stay are not fitted again.
public struct DrawnPixels: Hashable, Sendable {
  /// Levels of 255 in which a dot may differ from what is shown.
  public static let unseen = 2

  /// The dots that the cells were drawn from, whole cells of `dots`.
  public private(set) var pixels: Raster<RGB?>
  /// The cells, with the picture's upper left corner at 0, 0.
  public private(set) var cells: CellBuffer
  /// How cells are divided.
  public let dots: DotGrid
  /// What the terminal shows.
  public let display: PictureDisplay

  /// Draws a picture that nothing came before.
  public init(_ pixels: Raster<RGB?>, dots: DotGrid, display: PictureDisplay) {
    self.pixels = pixels
    self.dots = dots
    self.display = display
    cells = CellBuffer(
      CellSize(columns: pixels.width / dots.columns, rows: pixels.height / dots.rows))
    cells.drawPixels(pixels, dots: dots, at: CellPoint(column: 0, row: 0), display: display)
  }

  /// Draws the next picture of the same place.
  /// - Returns: How many cells were drawn anew.
  @discardableResult
  public mutating func follow(_ next: Raster<RGB?>) -> Int {
    guard next.size == pixels.size else {
      self = DrawnPixels(next, dots: dots, display: display)
      return cells.columns * cells.rows
    }
    let columns = cells.columns
    var changed = [Bool](repeating: false, count: cells.columns * cells.rows)
    var count = 0
    for index in changed.indices
    where differs(next, column: index % columns, row: index / columns) {
      changed[index] = true
      count += 1
      take(next, column: index % columns, row: index / columns)
    }
    guard count > 0 else { return 0 }
    if dots.isGraphics { cells = CellBuffer(cells.size) }
    cells.drawPixels(
      pixels, dots: dots, at: CellPoint(column: 0, row: 0), display: display
    ) { !changed[$0] }
    return count
  }

  /// Whether a cell of the next picture can be told from the one that is shown.
  private func differs(_ next: Raster<RGB?>, column: Int, row: Int) -> Bool {
    let width = pixels.width
    for y in row * dots.rows..<(row + 1) * dots.rows {
      for index in y * width + column * dots.columns..<y * width + (column + 1) * dots.columns {
        switch (pixels.elements[index], next.elements[index]) {
        case (nil, nil): continue
        case (let old?, let new?):
          if Self.differ(old.red, new.red) || Self.differ(old.green, new.green)
            || Self.differ(old.blue, new.blue)
          {
            return true
          }
        default: return true
        }
      }
    }
    return false
  }

  private static func differ(_ old: UInt8, _ new: UInt8) -> Bool {
    abs(Int(old) - Int(new)) > unseen
  }

  private mutating func take(_ next: Raster<RGB?>, column: Int, row: Int) {
    let width = pixels.width
    for y in row * dots.rows..<(row + 1) * dots.rows {
      let part = y * width + column * dots.columns..<y * width + (column + 1) * dots.columns
      pixels.elements.replaceSubrange(part, with: next.elements[part])
    }
  }
}
