import Canvas
import Imaging
import Studio
import Terminal

/// What a keyframe's camera sees, as a frame on the map: dragged inside it moves, dragged at a
/// corner it grows and shrinks about its middle.
struct CameraFrame {
  let camera: MapCamera
  let map: PixelSize
  let viewport: CellViewport

  /// What is seen, in pixels of the map; it may reach beyond the border.
  var seen: PixelRect {
    let width = max(1, Int((Double(map.width) / camera.zoom).rounded()))
    let height = max(1, Int((Double(map.height) / camera.zoom).rounded()))
    return PixelRect(
      x: Int((camera.x * Double(map.width) - Double(width) / 2).rounded()),
      y: Int((camera.y * Double(map.height) - Double(height) / 2).rounded()), width: width,
      height: height)
  }

  func draw(into painter: inout Painter) {
    let seen = seen
    let first = viewport.cell(of: PixelPoint(x: seen.x, y: seen.y))
    let last = viewport.cell(
      of: PixelPoint(x: seen.x + seen.width - 1, y: seen.y + seen.height - 1))
    let area = viewport.area
    let unicode = painter.display.usesUnicode
    for column in first.column...max(first.column, last.column) {
      for row in [first.row, last.row] {
        painter.mark(unicode ? "━" : "-", at: CellPoint(column: column, row: row), clippedTo: area)
      }
    }
    for row in first.row...max(first.row, last.row) {
      for column in [first.column, last.column] {
        painter.mark(unicode ? "┃" : "|", at: CellPoint(column: column, row: row), clippedTo: area)
      }
    }
    let signs = unicode ? ["┏", "┓", "┗", "┛"] : ["+", "+", "+", "+"]
    let corners = [
      first, CellPoint(column: last.column, row: first.row),
      CellPoint(column: first.column, row: last.row), last,
    ]
    for (sign, corner) in zip(signs, corners) { painter.mark(sign, at: corner, clippedTo: area) }
    painter.hits.add(viewport.shownCells, .camera(corner: false))
    for corner in corners {
      // A cell around it, so that it is easily hit.
      let around = CellRect(
        column: corner.column - 1, row: corner.row - 1, columns: 3, rows: 3
      ).intersection(area)
      painter.hits.add(around, .camera(corner: true))
    }
  }
}
