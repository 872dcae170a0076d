import Imaging

extension Document {
  /// What an edit would change, exactly; nothing is changed. This is the preview of an edit.
  public func patch(for edit: Edit) -> Patch {
    switch edit {
    case .stroke(let stroke, let paint):
      let mask = PixelMask.stroke(along: stroke.points, with: stroke.brush, in: size)
      return patch(over: mask.mirrored(stroke.mirror, in: size), paint)
    case .shape(let shape, let paint):
      return patch(over: mask(of: shape).mirrored(shape.mirror, in: size), paint)
    case .fill(let area, let paint, let mirror):
      return patch(over: mask(of: area, mirror), paint)
    case .relabel(let area, let label):
      return patch(over: mask(of: area), .label(label, .kept))
    case .clear(let area, let paint):
      return patch(over: mask(of: area), paint)
    case .stamp(let stamp, let point):
      return patch(for: stamp, at: point)
    case .move(let area, let offset, let paint):
      return patch(moving: area, by: offset, leaving: paint)
    case .split(let object):
      return patch(splitting: object)
    case .join(let objects):
      return patch(joining: objects)
    case .replaceMap(let content):
      return Patch(replacing: self.content, with: content)
    }
  }

  /// A number no object has: above all that occur, or the smallest free one when that would
  /// not fit into 16 bits.
  public var nextInstance: UInt32 {
    let largest = instances.elements.max() ?? 0
    return largest < largestInstance ? largest + 1 : freeInstances(1).first ?? largestInstance
  }

  /// A number that neither an object has nor `taken` holds: what an erased object left behind is
  /// not given to the next one.
  public func nextInstance(avoiding taken: some Collection<UInt32>) -> UInt32 {
    let next = max(nextInstance, (taken.max() ?? 0) + 1)
    if next <= largestInstance { return next }
    let used = Set(instances.elements).union(taken)
    return (1...largestInstance).first { !used.contains($0) } ?? nextInstance
  }

  /// Numbers no object has, ascending.
  func freeInstances(_ count: Int) -> [UInt32] {
    let largest = instances.elements.max() ?? 0
    if Int(largest) + count <= Int(largestInstance) {
      return (0..<count).map { largest + 1 + UInt32($0) }
    }
    let used = Set(instances.elements)
    return Array((1...largestInstance).lazy.filter { !used.contains($0) }.prefix(count))
  }

  /// A copy of an area as a stamp; `nil` when the area is empty.
  public func stamp(of area: Area) -> Stamp? {
    let mask = mask(of: area)
    let box = mask.bounds
    guard !box.isEmpty, mask.count > 0 else { return nil }
    var chosen = Raster<Bool>(width: box.width, height: box.height, filledWith: false)
    mask.forEach { chosen[$0.x - box.x, $0.y - box.y] = true }
    return Stamp(
      labels: labels.cropped(to: box), instances: instances.cropped(to: box), mask: chosen)
  }

  /// The pixels of a shape, without mirror images, clipped to the map.
  func mask(of shape: Shape) -> PixelMask {
    let brush = shape.brush
    switch shape.figure {
    case .line(let points):
      return .stroke(along: points, with: brush, in: size)
    case .polygon(let points):
      if shape.isFilled { return .polygon(points, in: size) }
      return .stroke(along: points, with: brush, closed: true, in: size)
    case .rectangle(let a, let b):
      let box = boundingBox(of: [a, b])
      let whole = PixelMask(filling: box.intersection(PixelRect(size)))
      if shape.isFilled { return whole }
      return whole.without(
        PixelMask(filling: box.insetBy(brush.size).intersection(PixelRect(size))))
    case .ellipse(let a, let b):
      let box = boundingBox(of: [a, b])
      let whole = PixelMask.ellipse(in: box, of: size)
      if shape.isFilled { return whole }
      return whole.without(.ellipse(in: box.insetBy(brush.size), of: size))
    }
  }

  /// Lets `paint` fall on every pixel of a mask.
  func patch(over mask: PixelMask, _ paint: Paint) -> Patch {
    var builder = PatchBuilder(size: size)
    let fresh: UInt32
    if case .label(_, .new) = paint { fresh = nextInstance } else { fresh = 0 }
    let original = [ground, opened].compactMap { $0 }.first {
      $0.size == size && $0.labelSet.labels == labelSet.labels
    }
    mask.forEach { point in
      let index = point.y * size.width + point.x
      let label = labels.elements[index]
      let instance = instances.elements[index]
      let newLabel: UInt16
      let newInstance: UInt32
      switch paint {
      case .label(let painted, .kept): (newLabel, newInstance) = (painted, instance)
      case .label(let painted, .none): (newLabel, newInstance) = (painted, 0)
      case .label(let painted, .number(let number)): (newLabel, newInstance) = (painted, number)
      case .label(let painted, .new): (newLabel, newInstance) = (painted, fresh)
      case .opened:
        newLabel = original?.labels.elements[index] ?? baseLabel
        newInstance = original?.instances.elements[index] ?? 0
      }
      builder.add(index, label: label, to: newLabel, instance: instance, to: newInstance)
    }
    return builder.patch
  }

  /// Puts a stamp down; its objects get new numbers, so that no two objects become one.
  private func patch(for stamp: Stamp, at point: PixelPoint) -> Patch {
    var builder = PatchBuilder(size: size)
    let numbers = renumbering(of: stamp)
    place(stamp, in: stamp.box(at: point)) { index, label, number in
      builder.add(
        index, label: labels.elements[index], to: label, instance: instances.elements[index],
        to: numbers[number] ?? number)
    }
    return builder.patch
  }

  private func patch(moving area: Area, by offset: PixelPoint, leaving paint: Paint) -> Patch {
    let mask = mask(of: area)
    guard let stamp = stamp(of: area) else { return Patch(size: size, runs: []) }
    var moved = self
    moved.apply(patch(over: mask, paint))
    let box = mask.bounds
    let target = PixelRect(
      x: box.x + offset.x, y: box.y + offset.y, width: box.width, height: box.height)
    var builder = PatchBuilder(size: size)
    place(stamp, in: target) { index, label, number in
      builder.add(
        index, label: moved.labels.elements[index], to: label,
        instance: moved.instances.elements[index], to: number)
    }
    moved.apply(builder.patch)
    return moved.patch(since: self, in: box.union(target))
  }

  /// Calls `body` with the map index, label and number of each stamp pixel that hits the map.
  private func place(_ stamp: Stamp, in box: PixelRect, _ body: (Int, UInt16, UInt32) -> Void) {
    let hit = box.intersection(PixelRect(size))
    for y in hit.y..<max(hit.y, hit.maxY) {
      for x in hit.x..<hit.maxX where stamp.mask[x - box.x, y - box.y] {
        body(
          y * size.width + x, stamp.labels[x - box.x, y - box.y],
          stamp.instances[x - box.x, y - box.y])
      }
    }
  }

  private func renumbering(of stamp: Stamp) -> [UInt32: UInt32] {
    let old = Set(stamp.instances.elements).subtracting([0]).sorted()
    return Dictionary(zip(old, freeInstances(old.count))) { first, _ in first }
  }
}
