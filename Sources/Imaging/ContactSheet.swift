/// Lays pictures out in rows with a margin: sheets of frames, samples, styles.
public enum ContactSheet {
  /// Draws rows of pictures of one size; short rows leave their end empty.
  public static func picture(of rows: [[RGBImage]]) -> RGBImage {
    let size = rows.first?.first?.size ?? PixelSize(width: 1, height: 1)
    let columns = rows.map(\.count).max() ?? 1
    var sheet = RGBImage(
      width: columns * (size.width + 4), height: rows.count * (size.height + 4),
      filledWith: RGB(24, 24, 24))
    for (row, cells) in rows.enumerated() {
      for (column, cell) in cells.enumerated() {
        sheet.paste(cell, x: column * (size.width + 4) + 2, y: row * (size.height + 4) + 2)
      }
    }
    return sheet
  }
}

extension RGBImage {
  /// Copies another picture into this one; parts outside are cut off.
  public mutating func paste(_ other: RGBImage, x: Int, y: Int) {
    let part = bounds.intersection(
      PixelRect(x: x, y: y, width: other.width, height: other.height))
    for row in part.y..<part.maxY {
      for column in part.x..<part.maxX {
        self[column, row] = other[column - x, row - y]
      }
    }
  }
}
