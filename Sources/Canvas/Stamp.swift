public import Imaging

/// A copied piece of a map: labels and objects where its mask says so.
public struct Stamp: Hashable, Sendable {
  /// Class ids, any size.
  public private(set) var labels: LabelMap
  /// Instance numbers, same size.
  public private(set) var instances: InstanceMap
  /// Which of its pixels are put down, same size.
  public private(set) var mask: Raster<Bool>

  /// Creates a stamp from rasters of one size.
  public init(labels: LabelMap, instances: InstanceMap, mask: Raster<Bool>) {
    precondition(
      labels.size == instances.size && labels.size == mask.size,
      "a stamp of labels \(labels.size), instances \(instances.size), mask \(mask.size)")
    self.labels = labels
    self.instances = instances
    self.mask = mask
  }

  /// Columns and rows.
  public var size: PixelSize { labels.size }

  /// Number of pixels it puts down.
  public var count: Int { mask.elements.reduce(0) { $1 ? $0 + 1 : $0 } }

  /// The same piece flipped over.
  public func flipped(_ mirror: Mirror) -> Stamp {
    var sources: [Int] = []
    sources.reserveCapacity(size.area)
    for y in 0..<size.height {
      let row = mirror.contains(.vertical) ? size.height - 1 - y : y
      for x in 0..<size.width {
        sources.append(
          row * size.width + (mirror.contains(.horizontal) ? size.width - 1 - x : x))
      }
    }
    return Stamp(
      labels: reordered(labels, sources), instances: reordered(instances, sources),
      mask: reordered(mask, sources))
  }

  /// Where it lies when its middle is put on `point`; may reach outside the map.
  public func box(at point: PixelPoint) -> PixelRect {
    PixelRect(
      x: point.x - size.width / 2, y: point.y - size.height / 2, width: size.width,
      height: size.height)
  }

  private func reordered<Element>(_ raster: Raster<Element>, _ sources: [Int]) -> Raster<Element> {
    Raster(
      width: raster.width, height: raster.height, elements: sources.map { raster.elements[$0] })
  }
}

extension Stamp: Codable {
  private enum CodingKeys: String, CodingKey {
    case size, labels, instances, mask
  }

  /// Reads a stamp written by `encode(to:)`; throws when its runs do not fill its size.
  public init(from decoder: any Decoder) throws {
    let box = try decoder.container(keyedBy: CodingKeys.self)
    let size = try box.decode(PixelSize.self, forKey: .size)
    self.init(
      labels: try box.decode(RunLength<UInt16>.self, forKey: .labels).raster(of: size),
      instances: try box.decode(RunLength<UInt32>.self, forKey: .instances).raster(of: size),
      mask: try box.decode(RunLength<Bool>.self, forKey: .mask).raster(of: size))
  }

  /// Writes runs of equal values instead of pixels.
  public func encode(to encoder: any Encoder) throws {
    var box = encoder.container(keyedBy: CodingKeys.self)
    try box.encode(size, forKey: .size)
    try box.encode(RunLength(labels), forKey: .labels)
    try box.encode(RunLength(instances), forKey: .instances)
    try box.encode(RunLength(mask), forKey: .mask)
  }
}
