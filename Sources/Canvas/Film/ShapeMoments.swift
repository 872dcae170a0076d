import Imaging

/// Where a shape is, how large, and how it lies: its area's moments up to the second.
struct ShapeMoments: Hashable {
  /// Pixels.
  let area: Double
  /// Centre, pixels; the middle of the first pixel is 0.
  let x: Double
  /// Rows downwards.
  let y: Double
  /// Direction of the long axis from the x axis towards y, −π/2…π/2.
  let angle: Double
  /// Length of the long axis over that of the short one, at least 1.
  let axisRatio: Double
  /// The smallest rectangle around it.
  let bounds: PixelRect

  /// Measures the pixels of a map for which `contains` is true; `nil` without any.
  /// - Parameter bounds: Where they all are.
  init?(_ size: PixelSize, bounds area: PixelRect, contains: (Int) -> Bool) {
    var (count, sumX, sumY, sumXX, sumYY, sumXY) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    var (left, top, right, bottom) = (size.width, size.height, -1, -1)
    for row in area.y..<area.maxY {
      for column in area.x..<area.maxX where contains(row * size.width + column) {
        let (x, y) = (Double(column), Double(row))
        count += 1
        sumX += x
        sumY += y
        sumXX += x * x
        sumYY += y * y
        sumXY += x * y
        left = min(left, column)
        right = max(right, column)
        top = min(top, row)
        bottom = max(bottom, row)
      }
    }
    guard count > 0 else { return nil }
    self.area = count
    x = sumX / count
    y = sumY / count
    // A pixel is a square: its own moment keeps thin shapes from having none.
    let xx = sumXX / count - x * x + 1 / 12
    let yy = sumYY / count - y * y + 1 / 12
    let xy = sumXY / count - x * y
    angle = 0.5 * FilmMathematics.angle(y: 2 * xy, x: xx - yy)
    let mean = (xx + yy) / 2
    let spread = ((xx - yy) * (xx - yy) / 4 + xy * xy).squareRoot()
    axisRatio = ((mean + spread) / max(mean - spread, 1e-9)).squareRoot()
    bounds = PixelRect(x: left, y: top, width: right - left + 1, height: bottom - top + 1)
  }
}
