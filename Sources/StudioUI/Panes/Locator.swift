import Canvas
import Imaging
import Studio
import Terminal

/// The whole map, small, in a corner of the zoomed one: what is seen is bright, the rest dark.
struct Locator {
  let state: StudioState
  let appearance: LabelAppearance
  /// What the pane shows.
  let viewport: CellViewport

  private static let columns = 16

  /// Where it stands: the upper left corner, or the right one while the cursor is there.
  private var place: CellRect? {
    let image = viewport.image
    let area = viewport.area
    guard !state.view.map.fits, area.columns >= 32, area.rows >= 12, image.area > 0 else {
      return nil
    }
    let rows = min(area.rows / 3, max(3, Self.columns * image.height / (2 * image.width)))
    let columns = max(4, min(Self.columns, 2 * rows * image.width / image.height))
    var place = CellRect(column: area.column, row: area.row, columns: columns, rows: rows)
    let cursor = viewport.cell(of: state.editing.cursor.point)
    if cursor.column < place.endColumn + 3, cursor.row < place.endRow + 2 {
      place.column = area.endColumn - columns
    }
    return place
  }

  func draw(into painter: inout Painter) {
    guard let place else { return }
    let shown = state.view.map
    let small = CellViewport(image: viewport.image, area: place)
    guard painter.display.pixelGlyphs == .halfBlocks, painter.display.depth > .monochrome else {
      return drawSigns(in: place, into: &painter)
    }
    let labels = small.sampled(state.editing.document.labels)
    var pane = PixelPane(
      viewport: small, colors: labels.map { $0.map { appearance[$0].color } })
    let width = pane.colors.width
    let height = pane.colors.height
    pane.changeAll { index, color in
      let isSeen =
        Self.covers(index % width, of: width, from: shown.left, shown.extent)
        && Self.covers(index / width, of: height, from: shown.top, shown.extent)
      return isSeen ? color : color.mixed(with: RGB(0, 0, 0), 0.7)
    }
    let depth = painter.display.depth
    for row in 0..<place.rows {
      for column in 0..<place.columns {
        let upper = 2 * row * width + column
        painter.buffer[place.column + column, place.row + row] = .halves(
          upper: pane.colors.elements[upper]?.exactCellColor(depth) ?? .standard,
          lower: pane.colors.elements[upper + width]?.exactCellColor(depth) ?? .standard)
      }
    }
  }

  /// Without colours: full blocks for what is seen, dots for the rest.
  private func drawSigns(in place: CellRect, into painter: inout Painter) {
    let shown = state.view.map
    for row in 0..<place.rows {
      for column in 0..<place.columns {
        let isSeen =
          Self.covers(column, of: place.columns, from: shown.left, shown.extent)
          && Self.covers(row, of: place.rows, from: shown.top, shown.extent)
        painter.mark(
          isSeen ? "#" : ".", at: CellPoint(column: place.column + column, row: place.row + row),
          clippedTo: place)
      }
    }
  }

  /// Whether a part of the whole, `index` of `count`, has its middle in the shown part.
  private static func covers(
    _ index: Int, of count: Int, from start: Double, _ extent: Double
  ) -> Bool {
    let middle = (Double(index) + 0.5) / Double(count)
    return middle >= start && middle < start + extent
  }
}
