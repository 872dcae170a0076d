/// Frames to columns and back.
struct WalkScale {
  /// Columns of the lanes.
  let columns: Int
  /// Frames they cover.
  let frames: Int

  /// The column of a frame, from 0.
  func column(of frame: Int) -> Int {
    guard frames > 1, columns > 1 else { return 0 }
    return min(columns - 1, (frame * (columns - 1) + (frames - 1) / 2) / (frames - 1))
  }

  /// The frame of a column.
  func frame(of column: Int) -> Int {
    guard frames > 1, columns > 1 else { return 0 }
    let inside = min(max(0, column), columns - 1)
    return (inside * (frames - 1) + (columns - 1) / 2) / (columns - 1)
  }

  /// The frames that a column stands for; at least one.
  func frames(in column: Int) -> Range<Int> {
    let first = frame(of: column)
    return first..<max(first + 1, column + 1 < columns ? frame(of: column + 1) : frames)
  }

  /// Frames between two numbers over the lanes: round, and far enough apart to be read.
  var step: Int {
    let steps = [1, 2, 4, 6, 8, 12, 24, 48, 96, 120, 240, 480, 960, 2400, 4800, 9600, 24_000]
    return steps.first { $0 * max(1, columns - 1) >= 12 * max(1, frames - 1) } ?? 48_000
  }
}
