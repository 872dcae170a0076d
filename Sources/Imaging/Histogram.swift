/// How often each value occurs in a raster of 16-bit values, and where first.
struct Histogram {
  /// Values that occur, ascending.
  let values: [UnknownLabel]
  /// Pixels in all.
  let area: Int

  init(_ raster: Raster<UInt16>) {
    var counts = [Int](repeating: 0, count: 65536)
    var firsts = [Int](repeating: 0, count: 65536)
    raster.elements.withUnsafeBufferPointer { pixels in
      counts.withUnsafeMutableBufferPointer { counts in
        for index in pixels.indices {
          let value = Int(pixels[index])
          if counts[value] == 0 { firsts[value] = index }
          counts[value] += 1
        }
      }
    }
    area = raster.size.area
    values = counts.indices.filter { counts[$0] > 0 }.map { id in
      let first = PixelPoint(x: firsts[id] % raster.width, y: firsts[id] / raster.width)
      return UnknownLabel(id: id, pixels: counts[id], first: first)
    }
  }

  /// A number of pixels as a share of all, 0…1.
  func share(_ pixels: Int) -> Double { area == 0 ? 0 : Double(pixels) / Double(area) }
}

/// How often each colour occurs in a picture, and at which row-major index first.
struct ColorCounts {
  private(set) var colors: [RGB: (pixels: Int, first: Int)] = [:]
  let width: Int
  let area: Int

  init(_ image: RGBImage) {
    width = image.width
    area = image.size.area
    // Maps are made of runs: look a colour up once per run.
    var start = 0
    image.elements.withUnsafeBufferPointer { pixels in
      while start < pixels.count {
        let color = pixels[start]
        var end = start + 1
        while end < pixels.count, pixels[end] == color { end += 1 }
        colors[color, default: (0, start)].pixels += end - start
        start = end
      }
    }
  }
}

/// Transforms every value, calling `transform` once per run of equal neighbours.
func mapRuns<Value: Equatable & Sendable, Other: Sendable>(
  _ raster: Raster<Value>, _ transform: (Value) -> Other
) -> Raster<Other> {
  var mapped: [Other] = []
  mapped.reserveCapacity(raster.elements.count)
  raster.elements.withUnsafeBufferPointer { pixels in
    var start = 0
    while start < pixels.count {
      let value = pixels[start]
      var end = start + 1
      while end < pixels.count, pixels[end] == value { end += 1 }
      mapped.append(contentsOf: repeatElement(transform(value), count: end - start))
      start = end
    }
  }
  return Raster(width: raster.width, height: raster.height, elements: mapped)
}

extension LabelMap {
  /// How many pixels each id has; ids that do not occur are missing. One pass.
  public var pixelCounts: [Int: Int] {
    Dictionary(uniqueKeysWithValues: Histogram(self).values.map { ($0.id, $0.pixels) })
  }
}
