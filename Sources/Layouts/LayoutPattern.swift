public import Imaging

/// The windows of a label map at one resolution, numbered: which pixels share their modulation.
///
/// The numbering persists from edit to edit and only grows, so equal numbers mean equal windows
/// for as long as `generation` stays the same.
///
/// Not Sendable: belongs to the thread that computes.
public final class LayoutPattern {
  /// Rows of this resolution.
  public let height: Int
  /// Columns of this resolution.
  public let width: Int
  /// Side of SPADE's kernels, 3 or 5.
  public let kernel: Int
  /// Window number per pixel, `[height][width]`.
  public private(set) var windows: [Int32] = []
  /// Grows when the numbering starts anew; tables built before are then void.
  public private(set) var generation = 0
  /// Symbol per pixel, `[height][width]`.
  public private(set) var symbols: [Int32] = []
  private var hiddenStage: WindowStage
  private var windowStage: WindowStage
  private var lastComposition: WindowComposition?
  /// Number of windows of the map with which the numbering began.
  private var firstCount = 0

  /// An empty numbering.
  public init(height: Int, width: Int, kernel: Int) {
    self.height = height
    self.width = width
    self.kernel = kernel
    hiddenStage = WindowStage(side: kernel)
    windowStage = WindowStage(side: kernel)
  }

  /// Number of distinct windows so far, number 0 (never used by a pixel) included.
  public var windowCount: Int { windowStage.count }

  /// Number of distinct hidden vectors so far, number 0 (outside the level) included.
  public var hiddenCount: Int { hiddenStage.count }

  /// Memory of the numbering in bytes.
  public var byteCount: Int { hiddenStage.byteCount + windowStage.byteCount }

  /// Forgets all numbers; the next map counts as changed everywhere.
  public func reset() {
    restartNumbering()
    symbols = []
  }

  private func restartNumbering() {
    hiddenStage = WindowStage(side: kernel)
    windowStage = WindowStage(side: kernel)
    windows = []
    lastComposition = nil
    generation += 1
  }

  /// Numbers the windows of a map, sampled to this resolution by the nearest rule.
  /// - Parameter limit: With more windows than this, and than half as many again as a map alone has, the
  ///   numbering starts anew with this map, so that a long session stays within its memory.
  /// - Returns: The smallest rectangle that holds every pixel whose window differs from before,
  ///   found by comparing symbols; the whole level when there was no map before.
  @discardableResult
  public func update(_ map: SymbolMap, limit: Int = .max) -> PixelRect {
    let level = map.symbols.resizedNearest(to: PixelSize(width: width, height: height))
    let fresh = level.elements.map { Int32($0) }
    let whole = PixelRect(x: 0, y: 0, width: width, height: height)
    let changed = symbols.isEmpty ? whole : changedRect(from: symbols, to: fresh)
    if changed.isEmpty { return changed }
    if windowCount > limit, windowCount / 3 * 2 > firstCount { restartNumbering() }
    let begins = windows.isEmpty
    symbols = fresh
    if let numbers = numbered(fresh) {
      windows = numbers
    } else {
      // Numbers ran out after very many edits.
      restartNumbering()
      guard let numbers = numbered(fresh) else {
        preconditionFailure("one map of \(width)×\(height) exhausts the numbering")
      }
      windows = numbers
      firstCount = windowCount
    }
    if begins { firstCount = windowCount }
    // A window reaches as far as two kernels one after the other.
    let reach = 2 * (kernel / 2)
    return changed == whole ? whole : changed.insetBy(-reach).intersection(whole)
  }

  /// What all windows from `first` on are made of. The tables of a level ask one after the other.
  func composition(from first: Int) -> WindowComposition {
    let wanted = first..<windowCount
    if let lastComposition, lastComposition.windows == wanted { return lastComposition }
    let made = WindowComposition(wanted, hidden: hiddenStage, window: windowStage)
    lastComposition = made
    return made
  }

  private func numbered(_ symbols: [Int32]) -> [Int32]? {
    hiddenStage.number(symbols, height: height, width: width).flatMap {
      windowStage.number($0, height: height, width: width)
    }
  }

  private func changedRect(from old: [Int32], to new: [Int32]) -> PixelRect {
    var left = width
    var right = 0
    var top = height
    var bottom = 0
    old.withUnsafeBufferPointer { old in
      new.withUnsafeBufferPointer { new in
        for y in 0..<height {
          let start = y * width
          var x = 0
          while x < width, old[start + x] == new[start + x] { x += 1 }
          if x == width { continue }
          var end = width
          while old[start + end - 1] == new[start + end - 1] { end -= 1 }
          left = min(left, x)
          right = max(right, end)
          top = min(top, y)
          bottom = y + 1
        }
      }
    }
    guard bottom > top else { return PixelRect(x: 0, y: 0, width: 0, height: 0) }
    return PixelRect(x: left, y: top, width: right - left, height: bottom - top)
  }
}
