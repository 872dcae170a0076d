import Imaging

/// Pictures in rows and columns with words beside them.
struct LabelledSheet {
  /// Words of the rows.
  let rows: [String]
  /// Words of the columns.
  let columns: [String]
  /// The pictures by row and column; `nil` leaves a place empty.
  let cells: [[RGBImage?]]

  private static let margin = 4
  private static let ground = RGB(24, 24, 24)
  private static let empty = RGB(44, 44, 44)

  /// The sheet; words that are too long for their place are cut.
  var picture: RGBImage {
    let all = cells.flatMap { $0.compactMap { $0 } }
    let width = max(all.map(\.width).max() ?? 1, 24)
    let height = max(all.map(\.height).max() ?? 1, SheetText.height)
    let left = (rows.map { SheetText.width(of: $0) }.max() ?? 0).clamped(to: 0...240) + 8
    let top = SheetText.height + 8
    let step = PixelSize(width: width + Self.margin, height: height + Self.margin)
    var sheet = RGBImage(
      width: left + step.width * columns.count, height: top + step.height * rows.count,
      filledWith: Self.ground)
    for (column, words) in columns.enumerated() {
      sheet.paste(
        SheetText.picture(of: words, on: Self.ground, atMost: width),
        x: left + column * step.width, y: 4)
    }
    for (row, words) in rows.enumerated() {
      let y = top + row * step.height
      sheet.paste(
        SheetText.picture(of: words, on: Self.ground, atMost: left - 8),
        x: 4, y: y + (height - SheetText.height) / 2)
      for (column, cell) in cells[row].enumerated() {
        let blank = RGBImage(width: width, height: height, filledWith: Self.empty)
        sheet.paste(cell ?? blank, x: left + column * step.width, y: y)
      }
    }
    return sheet
  }
}

extension Int {
  /// Within a range.
  fileprivate func clamped(to range: ClosedRange<Int>) -> Int {
    Swift.min(Swift.max(self, range.lowerBound), range.upperBound)
  }
}
