public import Imaging

/// A set of pixels inside a rectangle: what an edit touches, before it is applied.
public struct PixelMask: Hashable, Sendable {
  /// The rectangle that holds all of it, inside the map.
  public let bounds: PixelRect
  /// Row-major membership inside `bounds`.
  private var bits: [Bool]

  /// An empty set that can take the pixels of `bounds`.
  public init(bounds: PixelRect) {
    self.bounds = bounds.isEmpty ? PixelRect(x: 0, y: 0, width: 0, height: 0) : bounds
    self.bits = Array(repeating: false, count: bounds.area)
  }

  /// All pixels of a rectangle.
  public init(filling bounds: PixelRect) {
    self.init(bounds: bounds)
    self.bits = Array(repeating: true, count: bounds.area)
  }

  /// Number of pixels in the set; costs a walk over `bounds`.
  public var count: Int { bits.reduce(0) { $1 ? $0 + 1 : $0 } }

  /// Whether the pixel belongs to the set.
  public func contains(_ point: PixelPoint) -> Bool {
    bounds.contains(point) && bits[offset(x: point.x, y: point.y)]
  }

  /// Adds a pixel; one outside `bounds` is left out.
  public mutating func insert(_ point: PixelPoint) {
    if bounds.contains(point) { bits[offset(x: point.x, y: point.y)] = true }
  }

  /// Adds the columns `from…through` of a row, as far as they lie inside `bounds`.
  public mutating func insert(row: Int, from: Int, through: Int) {
    guard row >= bounds.y, row < bounds.maxY else { return }
    let first = max(from, bounds.x)
    let last = min(through, bounds.maxX - 1)
    guard first <= last else { return }
    for index in offset(x: first, y: row)...offset(x: last, y: row) { bits[index] = true }
  }

  /// Takes a pixel out.
  public mutating func remove(_ point: PixelPoint) {
    if bounds.contains(point) { bits[offset(x: point.x, y: point.y)] = false }
  }

  /// Takes all pixels of another set out.
  public mutating func subtract(_ other: PixelMask) {
    other.forEach { remove($0) }
  }

  /// Calls `body` with each pixel, row by row.
  public func forEach(_ body: (PixelPoint) -> Void) {
    var index = 0
    for y in bounds.y..<max(bounds.y, bounds.maxY) {
      for x in bounds.x..<bounds.maxX {
        if bits[index] { body(PixelPoint(x: x, y: y)) }
        index += 1
      }
    }
  }

  /// This set and its mirror images in a map of `size`.
  public func mirrored(_ mirror: Mirror, in size: PixelSize) -> PixelMask {
    if mirror.isEmpty { return self }
    var grown = bounds
    for corner in [
      PixelPoint(x: bounds.x, y: bounds.y), PixelPoint(x: bounds.maxX - 1, y: bounds.maxY - 1),
    ] {
      for image in mirror.images(of: corner, in: size) {
        grown = grown.union(PixelRect(x: image.x, y: image.y, width: 1, height: 1))
      }
    }
    var result = PixelMask(bounds: grown)
    forEach { point in
      for image in mirror.images(of: point, in: size) { result.insert(image) }
    }
    return result
  }

  private func offset(x: Int, y: Int) -> Int { (y - bounds.y) * bounds.width + x - bounds.x }
}
