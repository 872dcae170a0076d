import Imaging

/// The windows of a batch of label maps at one resolution under one numbering, and for every sum
/// a gradient needs, the positions it runs over.
///
/// Unlike `LayoutPattern` it holds one batch and never grows, so a training step depends on its
/// batch alone.
final class BatchPattern {
  /// Rows of this resolution.
  let height: Int
  /// Columns of this resolution.
  let width: Int
  /// Numbers in a window: the kernel's side squared.
  let taps: Int
  /// Symbols that can stand at a pixel, 0 (outside) included.
  let symbolCount: Int
  /// Window number per pixel, `[batch][height][width]`.
  let windows: [Int32]
  /// Symbol per pixel, `[batch][height][width]`; 0 where nothing is known.
  let centres: [Int32]
  /// Number of windows, number 0 (no pixel's) included.
  let windowCount: Int
  /// Number of hidden vectors, number 0 (outside the level) included.
  let hiddenCount: Int

  /// Symbols under each hidden vector, `[hidden][taps]`; 0 outside the map.
  private(set) lazy var symbols: [Int32] = hiddenStage.allMembers()
  /// Hidden vector at each tap of a window, `[windows][taps]`; 0 outside the level.
  private(set) lazy var rows: [Int32] = windowStage.allMembers()
  /// Windows by (hidden vector, tap): `hiddenCount · taps` rows; outside the level is none.
  private(set) lazy var windowsByHidden: Segments = sortedWindows()
  /// Hidden vectors by (tap, symbol): `taps · symbolCount` rows.
  private(set) lazy var hiddenBySymbol: Segments = sortedHidden()
  /// Pixels by window and picture.
  private(set) lazy var picturePieces = PicturePieces(
    windows, windowCount: windowCount, symbols: centres, pixelsPerPicture: height * width)
  /// Pixels by window.
  private(set) lazy var pixels = PixelPieces(windows, windowCount: windowCount)

  private let hiddenStage: WindowStage
  private let windowStage: WindowStage

  /// Numbers the windows of a batch.
  /// - Parameters:
  ///   - maps: One per picture, all of one size; sampled by the nearest rule.
  ///   - kernel: Side of SPADE's kernels, 3 or 5.
  /// - Returns: `nil` when there are more windows than numbers.
  init?(_ maps: [SymbolMap], height: Int, width: Int, kernel: Int) {
    self.height = height
    self.width = width
    taps = kernel * kernel
    symbolCount = maps.first?.symbolCount ?? 1
    hiddenStage = WindowStage(side: kernel)
    windowStage = WindowStage(side: kernel)
    var windows: [Int32] = []
    var centres: [Int32] = []
    windows.reserveCapacity(maps.count * height * width)
    centres.reserveCapacity(maps.count * height * width)
    for map in maps {
      let level = map.symbols.resizedNearest(to: PixelSize(width: width, height: height))
        .elements.map { Int32($0) }
      centres += level
      guard
        let hidden = hiddenStage.number(level, height: height, width: width),
        let numbers = windowStage.number(hidden, height: height, width: width)
      else { return nil }
      windows += numbers
    }
    self.windows = windows
    self.centres = centres
    windowCount = windowStage.count
    hiddenCount = hiddenStage.count
  }

  private func sortedWindows() -> Segments {
    // Sorted tap by tap, the positions would name windows; here they name (window, tap).
    var keys = rows
    for index in keys.indices {
      keys[index] = keys[index] == 0 ? -1 : keys[index] * Int32(taps) + Int32(index % taps)
    }
    return Segments(keys, count: hiddenCount * taps).dividingPositions(by: Int32(taps))
  }

  private func sortedHidden() -> Segments {
    var keys = symbols
    for index in keys.indices {
      keys[index] =
        keys[index] == 0 ? -1 : Int32(index % taps) * Int32(symbolCount) + keys[index]
    }
    return Segments(keys, count: taps * symbolCount).dividingPositions(by: Int32(taps))
  }
}

/// Pixels sorted by window, in pieces of bounded length: the sky of a batch is one window, and
/// both cores shall sum over it.
struct PixelPieces: Sendable {
  /// Pixels, those of one piece together and ascending.
  let segments: Segments
  /// Row each piece's sum is written to: its window's, or a row after those of all windows.
  let targets: [Int32]
  /// Rows in all.
  let rowCount: Int
  /// Windows of more than one piece, with the rows that hold their further pieces.
  let split: [(window: Int, rows: Range<Int>)]

  /// Longest piece, in pixels.
  private static let length: Int32 = 2048

  init(_ windows: [Int32], windowCount: Int) {
    let whole = Segments(windows, count: windowCount)
    var starts: [Int32] = [0]
    var targets: [Int32] = []
    var split: [(window: Int, rows: Range<Int>)] = []
    var next = windowCount
    for window in 0..<windowCount {
      var start = whole.starts[window]
      let end = whole.starts[window + 1]
      let first = next
      targets.append(Int32(window))
      while end - start > PixelPieces.length {
        start += PixelPieces.length
        starts.append(start)
        targets.append(Int32(next))
        next += 1
      }
      starts.append(end)
      if next > first { split.append((window, first..<next)) }
    }
    segments = Segments(order: whole.order, starts: starts)
    self.targets = targets
    rowCount = next
    self.split = split
  }
}
