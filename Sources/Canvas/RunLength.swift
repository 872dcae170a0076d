import Imaging

/// Why stored map data cannot be used.
public enum CanvasDataError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The bytes end inside a value.
  case truncated
  /// A value lies outside what a map can hold.
  case malformed(reason: String)

  /// In words.
  public var description: String {
    switch self {
    case .truncated: "the data end too early"
    case .malformed(let reason): reason
    }
  }
}

/// Largest number of pixels a map may have: 4096×4096. Bounds what stored runs can ask for.
public let mapAreaLimit = FileLimits.mapArea

/// A raster as runs of equal values, row by row: how maps stand in text files.
struct RunLength<Element: Codable & Hashable & Sendable>: Codable {
  /// One value per run.
  var values: [Element] = []
  /// Pixels per run.
  var counts: [Int] = []

  init(_ raster: Raster<Element>) {
    for element in raster.elements {
      if let last = values.last, last == element {
        counts[counts.count - 1] += 1
      } else {
        values.append(element)
        counts.append(1)
      }
    }
  }

  /// The raster again; throws when the runs do not fill `size` exactly.
  func raster(of size: PixelSize) throws(CanvasDataError) -> Raster<Element> {
    try checkMapSize(size)
    guard values.count == counts.count else {
      throw .malformed(reason: "\(values.count) values but \(counts.count) counts")
    }
    var elements: [Element] = []
    elements.reserveCapacity(size.area)
    for (value, count) in zip(values, counts) {
      guard count > 0, count <= size.area - elements.count else {
        throw .malformed(reason: "a run of \(count) pixels does not fit \(size)")
      }
      elements.append(contentsOf: repeatElement(value, count: count))
    }
    guard elements.count == size.area else {
      throw .malformed(reason: "\(elements.count) pixels do not fill \(size)")
    }
    return Raster(width: size.width, height: size.height, elements: elements)
  }
}

/// Throws unless a map may have this size (1×1 to 16.8 million pixels).
func checkMapSize(_ size: PixelSize) throws(CanvasDataError) {
  let (area, overflow) = size.width.multipliedReportingOverflow(by: size.height)
  guard size.width > 0, size.height > 0, !overflow, area <= mapAreaLimit else {
    throw .malformed(reason: "a map cannot be \(size.width)×\(size.height)")
  }
}
