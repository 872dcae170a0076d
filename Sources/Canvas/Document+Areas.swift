import Imaging

extension Document {
  /// The pixels of an area, with the areas at the mirrored points when a mirror is given.
  public func mask(of area: Area, _ mirror: Mirror = []) -> PixelMask {
    switch area {
    case .region(let point):
      return union(of: mirror.images(of: point, in: size).map { region(at: $0) })
    case .object(let point):
      return union(of: mirror.images(of: point, in: size).map { wholeObject(at: $0) })
    case .of(let object):
      return mask { labels.elements[$0] == object.label && instances.elements[$0] == object.number }
    case .everywhere(let label):
      return mask { labels.elements[$0] == label }
    case .rectangle(let rect):
      return PixelMask(filling: rect.intersection(PixelRect(size))).mirrored(mirror, in: size)
    case .lasso(let points):
      return PixelMask.polygon(points, in: size).mirrored(mirror, in: size)
    }
  }

  /// The label that borders an area most: what takes its place when it is emptied. Empty ground
  /// when the area has no border.
  public func surroundingLabel(of area: Area) -> UInt16 {
    let mask = mask(of: area)
    var votes: [UInt16: Int] = [:]
    mask.forEach { point in
      for (dx, dy) in [(1, 0), (-1, 0), (0, 1), (0, -1)] {
        let neighbour = PixelPoint(x: point.x + dx, y: point.y + dy)
        guard let label = label(at: neighbour), !mask.contains(neighbour) else { continue }
        votes[label, default: 0] += 1
      }
    }
    // The smaller id wins a tie, so that the answer does not depend on chance.
    return votes.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? baseLabel
  }

  /// The connected pixels (by their sides) that share the label at a point.
  private func region(at point: PixelPoint) -> PixelMask {
    guard let label = label(at: point) else {
      return PixelMask(bounds: PixelRect(x: 0, y: 0, width: 0, height: 0))
    }
    return connected(from: point) { labels.elements[$0] == label }
  }

  private func wholeObject(at point: PixelPoint) -> PixelMask {
    guard let object = object(at: point), object.number != 0 else { return region(at: point) }
    return mask(of: .of(object))
  }

  /// The pixels reachable from `start` through pixels that `belongs` accepts, by row spans.
  func connected(from start: PixelPoint, where belongs: (Int) -> Bool) -> PixelMask {
    let width = size.width
    var mask = PixelMask(bounds: PixelRect(size))
    var pending = [start]
    while let point = pending.popLast() {
      if mask.contains(point) { continue }
      let row = point.y * width
      var left = point.x
      while left > 0, belongs(row + left - 1) { left -= 1 }
      var right = point.x
      while right < width - 1, belongs(row + right + 1) { right += 1 }
      mask.insert(row: point.y, from: left, through: right)
      for y in [point.y - 1, point.y + 1] where y >= 0 && y < size.height {
        var isInside = false
        for x in left...right {
          let candidate = PixelPoint(x: x, y: y)
          let isOpen = belongs(y * width + x) && !mask.contains(candidate)
          if isOpen, !isInside { pending.append(candidate) }
          isInside = isOpen
        }
      }
    }
    return mask.trimmed
  }

  private func mask(where belongs: (Int) -> Bool) -> PixelMask {
    var mask = PixelMask(bounds: PixelRect(size))
    for y in 0..<size.height {
      for x in 0..<size.width where belongs(y * size.width + x) {
        mask.insert(PixelPoint(x: x, y: y))
      }
    }
    return mask.trimmed
  }

  private func union(of masks: [PixelMask]) -> PixelMask {
    guard masks.count > 1 else {
      return masks.first ?? PixelMask(bounds: PixelRect(x: 0, y: 0, width: 0, height: 0))
    }
    let box = masks.reduce(PixelRect(x: 0, y: 0, width: 0, height: 0)) { $0.union($1.bounds) }
    var result = PixelMask(bounds: box)
    for mask in masks { mask.forEach { result.insert($0) } }
    return result
  }
}

extension PixelMask {
  /// The same set in the smallest rectangle that holds it.
  var trimmed: PixelMask {
    var left = Int.max
    var right = Int.min
    var top = Int.max
    var bottom = Int.min
    forEach { point in
      left = min(left, point.x)
      right = max(right, point.x)
      top = min(top, point.y)
      bottom = max(bottom, point.y)
    }
    guard left <= right else {
      return PixelMask(bounds: PixelRect(x: 0, y: 0, width: 0, height: 0))
    }
    var result = PixelMask(
      bounds: PixelRect(x: left, y: top, width: right - left + 1, height: bottom - top + 1))
    forEach { result.insert($0) }
    return result
  }
}
