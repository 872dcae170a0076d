/// Numbers the distinct k×k windows of a raster of numbers, separably and exactly: runs of k in a
/// row get numbers, then columns of k such numbers. Outside the raster stands 0.
final class WindowStage {
  /// Side of a window, 3 or 5.
  let side: Int
  private let rowStart = WindowDictionary()
  private let rowEnd: WindowDictionary?
  private let columnStart = WindowDictionary()
  private let columnEnd: WindowDictionary?

  init(side: Int) {
    precondition(side == 3 || side == 5, "windows of side \(side)")
    self.side = side
    rowEnd = side == 5 ? WindowDictionary() : nil
    columnEnd = side == 5 ? WindowDictionary() : nil
  }

  /// Distinct windows so far; number 0 is the window with nothing in it.
  var count: Int { (columnEnd ?? columnStart).count }

  /// Memory in bytes.
  var byteCount: Int {
    rowStart.byteCount + columnStart.byteCount + (rowEnd?.byteCount ?? 0)
      + (columnEnd?.byteCount ?? 0)
  }

  /// Numbers the windows of a raster `[height][width]`.
  /// - Returns: One number per pixel, or `nil` when numbers ran out.
  func number(_ values: [Int32], height: Int, width: Int) -> [Int32]? {
    let radius = side / 2
    let paddedWidth = width + 2 * radius
    let rows = height + 2 * radius
    var padded = [Int32](repeating: 0, count: rows * paddedWidth)
    for y in 0..<height {
      let target = (y + radius) * paddedWidth + radius
      padded.replaceSubrange(
        target..<(target + width), with: values[(y * width)..<((y + 1) * width)])
    }
    var runs = [Int32](repeating: 0, count: rows * width)
    var windows = [Int32](repeating: 0, count: height * width)
    var scratch = [Int32](repeating: 0, count: side == 5 ? rows * width : 0)
    let isNumbered = padded.withUnsafeBufferPointer { padded in
      runs.withUnsafeMutableBufferPointer { runs in
        windows.withUnsafeMutableBufferPointer { windows in
          scratch.withUnsafeMutableBufferPointer { scratch -> Bool in
            guard let from = padded.baseAddress, let runsBase = runs.baseAddress,
              let windowsBase = windows.baseAddress
            else { return true }
            for y in radius..<(height + radius) {
              let source = from + y * paddedWidth
              guard
                chain(
                  rowStart, rowEnd, source, step: 1, count: width,
                  scratch: scratch.baseAddress, into: runsBase + y * width)
              else { return false }
            }
            return chain(
              columnStart, columnEnd, runsBase, step: width, count: height * width,
              scratch: scratch.baseAddress, into: windowsBase)
          }
        }
      }
    }
    return isNumbered ? windows : nil
  }

  /// Numbers of `side` neighbours `step` apart, in one or two triples.
  private func chain(
    _ start: WindowDictionary, _ end: WindowDictionary?, _ source: UnsafePointer<Int32>,
    step: Int, count: Int, scratch: UnsafeMutablePointer<Int32>?,
    into target: UnsafeMutablePointer<Int32>
  ) -> Bool {
    guard let end, let scratch else {
      return start.number(
        source, source + step, source + 2 * step, count: count, into: target)
    }
    return start.number(source, source + step, source + 2 * step, count: count, into: scratch)
      && end.number(scratch, source + 3 * step, source + 4 * step, count: count, into: target)
  }

  /// The `side`² numbers in a window, row by row.
  func members(of window: Int32) -> [Int32] {
    expanded(window, columnStart, columnEnd).flatMap { expanded($0, rowStart, rowEnd) }
  }

  private func expanded(
    _ number: Int32, _ start: WindowDictionary, _ end: WindowDictionary?
  ) -> [Int32] {
    guard let end else {
      let parts = start.triple(number)
      return [parts.0, parts.1, parts.2]
    }
    let outer = end.triple(number)
    let inner = start.triple(outer.0)
    return [inner.0, inner.1, inner.2, outer.1, outer.2]
  }
}
