import Canvas
import Imaging
import Terminal

/// The screen pixels of a pane while marks are drawn onto them.
struct PixelPane {
  let viewport: CellViewport
  /// How cells are divided.
  var dots = DotGrid.halves
  /// Colours as they will be shown, whole cells of `dots`; `nil` outside the picture.
  var colors: Raster<RGB?>

  /// Changes one screen pixel; outside nothing happens.
  mutating func change(_ x: Int, _ y: Int, _ body: (RGB) -> RGB) {
    guard x >= 0, x < colors.width, y >= 0, y < colors.height else { return }
    let index = y * colors.width + x
    if let color = colors.elements[index] { colors.elements[index] = body(color) }
  }

  /// Changes every screen pixel.
  mutating func changeAll(_ body: (_ index: Int, RGB) -> RGB) {
    for index in colors.elements.indices {
      if let color = colors.elements[index] { colors.elements[index] = body(index, color) }
    }
  }

  /// The rim of a brush at a picture pixel: the colours there shifted by a third towards black or
  /// white, and its middle in full (Studio article).
  mutating func drawRing(of brush: Brush, at point: PixelPoint) {
    let box = brush.box(at: point)
    let scale = viewport.scale
    let centerX = (Double(box.x) + Double(box.width) / 2 - viewport.origin.x) / scale
    let centerY = (Double(box.y) + Double(box.height) / 2 - viewport.origin.y) / scale
    let radius = max(0.5, Double(brush.size) / 2 / scale)
    func isInside(_ x: Int, _ y: Int) -> Bool {
      let dx = abs(Double(x) + 0.5 - centerX)
      let dy = abs(Double(y) + 0.5 - centerY)
      switch brush.shape {
      case .round: return dx * dx + dy * dy <= radius * radius
      case .square: return dx <= radius && dy <= radius
      case .diamond: return dx + dy <= radius
      case .slanted:
        return dx <= radius && abs((Double(x) + 0.5 - centerX) + (Double(y) + 0.5 - centerY)) <= 1
      }
    }
    let reach = Int(radius.rounded(.up)) + 1
    let left = max(0, Int(centerX) - reach)
    let right = min(colors.width - 1, Int(centerX) + reach)
    let top = max(0, Int(centerY) - reach)
    let bottom = min(colors.height - 1, Int(centerY) + reach)
    if radius >= 1.5, left <= right, top <= bottom {
      for y in top...bottom {
        for x in left...right where isInside(x, y) {
          let isRim =
            !isInside(x - 1, y) || !isInside(x + 1, y) || !isInside(x, y - 1) || !isInside(x, y + 1)
          if isRim { change(x, y) { $0.mixed(with: $0.contrasting, 0.45) } }
        }
      }
    }
    change(viewport.screenColumn(of: point.x), viewport.screenRow(of: point.y)) { $0.contrasting }
  }
}

extension Cell {
  /// One colour that stands for what the cell shows behind a sign.
  var ground: RGB? {
    guard let halves else {
      // Of two colours in parts of a cell, both.
      guard !isImage, let behind = style.background.rgb else { return style.background.rgb }
      return style.foreground.rgb.map { behind.mixed(with: $0, 0.5) } ?? behind
    }
    guard let upper = halves.upper.rgb else { return halves.lower.rgb }
    return halves.lower.rgb.map { upper.mixed(with: $0, 0.5) } ?? upper
  }
}

extension CellColor {
  /// The colour as red, green, blue; `nil` for the terminal's own.
  var rgb: RGB? {
    switch self {
    case .standard: nil
    case .palette(let index): XtermPalette.color(index)
    case .rgb(let color): color
    }
  }
}

extension Painter {
  /// Draws a sign over a pixel cell, black or white, whichever stands out.
  mutating func mark(_ text: String, at point: CellPoint, clippedTo area: CellRect) {
    guard area.contains(point) else { return }
    var column = point.column
    for scalar in display.text(text).unicodeScalars {
      let place = CellPoint(column: column, row: point.row)
      column += 1
      guard area.contains(place) else { continue }
      guard let ground = buffer[place].ground, display.depth > .monochrome else {
        buffer[place] = Cell(scalar, style: CellStyle(bold: true, reverse: true))
        continue
      }
      let depth = display.depth
      buffer[place] = Cell(
        scalar,
        style: CellStyle(
          foreground: ground.contrasting.exactCellColor(depth),
          background: ground.exactCellColor(depth), bold: true))
    }
  }

  /// Marks the four corners of a picture rectangle with signs in the order ┌ ┐ └ ┘.
  mutating func markCorners(_ rect: PixelRect, signs: [String], in viewport: CellViewport) {
    guard !rect.isEmpty, signs.count == 4 else { return }
    let corners = [
      PixelPoint(x: rect.x, y: rect.y), PixelPoint(x: rect.maxX - 1, y: rect.y),
      PixelPoint(x: rect.x, y: rect.maxY - 1), PixelPoint(x: rect.maxX - 1, y: rect.maxY - 1),
    ]
    for (corner, sign) in zip(corners, signs) {
      mark(sign, at: viewport.cell(of: corner), clippedTo: viewport.area)
    }
  }
}
