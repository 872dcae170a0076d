/// Turns the difference between two screens into the bytes that bring a terminal from one to the
/// other: one synchronized update (mode 2026; terminals without it ignore it), cursor jumps, and
/// colours only where they change.
public struct FrameEncoder: Sendable {
  /// How many colours the terminal shows.
  public var depth: ColorDepth
  private var shown: CellBuffer?

  /// Creates an encoder that knows nothing of what the terminal shows.
  public init(depth: ColorDepth) {
    self.depth = depth
  }

  /// Forgets what the terminal shows: the next screen is sent whole.
  public mutating func invalidate() {
    shown = nil
  }

  /// The bytes that make the terminal show `buffer`; empty when it does already.
  public mutating func bytes(for buffer: CellBuffer) -> [UInt8] {
    let target = buffer.reduced(to: depth)
    let previous = shown.flatMap { $0.size == target.size ? $0 : nil }
    shown = target
    if previous == target { return [] }
    var output = Array("\u{1B}[?2026h\u{1B}[0m".utf8)
    if previous == nil { output.append(contentsOf: "\u{1B}[2J".utf8) }
    var pen = CellStyle.plain
    var cursor: CellPoint?
    for row in 0..<target.rows {
      for column in 0..<target.columns {
        let cell = target[column, row]
        if cell.scalar == Cell.continuation { continue }
        if let previous, previous[column, row] == cell,
          SignWidth.columns(of: cell.scalar) == 1
            || previous[column + 1, row] == target[column + 1, row]
        {
          continue
        }
        let place = CellPoint(column: column, row: row)
        if cursor != place { Self.move(from: cursor, to: place, into: &output) }
        if cell.style != pen {
          Self.change(from: pen, to: cell.style, into: &output)
          pen = cell.style
        }
        output.append(contentsOf: cell.scalar.utf8)
        // After the last column the cursor hangs in the margin: where it goes is not certain.
        let next = column + SignWidth.columns(of: cell.scalar)
        cursor = next < target.columns ? CellPoint(column: next, row: row) : nil
      }
    }
    output.append(contentsOf: "\u{1B}[0m\u{1B}[?2026l".utf8)
    return output
  }

  private static func move(
    from cursor: CellPoint?, to place: CellPoint, into output: inout [UInt8]
  ) {
    if let cursor, cursor.row == place.row, place.column > cursor.column {
      output.append(contentsOf: "\u{1B}[\(place.column - cursor.column)C".utf8)
    } else {
      output.append(contentsOf: "\u{1B}[\(place.row + 1);\(place.column + 1)H".utf8)
    }
  }

  private static func change(
    from old: CellStyle, to new: CellStyle, into output: inout [UInt8]
  ) {
    var codes: [String] = []
    var base = old
    // Bold and dim share one off switch; starting from nothing is shorter than switching off.
    if (old.bold && !new.bold) || (old.dim && !new.dim) || (old.reverse && !new.reverse) {
      codes.append("0")
      base = .plain
    }
    if new.bold && !base.bold { codes.append("1") }
    if new.dim && !base.dim { codes.append("2") }
    if new.reverse && !base.reverse { codes.append("7") }
    if new.foreground != base.foreground { codes.append(code(new.foreground, base: 30)) }
    if new.background != base.background { codes.append(code(new.background, base: 40)) }
    output.append(contentsOf: "\u{1B}[\(codes.joined(separator: ";"))m".utf8)
  }

  private static func code(_ color: CellColor, base: Int) -> String {
    switch color {
    case .standard: "\(base + 9)"
    case .palette(let index) where index < 8: "\(base + Int(index))"
    case .palette(let index) where index < 16: "\(base + 60 + Int(index) - 8)"
    case .palette(let index): "\(base + 8);5;\(index)"
    case .rgb(let color): "\(base + 8);2;\(color.red);\(color.green);\(color.blue)"
    }
  }
}
