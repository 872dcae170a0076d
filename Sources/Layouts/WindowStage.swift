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
    [Int32](unsafeUninitializedCapacity: side * side) { members, count in
      if let target = members.baseAddress { readMembers(of: window, into: target) }
      count = side * side
    }
  }

  /// Writes the `side`² numbers in a window, row by row.
  func readMembers(of window: Int32, into target: UnsafeMutablePointer<Int32>) {
    // Its rows stand in the last places first, which are written last.
    let rows = target + side * (side - 1)
    read(window, columnStart, columnEnd, into: rows)
    for row in 0..<side { read(rows[row], rowStart, rowEnd, into: target + row * side) }
  }

  /// The members of all windows in the order of their numbers, `side`² each.
  func allMembers() -> [Int32] {
    let length = side * side
    return [Int32](unsafeUninitializedCapacity: count * length) { members, filled in
      if let target = members.baseAddress {
        for window in 0..<count { readMembers(of: Int32(window), into: target + window * length) }
      }
      filled = count * length
    }
  }

  /// Writes the `side` parts of a number.
  private func read(
    _ number: Int32, _ start: WindowDictionary, _ end: WindowDictionary?,
    into target: UnsafeMutablePointer<Int32>
  ) {
    guard let end else {
      start.readTriple(number, into: target)
      return
    }
    // The first part stands for three, and makes way for them.
    end.readTriple(number, into: target + 2)
    start.readTriple(target[2], into: target)
  }
}
