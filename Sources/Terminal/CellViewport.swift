public import Imaging

/// Which part of a picture a rectangle of cells shows.
///
/// A cell holds two screen pixels, one above the other, so a screen pixel is about square. A
/// picture keeps its shape; at `zoom` 1 all of it fits, centred; larger zooms show a part around
/// `center`, never beyond the picture's edge while there is more to show.
public struct CellViewport: Hashable, Sendable {
  /// Size of the picture.
  public let image: PixelSize
  /// The cells it is shown in.
  public let area: CellRect
  /// Picture pixels per screen pixel.
  public let scale: Double
  /// Picture column at the left edge of the area; negative when the picture is narrower.
  let left: Double
  /// Picture row at the top edge of the area; negative when the picture is lower.
  let top: Double

  /// Fits a picture into cells.
  /// - Parameters:
  ///   - image: Size of the picture.
  ///   - area: The cells to show it in.
  ///   - zoom: 1 shows all of it, 2 a quarter of it; less than 1 counts as 1.
  ///   - centerX: What to show in the middle when zoomed, as a fraction of the width.
  ///   - centerY: What to show in the middle when zoomed, as a fraction of the height.
  public init(
    image: PixelSize, area: CellRect, zoom: Double = 1, centerX: Double = 0.5,
    centerY: Double = 0.5
  ) {
    self.image = image
    self.area = area
    let width = Double(max(1, area.columns))
    let height = Double(max(1, area.rows * 2))
    let fit = max(Double(max(1, image.width)) / width, Double(max(1, image.height)) / height)
    let scale = fit / max(1, zoom.isFinite ? zoom : 1)
    func edge(_ length: Int, _ shown: Double, _ fraction: Double) -> Double {
      let length = Double(length)
      // Narrower than the area: centred on whole screen pixels, so that edges stay sharp.
      if shown >= length { return -((shown - length) / scale / 2 + 1e-6).rounded(.down) * scale }
      let middle = fraction.isFinite ? fraction * length : length / 2
      return min(max(0, middle - shown / 2), length - shown)
    }
    self.scale = scale
    left = edge(image.width, width * scale, centerX)
    top = edge(image.height, height * scale, centerY)
  }

  /// The picture place at the upper left corner of the area, in pixels; negative when the picture
  /// does not fill the area.
  public var origin: (x: Double, y: Double) { (left, top) }

  /// Picture columns that screen column `column` of the area covers; `nil` outside the picture.
  public func sourceColumns(of column: Int) -> Range<Int>? {
    Self.source(of: column, from: left, scale: scale, limit: image.width)
  }

  /// Picture rows that screen pixel row `row` (two per cell row) covers; `nil` outside.
  public func sourceRows(of row: Int) -> Range<Int>? {
    Self.source(of: row, from: top, scale: scale, limit: image.height)
  }

  static func source(
    of index: Int, from start: Double, scale: Double, limit: Int
  ) -> Range<Int>? {
    let first = start + Double(index) * scale
    // A screen pixel belongs to the picture when its middle does.
    let middle = first + scale / 2
    guard middle >= 0, middle < Double(limit) else { return nil }
    if scale <= 1 {
      let pixel = min(limit - 1, Int(middle))
      return pixel..<pixel + 1
    }
    let lower = min(max(0, Int((first + 1e-9).rounded(.down))), limit - 1)
    let upper = min(limit, Int((first + scale + 1e-9).rounded(.down)))
    return lower..<max(lower + 1, upper)
  }

  /// The picture pixel in the middle of a cell; `nil` when the picture does not reach there.
  public func pixel(at point: CellPoint) -> PixelPoint? {
    guard area.contains(point) else { return nil }
    let x = left + (Double(point.column - area.column) + 0.5) * scale
    let y = top + (Double(point.row - area.row) * 2 + 1) * scale
    guard x >= 0, y >= 0, x < Double(image.width), y < Double(image.height) else { return nil }
    return PixelPoint(x: Int(x), y: Int(y))
  }

  /// The picture pixel nearest to a cell, also for cells outside: a drag that leaves the picture
  /// goes on along its edge.
  public func nearestPixel(to point: CellPoint) -> PixelPoint {
    let x = left + (Double(point.column - area.column) + 0.5) * scale
    let y = top + (Double(point.row - area.row) * 2 + 1) * scale
    return PixelPoint(
      x: min(max(0, Int(x.rounded(.down))), max(0, image.width - 1)),
      y: min(max(0, Int(y.rounded(.down))), max(0, image.height - 1)))
  }

  /// The picture pixel a cell would show if the picture went on beyond its edges.
  public func endlessPixel(at point: CellPoint) -> PixelPoint {
    let x = left + (Double(point.column - area.column) + 0.5) * scale
    let y = top + (Double(point.row - area.row) * 2 + 1) * scale
    return PixelPoint(x: Int(x.rounded(.down)), y: Int(y.rounded(.down)))
  }

  /// Column of the screen pixel that shows picture column `x`, counted in the area.
  public func screenColumn(of x: Int) -> Int {
    Int(((Double(x) + 0.5 - left) / scale).rounded(.down))
  }

  /// Row of the screen pixel (two per cell row) that shows picture row `y`, counted in the area.
  public func screenRow(of y: Int) -> Int {
    Int(((Double(y) + 0.5 - top) / scale).rounded(.down))
  }

  /// The cell that shows a picture pixel; it may lie outside the area.
  public func cell(of pixel: PixelPoint) -> CellPoint {
    let row = screenRow(of: pixel.y)
    return CellPoint(
      column: area.column + screenColumn(of: pixel.x),
      row: area.row + (row >= 0 ? row / 2 : (row - 1) / 2))
  }

  /// The cells that show any part of the picture.
  public var shownCells: CellRect {
    let columns = (0..<area.columns).filter { sourceColumns(of: $0) != nil }
    let rows = (0..<area.rows).filter {
      sourceRows(of: 2 * $0) != nil || sourceRows(of: 2 * $0 + 1) != nil
    }
    guard let firstColumn = columns.first, let firstRow = rows.first else { return .empty }
    return CellRect(
      column: area.column + firstColumn, row: area.row + firstRow, columns: columns.count,
      rows: rows.count)
  }

  /// The picture pixels that are shown.
  public var shownPixels: PixelRect {
    let width = Double(area.columns) * scale
    let height = Double(area.rows * 2) * scale
    let x = max(0, Int(left.rounded(.down)))
    let y = max(0, Int(top.rounded(.down)))
    return PixelRect(
      x: x, y: y, width: min(image.width, Int((left + width).rounded(.up))) - x,
      height: min(image.height, Int((top + height).rounded(.up))) - y)
  }
}
