public import Imaging

/// Largest instance number a document gives: what a 16-bit PNG holds.
let largestInstance: UInt32 = 65_535

/// A whole map as a value: labels, objects and what the labels mean.
public struct MapContent: Hashable, Sendable {
  /// Class ids per pixel.
  public var labels: LabelMap
  /// Instance numbers per pixel, same size.
  public var instances: InstanceMap
  /// What the ids mean.
  public var labelSet: LabelSet

  /// Creates a map; without instances no pixel belongs to an object.
  /// Both rasters must have one size.
  public init(labels: LabelMap, instances: InstanceMap? = nil, labelSet: LabelSet) {
    let objects =
      instances ?? InstanceMap(width: labels.width, height: labels.height, filledWith: 0)
    precondition(
      objects.size == labels.size, "instances \(objects.size) on labels \(labels.size)")
    self.labels = labels
    self.instances = objects
    self.labelSet = labelSet
  }

  /// Columns and rows.
  public var size: PixelSize { labels.size }

  /// The same objects with numbers that fit into 16 bits, in the order of the old ones; itself
  /// when they fit already.
  var withSmallInstances: MapContent {
    guard let largest = instances.elements.max(), largest > largestInstance else { return self }
    let old = Set(instances.elements).subtracting([0]).sorted()
    var numbers: [UInt32: UInt32] = [0: 0]
    // More than 65535 objects cannot be told apart any longer: the rest shares the last number.
    for (index, number) in old.enumerated() {
      numbers[number] = min(UInt32(index + 1), largestInstance)
    }
    return MapContent(
      labels: labels, instances: instances.map { numbers[$0] ?? 0 }, labelSet: labelSet)
  }

  /// Everything that can have a style: each object, and for each label what belongs to no object
  /// (number 0). In the order of labels and numbers. Costs a walk over the map.
  public var allObjects: [ObjectID] {
    objectSizes.keys.sorted { ($0.label, $0.number) < ($1.label, $1.number) }
  }

  /// Pixels of everything that can have a style. Costs a walk over the map.
  public var objectSizes: [ObjectID: Int] {
    var sizes: [ObjectID: Int] = [:]
    var last = ObjectID(label: 0, number: 0)
    var run = 0
    for (label, number) in zip(labels.elements, instances.elements) {
      if last.label != label || last.number != number {
        if run > 0 { sizes[last, default: 0] += run }
        last = ObjectID(label: label, number: number)
        run = 0
      }
      run += 1
    }
    if run > 0 { sizes[last, default: 0] += run }
    return sizes
  }

  /// Everything that is styled as one: what belongs to no object, by label, and each object number
  /// once, under the label that most of it has (of equals the smallest). In the order of labels and
  /// numbers.
  public var styledObjects: [ObjectID] {
    var found: [ObjectID] = []
    var best: [UInt32: (label: UInt16, size: Int)] = [:]
    for (object, size) in objectSizes {
      guard object.number != 0 else {
        found.append(object)
        continue
      }
      if let known = best[object.number],
        known.size > size || known.size == size && known.label < object.label
      {
        continue
      }
      best[object.number] = (object.label, size)
    }
    found += best.map { ObjectID(label: $0.value.label, number: $0.key) }
    return found.sorted { ($0.label, $0.number) < ($1.label, $1.number) }
  }

  /// Numbers of objects that span several labels, a fault of most maps, with those labels.
  public var spanningObjects: [UInt32: [UInt16]] {
    Dictionary(grouping: allObjects.filter { $0.number != 0 }, by: \.number)
      .mapValues { $0.map(\.label) }.filter { $0.value.count > 1 }
  }

  /// The map at another size, by nearest neighbour.
  public func resized(to size: PixelSize) -> MapContent {
    MapContent(
      labels: labels.resizedNearest(to: size), instances: instances.resizedNearest(to: size),
      labelSet: labelSet)
  }

  /// The part inside `rect`, which must lie inside the map.
  public func cropped(to rect: PixelRect) -> MapContent {
    MapContent(
      labels: labels.cropped(to: rect), instances: instances.cropped(to: rect), labelSet: labelSet)
  }

  /// The largest part with the proportions of `size`, from the middle, brought to that size.
  public func fitted(to size: PixelSize) -> MapContent {
    guard size.area > 0, self.size.area > 0 else { return self }
    let width = min(self.size.width, self.size.height * size.width / size.height)
    let height = min(self.size.height, self.size.width * size.height / size.width)
    let rect = PixelRect(
      x: (self.size.width - width) / 2, y: (self.size.height - height) / 2,
      width: max(1, width), height: max(1, height))
    return cropped(to: rect).resized(to: size)
  }
}

extension MapContent: Codable {
  private enum CodingKeys: String, CodingKey {
    case size, labels, instances, labelSet
  }

  /// Reads a map written by `encode(to:)`; throws when its runs do not fill its size.
  public init(from decoder: any Decoder) throws {
    let box = try decoder.container(keyedBy: CodingKeys.self)
    let size = try box.decode(PixelSize.self, forKey: .size)
    self.init(
      labels: try box.decode(RunLength<UInt16>.self, forKey: .labels).raster(of: size),
      instances: try box.decode(RunLength<UInt32>.self, forKey: .instances).raster(of: size),
      labelSet: try box.decode(LabelSet.self, forKey: .labelSet))
  }

  /// Writes runs of equal values instead of pixels.
  public func encode(to encoder: any Encoder) throws {
    var box = encoder.container(keyedBy: CodingKeys.self)
    try box.encode(size, forKey: .size)
    try box.encode(RunLength(labels), forKey: .labels)
    try box.encode(RunLength(instances), forKey: .instances)
    try box.encode(labelSet, forKey: .labelSet)
  }
}

extension MapContent: StoredValue {
  /// Nothing is left to do: a map whose runs do not fill its size is refused when it is decoded.
  public mutating func validate(_ faults: inout [String]) {}
}
