/// A size in pixels; both sides are at least 0.
public struct PixelSize: Hashable, Sendable, Codable, CustomStringConvertible {
  /// Columns.
  public var width: Int
  /// Rows.
  public var height: Int

  /// Creates a size of `width` columns and `height` rows.
  @inlinable
  public init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }

  /// Number of pixels.
  @inlinable
  public var area: Int { width * height }

  /// As people write it, for instance `256×256`.
  public var description: String { "\(width)×\(height)" }
}

/// A pixel position: `x` counts columns from the left, `y` rows from the top, both from 0.
public struct PixelPoint: Hashable, Sendable, Codable {
  /// Column.
  public var x: Int
  /// Row.
  public var y: Int

  /// Creates the position in column `x`, row `y`.
  @inlinable
  public init(x: Int, y: Int) {
    self.x = x
    self.y = y
  }
}

/// A half-open rectangle of pixels: columns `x..<x+width`, rows `y..<y+height`.
public struct PixelRect: Hashable, Sendable, Codable {
  /// Left column.
  public var x: Int
  /// Top row.
  public var y: Int
  /// Columns.
  public var width: Int
  /// Rows.
  public var height: Int

  /// Creates a rectangle from its upper left corner and its size.
  @inlinable
  public init(x: Int, y: Int, width: Int, height: Int) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  /// The rectangle that covers a whole raster of the given size.
  @inlinable
  public init(_ size: PixelSize) {
    self.init(x: 0, y: 0, width: size.width, height: size.height)
  }

  /// Whether it holds no pixel.
  @inlinable
  public var isEmpty: Bool { width <= 0 || height <= 0 }

  /// First column to the right of it.
  @inlinable
  public var maxX: Int { x + width }

  /// First row below it.
  @inlinable
  public var maxY: Int { y + height }

  /// Number of pixels; 0 when empty.
  @inlinable
  public var area: Int { isEmpty ? 0 : width * height }

  /// Whether the pixel lies inside.
  @inlinable
  public func contains(_ point: PixelPoint) -> Bool {
    point.x >= x && point.x < maxX && point.y >= y && point.y < maxY
  }

  /// The part both rectangles share; empty when they do not touch.
  @inlinable
  public func intersection(_ other: PixelRect) -> PixelRect {
    let left = Swift.max(x, other.x)
    let top = Swift.max(y, other.y)
    return PixelRect(
      x: left, y: top,
      width: Swift.max(0, Swift.min(maxX, other.maxX) - left),
      height: Swift.max(0, Swift.min(maxY, other.maxY) - top))
  }

  /// The smallest rectangle that holds both; an empty one adds nothing.
  @inlinable
  public func union(_ other: PixelRect) -> PixelRect {
    if isEmpty { return other }
    if other.isEmpty { return self }
    let left = Swift.min(x, other.x)
    let top = Swift.min(y, other.y)
    return PixelRect(
      x: left, y: top,
      width: Swift.max(maxX, other.maxX) - left, height: Swift.max(maxY, other.maxY) - top)
  }

  /// The rectangle grown by `margin` pixels on every side.
  @inlinable
  public func insetBy(_ margin: Int) -> PixelRect {
    PixelRect(
      x: x + margin, y: y + margin, width: width - 2 * margin, height: height - 2 * margin)
  }
}
