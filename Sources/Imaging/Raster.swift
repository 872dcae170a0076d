/// A rectangle of values in row-major order: pictures, label maps and instance maps are rasters.
public struct Raster<Element: Sendable>: Sendable {
  /// Columns.
  public let width: Int
  /// Rows.
  public let height: Int
  /// Row-major values, `width * height` of them.
  public var elements: [Element]

  /// A raster with the same value everywhere.
  @inlinable
  public init(width: Int, height: Int, filledWith value: Element) {
    precondition(width >= 0 && height >= 0, "a raster of \(width)×\(height) cannot be")
    self.width = width
    self.height = height
    self.elements = Array(repeating: value, count: width * height)
  }

  /// A raster over existing row-major values; their number must be `width * height`.
  @inlinable
  public init(width: Int, height: Int, elements: [Element]) {
    precondition(
      elements.count == width * height,
      "\(elements.count) values do not fill \(width)×\(height)")
    self.width = width
    self.height = height
    self.elements = elements
  }

  /// Columns and rows.
  @inlinable
  public var size: PixelSize { PixelSize(width: width, height: height) }

  /// The rectangle that covers it.
  @inlinable
  public var bounds: PixelRect { PixelRect(x: 0, y: 0, width: width, height: height) }

  /// The value in column `x`, row `y`; both must lie inside.
  @inlinable
  public subscript(x: Int, y: Int) -> Element {
    get {
      precondition(x >= 0 && x < width && y >= 0 && y < height, "(\(x), \(y)) lies outside")
      return elements[y * width + x]
    }
    set {
      precondition(x >= 0 && x < width && y >= 0 && y < height, "(\(x), \(y)) lies outside")
      elements[y * width + x] = newValue
    }
  }

  /// The same raster with every value transformed.
  @inlinable
  public func map<Other>(_ transform: (Element) -> Other) -> Raster<Other> {
    Raster<Other>(width: width, height: height, elements: elements.map(transform))
  }

  /// The part inside `rect`, which must lie inside the raster.
  public func cropped(to rect: PixelRect) -> Raster {
    precondition(bounds.intersection(rect) == rect, "\(rect) lies outside \(size)")
    var cut: [Element] = []
    cut.reserveCapacity(rect.area)
    for row in rect.y..<rect.maxY {
      cut.append(contentsOf: elements[(row * width + rect.x)..<(row * width + rect.maxX)])
    }
    return Raster(width: rect.width, height: rect.height, elements: cut)
  }

  /// The largest part around the middle with the proportions of `size`.
  public func centred(like size: PixelSize) -> Raster {
    cropped(to: bounds.centred(like: size))
  }

  /// Resized by nearest neighbour with PyTorch's rule (LayoutTables article):
  /// source = min(floor(float(i) · (float(in) / float(out))), in − 1), in float32.
  public func resizedNearest(to size: PixelSize) -> Raster {
    resized(to: size) { nearestSources(from: $0, to: $1) }
  }

  /// Resized by nearest neighbour with Pillow's rule, which the reference's data sets use:
  /// source = floor((i + ½) · in / out).
  public func resizedByCenters(to size: PixelSize) -> Raster {
    resized(to: size) { input, output in
      let scale = Double(input) / Double(output)
      return (0..<output).map { Swift.min(Int((Double($0) + 0.5) * scale), input - 1) }
    }
  }

  /// The middle part of the proportions of `size` at that size, by nearest neighbour; costs the
  /// pixels of `size`, however large this raster is.
  public func covering(_ size: PixelSize) -> Raster {
    let part = bounds.centred(like: size)
    let columns = nearestSources(from: part.width, to: size.width).map { part.x + $0 }
    var covering: [Element] = []
    covering.reserveCapacity(size.area)
    for row in nearestSources(from: part.height, to: size.height) {
      for column in columns { covering.append(elements[(part.y + row) * width + column]) }
    }
    return Raster(width: size.width, height: size.height, elements: covering)
  }

  /// - Parameter sources: Which of `input` positions along an axis each of `output` ones shows.
  private func resized(
    to size: PixelSize, sources: (_ input: Int, _ output: Int) -> [Int]
  ) -> Raster {
    if size == self.size { return self }
    let columns = sources(width, size.width)
    var resized: [Element] = []
    resized.reserveCapacity(size.area)
    for row in sources(height, size.height) {
      for column in columns { resized.append(elements[row * width + column]) }
    }
    return Raster(width: size.width, height: size.height, elements: resized)
  }
}

extension Raster: Equatable where Element: Equatable {}
extension Raster: Hashable where Element: Hashable {}

/// Source index of each of `output` positions along an axis of `input` positions, PyTorch's
/// legacy nearest rule computed in float32.
public func nearestSources(from input: Int, to output: Int) -> [Int] {
  let scale = Float(input) / Float(output)
  return (0..<output).map { Swift.min(Int((Float($0) * scale).rounded(.down)), input - 1) }
}

/// A picture, 8 bits per channel.
public typealias RGBImage = Raster<RGB>

/// Class ids per pixel, true ids of a label set (never colours).
public typealias LabelMap = Raster<UInt16>

/// Instance numbers per pixel. Only equality matters to networks; 0 means "no object of its own".
public typealias InstanceMap = Raster<UInt32>
