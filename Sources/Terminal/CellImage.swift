public import Imaging

/// A picture that stands over whole cells with pixels of its own. The terminal layer decides how it
/// gets there; what is drawn over its cells later hides it there.
public struct CellImage: Hashable, Sendable {
  /// The cells it covers.
  public let area: CellRect
  /// Pixels per cell.
  public let dots: DotGrid
  /// `area.columns` · `dots.columns` × `area.rows` · `dots.rows` pixels.
  public let pixels: RGBImage
}

extension Cell {
  /// What stands in cells that show a `CellImage`; the background is the picture's mean there, for
  /// marks drawn over it. (The sign kitty takes for its placeholders; it is never sent otherwise.)
  static let imageScalar: Unicode.Scalar = "\u{10EEEE}"

  /// Whether a picture shows here.
  public var isImage: Bool { scalar == Self.imageScalar }
}

extension CellBuffer {
  /// Puts a picture over all cells that hold any of its dots.
  mutating func drawGraphics(_ pixels: Raster<RGB?>, dots: DotGrid, at point: CellPoint) {
    let columns = pixels.width / dots.columns
    let rows = pixels.height / dots.rows
    func isShown(_ column: Int, _ row: Int) -> Bool {
      let x = column * dots.columns + dots.columns / 2
      let y = row * dots.rows + dots.rows / 2
      return pixels.elements[y * pixels.width + x] != nil
    }
    guard
      let middle = (0..<rows).first(where: { row in (0..<columns).contains { isShown($0, row) } })
    else { return }
    let shownColumns = (0..<columns).filter { isShown($0, middle) }
    guard let first = shownColumns.first, let last = shownColumns.last else { return }
    let shownRows = (0..<rows).filter { isShown(first, $0) }
    guard let top = shownRows.first, let bottom = shownRows.last else { return }
    let whole = CellRect(
      column: point.column + first, row: point.row + top, columns: last - first + 1,
      rows: bottom - top + 1)
    let area = whole.intersection(bounds)
    guard !area.isEmpty else { return }
    let size = PixelSize(width: area.columns * dots.columns, height: area.rows * dots.rows)
    let left = (area.column - point.column) * dots.columns
    let upper = (area.row - point.row) * dots.rows
    var image = RGBImage(width: size.width, height: size.height, filledWith: RGB(0, 0, 0))
    for y in 0..<size.height {
      for x in 0..<size.width {
        if let color = pixels.elements[(upper + y) * pixels.width + left + x] {
          image.elements[y * size.width + x] = color
        }
      }
    }
    add(CellImage(area: area, dots: dots, pixels: image))
  }

  /// Copies another buffer into this one with its upper left corner at `point`, pictures too.
  public mutating func draw(_ other: CellBuffer, at point: CellPoint) {
    blit(other, at: point)
    for image in other.images {
      let area = CellRect(
        column: image.area.column + point.column, row: image.area.row + point.row,
        columns: image.area.columns, rows: image.area.rows)
      // Views draw within the screen; what reaches out would be shown in the wrong cells.
      guard area.intersection(bounds) == area else { continue }
      images.append(CellImage(area: area, dots: image.dots, pixels: image.pixels))
    }
  }

  /// Puts a picture over its cells.
  mutating func add(_ image: CellImage) {
    let area = image.area
    for row in 0..<area.rows {
      for column in 0..<area.columns {
        self[area.column + column, area.row + row] = Cell(
          Cell.imageScalar,
          style: CellStyle(background: .rgb(image.ground(column: column, row: row))))
      }
    }
    images.append(image)
  }
}

extension CellImage {
  /// About the mean colour of a cell: of nine of its pixels.
  fileprivate func ground(column: Int, row: Int) -> RGB {
    var sum = SIMD4<Int>.zero
    for part in 0..<9 {
      let x = column * dots.columns + dots.columns * (2 * (part % 3) + 1) / 6
      let y = row * dots.rows + dots.rows * (2 * (part / 3) + 1) / 6
      let color = pixels.elements[y * pixels.width + x]
      sum &+= SIMD4(Int(color.red), Int(color.green), Int(color.blue), 0)
    }
    return RGB(UInt8(sum.x / 9), UInt8(sum.y / 9), UInt8(sum.z / 9))
  }
}
