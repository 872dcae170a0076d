public import Imaging

extension Brush: StoredValue {
  /// Sizes are 1…512.
  public mutating func validate(_ faults: inout [String]) {
    StoredNumber.clamp(&size, to: Brush.sizes, "the brush's size", &faults)
  }
}

extension Mirror: StoredValue {
  /// There are two ways to mirror.
  public mutating func validate(_ faults: inout [String]) {
    let known = intersection([.horizontal, .vertical])
    guard known != self else { return }
    faults.append("a mirror of \(rawValue), now \(known.rawValue)")
    self = known
  }
}

extension Viewport: StoredValue {
  /// Magnifications are 1…32, places lie on the picture.
  public mutating func validate(_ faults: inout [String]) {
    StoredNumber.clamp(
      &zoom, to: 1...Viewport.largestZoom, else: 1, "a magnification", &faults)
    let half = extent / 2
    StoredNumber.clamp(&centerX, to: half...(1 - half), else: 0.5, "a view's column", &faults)
    StoredNumber.clamp(&centerY, to: half...(1 - half), else: 0.5, "a view's row", &faults)
  }
}

extension ToolState: StoredValue {
  /// The brush's size is right and there are at most nine recent labels.
  public mutating func validate(_ faults: inout [String]) {
    brush.validate(&faults)
    mirror.validate(&faults)
    stampFlip.validate(&faults)
    if recents.count > 9 {
      faults.append("there were \(recents.count) recent labels, nine have keys")
      recents.removeSubrange(9...)
    }
  }
}
