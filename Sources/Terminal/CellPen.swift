import Imaging

/// Writes cells: jumps where the cursor is elsewhere, and tells colours and strokes only when they
/// change.
struct CellPen {
  /// Whether pictures show through placeholders in the cells.
  let isPlaceholder: Bool
  private var style = CellStyle.plain
  private var cursor: CellPoint?

  init(isPlaceholder: Bool) {
    self.isPlaceholder = isPlaceholder
  }

  /// The cursor was moved by something else.
  mutating func forgetCursor() {
    cursor = nil
  }

  /// Writes a cell of a screen that is `columns` wide.
  mutating func write(
    _ cell: Cell, at place: CellPoint, columns: Int, into output: inout [UInt8]
  ) {
    move(to: place, into: &output)
    change(to: cell.style, into: &output)
    output.append(contentsOf: cell.scalar.utf8)
    // After the last column the cursor hangs in the margin: where it goes is not certain.
    let next = place.column + SignWidth.columns(of: cell.scalar)
    cursor = next < columns ? CellPoint(column: next, row: place.row) : nil
  }

  /// Writes a placeholder of kitty's: its colour is the picture's number, two combining signs its
  /// row and column there.
  mutating func write(
    _ shows: (id: UInt32, column: Int, row: Int), at place: CellPoint, columns: Int,
    into output: inout [UInt8]
  ) {
    let marks = PlaceholderMark.signs
    guard shows.column < marks.count, shows.row < marks.count else { return }
    let number = RGB(
      UInt8(truncatingIfNeeded: shows.id >> 16), UInt8(truncatingIfNeeded: shows.id >> 8),
      UInt8(truncatingIfNeeded: shows.id))
    write(
      Cell(Cell.imageScalar, style: CellStyle(foreground: .rgb(number))), at: place,
      columns: columns, into: &output)
    output.append(contentsOf: marks[shows.row].utf8)
    output.append(contentsOf: marks[shows.column].utf8)
  }

  private mutating func move(to place: CellPoint, into output: inout [UInt8]) {
    if cursor == place { return }
    if let cursor, cursor.row == place.row, place.column > cursor.column {
      output.append(contentsOf: "\u{1B}[".utf8)
      append(place.column - cursor.column, to: &output)
      output.append(UInt8(ascii: "C"))
    } else {
      output.append(contentsOf: "\u{1B}[".utf8)
      append(place.row + 1, to: &output)
      output.append(UInt8(ascii: ";"))
      append(place.column + 1, to: &output)
      output.append(UInt8(ascii: "H"))
    }
  }

  private mutating func change(to new: CellStyle, into output: inout [UInt8]) {
    if new == style { return }
    var base = style
    output.append(contentsOf: "\u{1B}[".utf8)
    let start = output.count
    func next(_ output: inout [UInt8]) {
      if output.count > start { output.append(UInt8(ascii: ";")) }
    }
    // Bold and dim share one off switch; starting from nothing is shorter than switching off.
    if (base.bold && !new.bold) || (base.dim && !new.dim) || (base.reverse && !new.reverse) {
      output.append(UInt8(ascii: "0"))
      base = .plain
    }
    if new.bold && !base.bold {
      next(&output)
      output.append(UInt8(ascii: "1"))
    }
    if new.dim && !base.dim {
      next(&output)
      output.append(UInt8(ascii: "2"))
    }
    if new.reverse && !base.reverse {
      next(&output)
      output.append(UInt8(ascii: "7"))
    }
    if new.foreground != base.foreground {
      next(&output)
      append(new.foreground, base: 30, to: &output)
    }
    if new.background != base.background {
      next(&output)
      append(new.background, base: 40, to: &output)
    }
    output.append(UInt8(ascii: "m"))
    style = new
  }

  private func append(_ color: CellColor, base: Int, to output: inout [UInt8]) {
    switch color {
    case .standard: append(base + 9, to: &output)
    case .palette(let index) where index < 8: append(base + Int(index), to: &output)
    case .palette(let index) where index < 16: append(base + 52 + Int(index), to: &output)
    case .palette(let index):
      append(base + 8, to: &output)
      output.append(contentsOf: ";5;".utf8)
      append(Int(index), to: &output)
    case .rgb(let color):
      append(base + 8, to: &output)
      output.append(contentsOf: ";2;".utf8)
      append(Int(color.red), to: &output)
      output.append(UInt8(ascii: ";"))
      append(Int(color.green), to: &output)
      output.append(UInt8(ascii: ";"))
      append(Int(color.blue), to: &output)
    }
  }

  /// Appends a number that is not negative, in decimal.
  private func append(_ number: Int, to output: inout [UInt8]) {
    if number >= 10 { append(number / 10, to: &output) }
    output.append(UInt8(ascii: "0") + UInt8(number % 10))
  }
}
