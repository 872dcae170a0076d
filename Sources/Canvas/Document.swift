public import Imaging

/// The painted document: which class and which object every pixel belongs to.
public struct Document: Hashable, Sendable {
  /// The size a new document has.
  public static let defaultSize = PixelSize(width: 256, height: 256)

  /// Class ids per pixel.
  public private(set) var labels: LabelMap
  /// Instance numbers per pixel, same size; 0 belongs to no object.
  public private(set) var instances: InstanceMap
  /// What the ids mean.
  public private(set) var labelSet: LabelSet
  /// What was there when the document was opened: what the eraser brings back.
  public private(set) var opened: MapContent
  /// What the eraser brings back in its place: the model's own map. Not stored with sessions.
  public private(set) var ground: MapContent?
  /// Pixels per class id that occurs, kept up to date.
  private var counts: [UInt16: Int]

  /// Opens a map.
  /// - Parameters:
  ///   - content: The map as it is now. Instance numbers above 65535 are renumbered, because
  ///     files hold 16 bits.
  ///   - opened: What the eraser brings back; `nil` takes `content`.
  public init(_ content: MapContent, opened: MapContent? = nil) {
    let content = content.withSmallInstances
    labels = content.labels
    instances = content.instances
    labelSet = content.labelSet
    self.opened = opened ?? content
    counts = Document.census(of: content.labels)
  }

  /// An empty map of one label.
  public init(size: PixelSize = Document.defaultSize, label: UInt16, labelSet: LabelSet) {
    self.init(
      MapContent(
        labels: LabelMap(width: size.width, height: size.height, filledWith: label),
        labelSet: labelSet))
  }

  /// From now on the eraser brings another map back, as long as the map in hand is one of its kind;
  /// `nil` for what was opened.
  public mutating func setGround(_ content: MapContent?) { ground = content }

  /// Columns and rows.
  public var size: PixelSize { labels.size }

  /// The map as it is now, as a value.
  public var content: MapContent {
    MapContent(labels: labels, instances: instances, labelSet: labelSet)
  }

  /// The label ids that occur, ascending.
  public var usedLabels: [UInt16] { counts.keys.sorted() }

  /// Number of pixels with a label.
  public func count(of label: UInt16) -> Int { counts[label] ?? 0 }

  /// Part of the map a label covers, 0…1.
  public func share(of label: UInt16) -> Double {
    size.area == 0 ? 0 : Double(count(of: label)) / Double(size.area)
  }

  /// The label at a pixel; `nil` outside.
  public func label(at point: PixelPoint) -> UInt16? {
    labels.bounds.contains(point) ? labels[point.x, point.y] : nil
  }

  /// The object at a pixel (number 0: none); `nil` outside.
  public func object(at point: PixelPoint) -> ObjectID? {
    guard labels.bounds.contains(point) else { return nil }
    return ObjectID(label: labels[point.x, point.y], number: instances[point.x, point.y])
  }

  /// The class that empty ground has: the set's unlabelled class, else its first.
  public var baseLabel: UInt16 {
    UInt16(clamping: labelSet.unlabelled ?? labelSet.labels.first?.id ?? 0)
  }

  /// Applies an edit and returns what it changed; an edit that changes nothing gives an empty
  /// patch. Costs a walk over the touched part.
  @discardableResult
  public mutating func apply(_ edit: Edit) -> Patch {
    let patch = patch(for: edit)
    apply(patch)
    return patch
  }

  /// Puts the new values of a patch in place.
  /// - Returns: `false`, with nothing changed, when the patch is for a map of another size.
  @discardableResult
  public mutating func apply(_ patch: Patch) -> Bool {
    switch patch.change {
    case .pixels(let size, let runs):
      guard size == self.size else { return false }
      for run in runs { apply(run) }
    case .whole(_, let after):
      labels = after.labels
      instances = after.instances
      labelSet = after.labelSet
      counts = Document.census(of: labels)
    }
    return true
  }

  /// Takes a patch back.
  /// - Returns: `false`, with nothing changed, when the patch is for a map of another size.
  @discardableResult
  public mutating func revert(_ patch: Patch) -> Bool { apply(patch.inverted) }

  /// What changed between an earlier state and this one inside `rect`.
  /// Both must have the same size.
  public func patch(since earlier: Document, in rect: PixelRect) -> Patch {
    precondition(earlier.size == size, "\(earlier.size) compared with \(size)")
    var builder = PatchBuilder(size: size)
    let box = rect.intersection(PixelRect(size))
    for y in box.y..<max(box.y, box.maxY) {
      for index in y * size.width + box.x..<y * size.width + box.maxX {
        builder.add(
          index, label: earlier.labels.elements[index], to: labels.elements[index],
          instance: earlier.instances.elements[index], to: instances.elements[index])
      }
    }
    return builder.patch
  }

  private mutating func apply(_ run: Patch.Run) {
    let range = Int(run.start)..<Int(run.start) + Int(run.count)
    precondition(range.upperBound <= size.area, "run \(range) outside \(size)")
    // Count what is really there: a recovered journal may be ahead of its checkpoint.
    var start = range.lowerBound
    while start < range.upperBound {
      let old = labels.elements[start]
      let end = labels.elements[start..<range.upperBound].firstIndex { $0 != old }
      let count = (end ?? range.upperBound) - start
      let left = (counts[old] ?? 0) - count
      counts[old] = left > 0 ? left : nil
      start += count
    }
    counts[run.newLabel, default: 0] += range.count
    labels.elements.replaceSubrange(
      range, with: repeatElement(run.newLabel, count: range.count))
    instances.elements.replaceSubrange(
      range, with: repeatElement(run.newInstance, count: range.count))
  }

  private static func census(of labels: LabelMap) -> [UInt16: Int] {
    var bins = [Int](repeating: 0, count: Int(labels.elements.max() ?? 0) + 1)
    for label in labels.elements { bins[Int(label)] += 1 }
    var counts: [UInt16: Int] = [:]
    for (label, count) in bins.enumerated() where count > 0 { counts[UInt16(label)] = count }
    return counts
  }
}
