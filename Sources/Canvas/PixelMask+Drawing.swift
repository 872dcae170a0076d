public import Imaging

/// The pixels of a straight line, both ends included (Bresenham), in order.
public func linePixels(from start: PixelPoint, to end: PixelPoint) -> [PixelPoint] {
  let dx = abs(end.x - start.x)
  let dy = -abs(end.y - start.y)
  let stepX = start.x < end.x ? 1 : -1
  let stepY = start.y < end.y ? 1 : -1
  var error = dx + dy
  var point = start
  var pixels = [point]
  while point != end {
    let doubled = 2 * error
    if doubled >= dy {
      error += dy
      point.x += stepX
    }
    if doubled <= dx {
      error += dx
      point.y += stepY
    }
    pixels.append(point)
  }
  return pixels
}

/// The smallest rectangle that holds all points; empty without points.
func boundingBox(of points: [PixelPoint]) -> PixelRect {
  points.reduce(PixelRect(x: 0, y: 0, width: 0, height: 0)) {
    $0.union(PixelRect(x: $1.x, y: $1.y, width: 1, height: 1))
  }
}

extension PixelMask {
  /// What a brush paints when pressed along straight lines between points, clipped to `size`.
  public static func stroke(
    along points: [PixelPoint], with brush: Brush, closed: Bool = false, in size: PixelSize
  ) -> PixelMask {
    let boxes = points.map { brush.box(at: $0) }
    let box = boxes.reduce(PixelRect(x: 0, y: 0, width: 0, height: 0)) { $0.union($1) }
    var mask = PixelMask(bounds: box.intersection(PixelRect(size)))
    let spans = brush.spans
    var path = points
    if closed, points.count > 2, let first = points.first { path.append(first) }
    if let first = path.first { mask.press(spans, brush.reach, at: first) }
    for (start, end) in zip(path, path.dropFirst()) {
      for point in linePixels(from: start, to: end).dropFirst() {
        mask.press(spans, brush.reach, at: point)
      }
    }
    return mask
  }

  /// The inside of a polygon (even-odd at pixel centres) with its outline, clipped to `size`.
  public static func polygon(_ corners: [PixelPoint], in size: PixelSize) -> PixelMask {
    let box = boundingBox(of: corners).intersection(PixelRect(size))
    var mask = PixelMask(bounds: box)
    let edges = Array(zip(corners, corners.dropFirst() + corners.prefix(1)))
    for y in box.y..<max(box.y, box.maxY) {
      // Columns where the row's centre line crosses an edge; a corner counts for its upper edge.
      let crossings = edges.compactMap { a, b -> Double? in
        guard (a.y <= y) != (b.y <= y) else { return nil }
        let slope = Double(b.x - a.x) / Double(b.y - a.y)
        return Double(a.x) + Double(y - a.y) * slope
      }.sorted()
      for pair in stride(from: 0, to: crossings.count - 1, by: 2) {
        mask.insert(
          row: y, from: Int(crossings[pair].rounded(.up)),
          through: Int(crossings[pair + 1].rounded(.down)))
      }
    }
    for (a, b) in edges { linePixels(from: a, to: b).forEach { mask.insert($0) } }
    return mask
  }

  /// The inside of an ellipse that touches the sides of `box`, clipped to `size`.
  public static func ellipse(in box: PixelRect, of size: PixelSize) -> PixelMask {
    var mask = PixelMask(bounds: box.intersection(PixelRect(size)))
    let width = Double(box.width)
    let height = Double(box.height)
    guard width > 0, height > 0 else { return mask }
    for y in mask.bounds.y..<max(mask.bounds.y, mask.bounds.maxY) {
      let v = (Double(2 * (y - box.y) + 1) - height) / height
      let half = max(0, 1 - v * v).squareRoot() * width / 2
      let centre = Double(box.x) + width / 2
      // A pixel belongs to it when its centre does.
      mask.insert(
        row: y, from: Int((centre - half - 0.5).rounded(.up)),
        through: Int((centre + half - 0.5).rounded(.down)))
    }
    return mask
  }

  /// A band of `thickness` pixels along the inside of a shape whose inner part is given.
  func without(_ inner: PixelMask) -> PixelMask {
    var band = self
    band.subtract(inner)
    return band
  }

  private mutating func press(_ spans: [ClosedRange<Int>?], _ reach: Int, at point: PixelPoint) {
    for (row, span) in spans.enumerated() {
      guard let span else { continue }
      let left = point.x - reach
      insert(
        row: point.y - reach + row, from: left + span.lowerBound, through: left + span.upperBound)
    }
  }
}
