import Imaging

/// Distances of pixels to a set of pixels, exact (Meijster et al. 2000): one pass down and up the
/// columns, one over the rows, O(pixels).
struct DistanceField {
  /// Columns and rows.
  let size: PixelSize
  /// Squared distance to the nearest pixel of the set, row by row; `none` where the set is empty.
  let squared: [Int32]
  /// Index of that pixel; −1 where the set is empty.
  let nearest: [Int32]

  /// Stands for the distance to an empty set.
  static let none = Int32.max

  /// Measures to the pixels for which `contains` is true.
  init(_ size: PixelSize, contains: (Int) -> Bool) {
    self.size = size
    let (width, height) = (size.width, size.height)
    // Rows from a pixel to the nearest one of the set in its column; −1 where there is none.
    var source = [Int32](repeating: -1, count: size.area)
    for x in 0..<width {
      var last: Int32 = -1
      for y in 0..<height {
        let index = y * width + x
        if contains(index) { last = Int32(y) }
        source[index] = last
      }
      var next: Int32 = -1
      for y in (0..<height).reversed() {
        let index = y * width + x
        if source[index] == Int32(y) { next = Int32(y) }
        guard next >= 0 else { continue }
        let before = source[index]
        if before < 0 || next - Int32(y) < Int32(y) - before { source[index] = next }
      }
    }
    var squared = [Int32](repeating: Self.none, count: size.area)
    var nearest = [Int32](repeating: -1, count: size.area)
    // Columns whose parabolas form the lower envelope, and where each begins.
    var columns = [Int](repeating: 0, count: width)
    var starts = [Int](repeating: 0, count: width)
    for y in 0..<height {
      let row = y * width
      func height2(_ x: Int) -> Int {
        let distance = y - Int(source[row + x])
        return distance * distance
      }
      var count = 0
      for x in 0..<width where source[row + x] >= 0 {
        let own = height2(x)
        while count > 0 {
          let other = columns[count - 1]
          let from = starts[count - 1]
          let far = (from - other) * (from - other) + height2(other)
          if far > (from - x) * (from - x) + own { count -= 1 } else { break }
        }
        if count == 0 {
          columns[0] = x
          starts[0] = 0
          count = 1
          continue
        }
        let other = columns[count - 1]
        // The first column where the new parabola is lower.
        let begin =
          Self.floorDivided(
            x * x - other * other + own - height2(other), by: 2 * (x - other)) + 1
        if begin < width {
          columns[count] = x
          starts[count] = max(0, begin)
          count += 1
        }
      }
      guard count > 0 else { continue }
      var part = count - 1
      for x in (0..<width).reversed() {
        let column = columns[part]
        squared[row + x] = Int32((x - column) * (x - column) + height2(column))
        nearest[row + x] = source[row + column] * Int32(width) + Int32(column)
        if x == starts[part] { part = max(0, part - 1) }
      }
    }
    self.squared = squared
    self.nearest = nearest
  }

  private static func floorDivided(_ value: Int, by divisor: Int) -> Int {
    let quotient = value / divisor
    return value % divisor < 0 ? quotient - 1 : quotient
  }
}

/// Distance of every pixel to the outline of a set, in pixels: below zero inside, above outside, at
/// least half a pixel everywhere.
struct SignedDistance {
  /// Columns and rows.
  let size: PixelSize
  /// Row by row.
  let values: [Float]
  /// How far inside the innermost pixel is; half a pixel at least.
  let depth: Float

  /// Measures the set of pixels for which `contains` is true. Beyond the map there is neither inside
  /// nor outside; an empty or full set is as far away as the map is wide and high.
  init(_ size: PixelSize, contains: (Int) -> Bool) {
    self.size = size
    let inside = (0..<size.area).map(contains)
    let toInside = DistanceField(size) { inside[$0] }
    let toOutside = DistanceField(size) { !inside[$0] }
    let most = Float(size.width + size.height)
    func distance(_ squared: Int32) -> Float {
      squared == DistanceField.none ? most : Float(squared).squareRoot() - 0.5
    }
    values = inside.indices.map { index in
      inside[index]
        ? -distance(toOutside.squared[index]) : distance(toInside.squared[index])
    }
    depth = max(0.5, -(values.min() ?? 0))
  }

  /// The value between pixels; beyond the map the border's, farther by the way to it.
  @inline(__always) func sampled(_ x: Float, _ y: Float, in values: UnsafeBufferPointer<Float>)
    -> Float
  {
    let right = Float(size.width - 1)
    let bottom = Float(size.height - 1)
    let u = min(max(x, 0), right)
    let v = min(max(y, 0), bottom)
    let (x0, y0) = (Int(u), Int(v))
    let (x1, y1) = (min(x0 + 1, size.width - 1), min(y0 + 1, size.height - 1))
    let (s, t) = (u - Float(x0), v - Float(y0))
    let top = values[y0 * size.width + x0] * (1 - s) + values[y0 * size.width + x1] * s
    let low = values[y1 * size.width + x0] * (1 - s) + values[y1 * size.width + x1] * s
    let inside = top * (1 - t) + low * t
    if u == x, v == y { return inside }
    let (dx, dy) = (x - u, y - v)
    return inside + (dx * dx + dy * dy).squareRoot()
  }
}
