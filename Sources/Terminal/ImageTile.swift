import Imaging

/// A piece of a picture on the screen: what is sent anew when any of its pixels changes.
struct ImageTile: Hashable, Sendable {
  /// The cells it stands over.
  let area: CellRect
  /// Its pixels.
  let pixels: RGBImage
  /// Which of its cells show it, row by row; others are covered.
  let visible: [Bool]

  /// The pieces of all pictures of a screen of which at least a cell is seen.
  static func tiles(of buffer: CellBuffer, for graphics: GraphicsProtocol) -> [ImageTile] {
    var tiles: [ImageTile] = []
    for (index, image) in buffer.images.enumerated() {
      let above = buffer.images.dropFirst(index + 1).map(\.area)
      var rest = image.area
      let size = graphics.tileSize(of: image.area)
      while rest.rows > 0 {
        var band = rest.cutTop(size.rows)
        while band.columns > 0 {
          let area = band.cutLeft(size.columns)
          let visible = area.points.map { point in
            buffer[point].isImage && !above.contains { $0.contains(point) }
          }
          guard visible.contains(true) else { continue }
          tiles.append(ImageTile(area: area, pixels: image.pixels(in: area), visible: visible))
        }
      }
    }
    return tiles
  }

  /// The seen cells as few rectangles, in cells of the screen.
  var visibleRects: [CellRect] {
    var rects: [CellRect] = []
    for row in 0..<area.rows {
      var column = 0
      while column < area.columns {
        guard visible[row * area.columns + column] else {
          column += 1
          continue
        }
        let start = column
        while column < area.columns, visible[row * area.columns + column] { column += 1 }
        let run = CellRect(
          column: area.column + start, row: area.row + row, columns: column - start, rows: 1)
        let above = rects.firstIndex {
          $0.column == run.column && $0.columns == run.columns && $0.endRow == run.row
        }
        if let above { rects[above].rows += 1 } else { rects.append(run) }
      }
    }
    return rects
  }
}

extension CellRect {
  /// All its places, row by row.
  var points: [CellPoint] {
    (0..<rows).flatMap { down in
      (0..<columns).map { CellPoint(column: column + $0, row: row + down) }
    }
  }
}

extension CellImage {
  /// The pixels over some of its cells.
  func pixels(in part: CellRect) -> RGBImage {
    pixels.cropped(
      to: PixelRect(
        x: (part.column - area.column) * dots.columns, y: (part.row - area.row) * dots.rows,
        width: part.columns * dots.columns, height: part.rows * dots.rows))
  }
}
