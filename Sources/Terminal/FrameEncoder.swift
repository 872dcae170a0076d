/// Turns the difference between two screens into the bytes that bring a terminal from one to the
/// other: one synchronized update (mode 2026; terminals without it ignore it), cursor jumps, colours
/// only where they change, and the pictures that changed.
public struct FrameEncoder: Sendable {
  /// How many colours the terminal shows.
  public let depth: ColorDepth
  private var shown: CellBuffer?
  private var images: ImageEncoder?

  /// Creates an encoder that knows nothing of what the terminal shows.
  /// - Parameters:
  ///   - depth: How many colours the terminal shows.
  ///   - graphics: How it takes pictures; `nil` if it does not.
  ///   - isInTmux: Whether pictures must be passed through tmux.
  ///   - firstID: Where kitty's picture numbers begin, 65,536…16,777,215: unlike those of other
  ///     programs in the same terminal.
  public init(
    depth: ColorDepth, graphics: GraphicsProtocol? = nil, isInTmux: Bool = false,
    firstID: UInt32 = 0x10_000
  ) {
    self.depth = depth
    images = graphics.map {
      ImageEncoder(
        graphics: $0, isInTmux: isInTmux, firstID: min(0xFF_FFFF, max(0x10_000, firstID)))
    }
  }

  /// Forgets what the terminal shows: the next screen is sent whole.
  public mutating func invalidate() {
    shown = nil
  }

  /// Whether parts of pictures wait: call `bytes(for:)` again soon, with the same screen or another.
  public var isBehind: Bool { images?.isBehind ?? false }

  /// The sequences that take away whatever would stay on the terminal when the screen is left.
  public mutating func farewell() -> [UInt8] {
    var output: [UInt8] = []
    images?.removeAll(into: &output)
    shown = nil
    return output
  }

  /// The bytes that make the terminal show `buffer`; empty when it does already.
  public mutating func bytes(for buffer: CellBuffer) -> [UInt8] {
    let target = buffer.reduced(to: depth)
    let previous = shown.flatMap { $0.size == target.size ? $0 : nil }
    if previous == target, !isBehind { return [] }
    var output: [UInt8] = []
    output.reserveCapacity(8192)
    output.append(contentsOf: "\u{1B}[?2026h\u{1B}[0m".utf8)
    if previous == nil {
      images?.removeAll(into: &output)
      output.append(contentsOf: "\u{1B}[2J".utf8)
    }
    var pen = CellPen(isPlaceholder: images?.graphics == .kittyPlaceholders)
    var again: Set<CellPoint> = []
    if images != nil {
      if !pen.isPlaceholder { blank(target, previous, &pen, into: &output) }
      pen.forgetCursor()
      for rect in images?.update(to: target, from: previous, into: &output) ?? [] {
        again.formUnion(rect.points)
      }
    }
    write(target, previous, again: again, &pen, into: &output)
    shown = target
    output.append(contentsOf: "\u{1B}[0m\u{1B}[?2026l".utf8)
    return output
  }

  /// Clears the cells that show a picture from now on.
  private func blank(
    _ target: CellBuffer, _ previous: CellBuffer?, _ pen: inout CellPen,
    into output: inout [UInt8]
  ) {
    guard let previous else { return }
    for image in target.images {
      for point in image.area.points where target[point].isImage && !previous[point].isImage {
        pen.write(Cell(), at: point, columns: target.columns, into: &output)
      }
    }
  }

  private func write(
    _ target: CellBuffer, _ previous: CellBuffer?, again: Set<CellPoint>, _ pen: inout CellPen,
    into output: inout [UInt8]
  ) {
    let columns = target.columns
    for row in 0..<target.rows {
      for column in 0..<columns {
        let index = row * columns + column
        let cell = target.cells[index]
        if cell.scalar == Cell.continuation { continue }
        let place = CellPoint(column: column, row: row)
        if cell.isImage {
          guard pen.isPlaceholder, let images, let shows = images.placeholder(at: place) else {
            continue
          }
          // The cell names the piece; it is written when it did not before.
          if let previous, previous.cells[index].isImage, !again.contains(place) { continue }
          pen.write(shows, at: place, columns: columns, into: &output)
          continue
        }
        if let previous, previous.cells[index] == cell,
          SignWidth.columns(of: cell.scalar) == 1
            || previous[column + 1, row] == target[column + 1, row],
          again.isEmpty || !again.contains(place)
        {
          continue
        }
        pen.write(cell, at: place, columns: columns, into: &output)
      }
    }
  }
}
