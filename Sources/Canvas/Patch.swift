public import Imaging

/// What one edit changed, exactly and both ways: runs of pixels with the values before and after.
///
/// A stroke over plain ground costs one run per row, about 20 bytes each.
public struct Patch: Hashable, Sendable {
  /// Consecutive pixels (row-major, across row ends) that changed in the same way.
  public struct Run: Hashable, Sendable {
    /// Row-major index of the first pixel.
    public var start: UInt32
    /// Number of pixels, at least 1.
    public var count: UInt32
    /// Class before.
    public var oldLabel: UInt16
    /// Class after.
    public var newLabel: UInt16
    /// Instance number before.
    public var oldInstance: UInt32
    /// Instance number after.
    public var newInstance: UInt32

    /// The same pixels changed back.
    var inverted: Run {
      Run(
        start: start, count: count, oldLabel: newLabel, newLabel: oldLabel,
        oldInstance: newInstance, newInstance: oldInstance)
    }
  }

  /// The change itself.
  public enum Change: Hashable, Sendable {
    /// Some pixels of a map of `size`; runs in ascending order, disjoint.
    case pixels(size: PixelSize, runs: [Run])
    /// Another map in place of the old one.
    case whole(before: MapContent, after: MapContent)
  }

  /// The change.
  public let change: Change
  /// The smallest rectangle that holds every changed pixel.
  public let bounds: PixelRect
  /// Number of changed pixels.
  public let count: Int

  /// Creates a patch from runs in ascending order.
  public init(size: PixelSize, runs: [Run]) {
    change = .pixels(size: size, runs: runs)
    count = runs.reduce(0) { $0 + Int($1.count) }
    bounds = runs.reduce(PixelRect(x: 0, y: 0, width: 0, height: 0)) { box, run in
      let first = Int(run.start)
      let last = first + Int(run.count) - 1
      let top = first / size.width
      let bottom = last / size.width
      let spansRows = top != bottom
      return box.union(
        PixelRect(
          x: spansRows ? 0 : first % size.width, y: top,
          width: spansRows ? size.width : Int(run.count), height: bottom - top + 1))
    }
  }

  /// Creates a patch that replaces the map.
  public init(replacing before: MapContent, with after: MapContent) {
    change = .whole(before: before, after: after)
    count = after.size.area
    bounds = PixelRect(after.size)
  }

  /// Whether nothing changed.
  public var isEmpty: Bool {
    switch change {
    case .pixels(_, let runs): runs.isEmpty
    case .whole(let before, let after): before == after
    }
  }

  /// The patch that takes this one back.
  public var inverted: Patch {
    switch change {
    case .pixels(let size, let runs): Patch(size: size, runs: runs.map(\.inverted))
    case .whole(let before, let after): Patch(replacing: after, with: before)
    }
  }

  /// Bytes it keeps in memory, about.
  public var byteCount: Int {
    switch change {
    case .pixels(_, let runs): runs.count * MemoryLayout<Run>.stride + 96
    case .whole(let before, let after): (before.size.area + after.size.area) * 6 + 512
    }
  }
}

/// Collects changed pixels in row-major order into runs.
struct PatchBuilder {
  private let size: PixelSize
  private var runs: [Patch.Run] = []

  init(size: PixelSize) { self.size = size }

  /// Adds a pixel that may have changed; an unchanged one is left out.
  mutating func add(
    _ index: Int, label oldLabel: UInt16, to newLabel: UInt16, instance oldInstance: UInt32,
    to newInstance: UInt32
  ) {
    guard oldLabel != newLabel || oldInstance != newInstance else { return }
    if let last = runs.last, Int(last.start) + Int(last.count) == index,
      last.oldLabel == oldLabel, last.newLabel == newLabel, last.oldInstance == oldInstance,
      last.newInstance == newInstance
    {
      runs[runs.count - 1].count += 1
      return
    }
    runs.append(
      Patch.Run(
        start: UInt32(index), count: 1, oldLabel: oldLabel, newLabel: newLabel,
        oldInstance: oldInstance, newInstance: newInstance))
  }

  /// The patch of all pixels added.
  var patch: Patch { Patch(size: size, runs: runs) }
}
