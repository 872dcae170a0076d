import Imaging

/// Keeps the pictures of a terminal as a screen wants them: sends the pieces that changed, and takes
/// away what is no longer seen.
struct ImageEncoder: Sendable {
  /// How the terminal takes them.
  let graphics: GraphicsProtocol
  /// Whether tmux stands between and must pass sequences on.
  let isInTmux: Bool

  /// What the terminal shows, with the number kitty knows it by.
  private var shown: [CellRect: (tile: ImageTile, id: UInt32)] = [:]
  private var images: [CellImage] = []
  private var nextID: UInt32
  /// Whether pieces wait for the next frame, because this one was full.
  private(set) var isBehind = false

  /// Pixels sent in one frame before the rest waits for the next, so that input is heard between:
  /// some 5 ms of packing; terminals take sixels in slowly.
  private var budget: Int {
    if case .sixel = graphics { return 30_000 }
    return 100_000
  }

  init(graphics: GraphicsProtocol, isInTmux: Bool, firstID: UInt32) {
    self.graphics = graphics
    self.isInTmux = isInTmux
    nextID = firstID
  }

  /// Forgets what is shown; all of it is sent again.
  mutating func invalidate() {
    shown = [:]
    images = []
  }

  /// Brings the terminal's pictures to those of a screen.
  /// - Parameters:
  ///   - target: The screen.
  ///   - previous: The screen before, if it is known.
  ///   - output: Where sequences go.
  /// - Returns: Cells that must be written again, because a picture was sent over them.
  mutating func update(
    to target: CellBuffer, from previous: CellBuffer?, into output: inout [UInt8]
  ) -> [CellRect] {
    isBehind = false
    if target.images.isEmpty, shown.isEmpty { return [] }
    if target.images == images, let previous, Self.sameCover(target, previous) {
      return []
    }
    var overwritten: [CellRect] = []
    var left = budget
    var wanted: Set<CellRect> = []
    for tile in ImageTile.tiles(of: target, for: graphics) {
      wanted.insert(tile.area)
      let known = shown[tile.area]
      let uncovered = known.map { Self.uncovers(tile, $0.tile) } ?? true
      if let known, known.tile.pixels == tile.pixels {
        if known.tile.visible == tile.visible { continue }
        if !graphics.isOverwritten || !uncovered {
          place(tile, known.id, again: true, into: &output)
          shown[tile.area] = (tile, known.id)
          continue
        }
      }
      guard left > 0 else {
        isBehind = true
        continue
      }
      left -= tile.pixels.size.area
      send(tile, replacing: known?.id, into: &output)
      if graphics.isOverwritten || (graphics == .kittyPlaceholders && known == nil) {
        overwritten.append(tile.area)
      }
    }
    for (area, known) in shown where !wanted.contains(area) {
      remove(known.id, into: &output)
      shown[area] = nil
    }
    images = isBehind ? [] : target.images
    return overwritten
  }

  /// The sequences that take all pictures away.
  mutating func removeAll(into output: inout [UInt8]) {
    for (_, known) in shown { remove(known.id, into: &output) }
    invalidate()
  }

  /// The number of the piece that shows at a place, and the place within it.
  func placeholder(at point: CellPoint) -> (id: UInt32, column: Int, row: Int)? {
    for (area, known) in shown where area.contains(point) {
      return (known.id, point.column - area.column, point.row - area.row)
    }
    return nil
  }

  /// Whether pictures show in the same cells.
  private static func sameCover(_ first: CellBuffer, _ second: CellBuffer) -> Bool {
    guard first.size == second.size else { return false }
    for image in first.images {
      for point in image.area.intersection(first.bounds).points
      where first[point].isImage != second[point].isImage { return false }
    }
    return true
  }

  /// Whether a cell shows the piece now that did not before.
  private static func uncovers(_ tile: ImageTile, _ before: ImageTile) -> Bool {
    zip(tile.visible, before.visible).contains { $0 && !$1 }
  }
}

// MARK: - Sequences

extension ImageEncoder {
  private mutating func send(
    _ tile: ImageTile, replacing old: UInt32?, into output: inout [UInt8]
  ) {
    switch graphics {
    case .kitty:
      let id = freshID()
      transmit(tile, "a=t,f=100,i=\(id),q=2", into: &output)
      place(tile, id, again: false, into: &output)
      if let old { remove(old, into: &output) }
      shown[tile.area] = (tile, id)
    case .kittyPlaceholders:
      // The same number again: the cells that name it show the new picture.
      let id = old ?? freshID()
      transmit(
        tile, "a=T,U=1,f=100,i=\(id),c=\(tile.area.columns),r=\(tile.area.rows),q=2",
        into: &output)
      shown[tile.area] = (tile, id)
    case .sixel(let colors):
      move(to: tile.area.origin, into: &output)
      wrapped(Sixel.encode(tile.pixels, colors: colors), into: &output)
      shown[tile.area] = (tile, 0)
    case .iterm2:
      guard let png = try? PNG.encode(tile.pixels, compression: .fast) else { return }
      move(to: tile.area.origin, into: &output)
      let head =
        "\u{1B}]1337;File=inline=1;size=\(png.count);width=\(tile.area.columns);"
        + "height=\(tile.area.rows);preserveAspectRatio=0;doNotMoveCursor=1:"
      wrapped(Array(head.utf8) + Base64.encode(png) + [7], into: &output)
      shown[tile.area] = (tile, 0)
    }
  }

  /// Sends a picture in pieces of 4096 letters.
  private func transmit(_ tile: ImageTile, _ control: String, into output: inout [UInt8]) {
    // A picture of valid size always packs; without it the cells stay blank.
    guard let png = try? PNG.encode(tile.pixels, compression: .fast) else { return }
    let letters = Base64.encode(png)
    var start = 0
    while start < letters.count {
      let end = min(start + 4096, letters.count)
      let more = end < letters.count ? "m=1" : "m=0"
      let head = start == 0 ? "\(control),\(more)" : "\(more),q=2"
      wrapped(
        Array("\u{1B}_G\(head);".utf8) + letters[start..<end] + Array("\u{1B}\\".utf8),
        into: &output)
      start = end
    }
  }

  /// Places a known picture over its seen cells; placeholders stand in the cells themselves.
  private func place(
    _ tile: ImageTile, _ id: UInt32, again: Bool, into output: inout [UInt8]
  ) {
    guard graphics == .kitty else { return }
    if again { command("a=d,d=i,i=\(id),q=2", into: &output) }
    let columns = tile.pixels.width / tile.area.columns
    let rows = tile.pixels.height / tile.area.rows
    for (index, rect) in tile.visibleRects.enumerated() {
      move(to: rect.origin, into: &output)
      let x = (rect.column - tile.area.column) * columns
      let y = (rect.row - tile.area.row) * rows
      // Above the text: covered cells are cut out, and kitty blends pictures below text in ways
      // that change the text.
      command(
        "a=p,i=\(id),p=\(index + 1),x=\(x),y=\(y),w=\(rect.columns * columns),"
          + "h=\(rect.rows * rows),c=\(rect.columns),r=\(rect.rows),z=1,C=1,q=2",
        into: &output)
    }
  }

  private func remove(_ id: UInt32, into output: inout [UInt8]) {
    guard !graphics.isOverwritten else { return }
    command("a=d,d=I,i=\(id),q=2", into: &output)
  }

  private func command(_ control: String, into output: inout [UInt8]) {
    wrapped(Array("\u{1B}_G\(control)\u{1B}\\".utf8), into: &output)
  }

  private func move(to point: CellPoint, into output: inout [UInt8]) {
    output.append(contentsOf: "\u{1B}[\(point.row + 1);\(point.column + 1)H".utf8)
  }

  private func wrapped(_ sequence: [UInt8], into output: inout [UInt8]) {
    if isInTmux {
      output.append(contentsOf: TmuxPassage.wrap(sequence))
    } else {
      output.append(contentsOf: sequence)
    }
  }

  private mutating func freshID() -> UInt32 {
    defer { nextID = nextID == 0xFF_FFFF ? 0x10_000 : nextID + 1 }
    return nextID
  }
}

/// Sequences for the terminal outside of tmux.
public enum TmuxPassage {
  /// The sequence as tmux hands it on where `allow-passthrough` is on.
  public static func wrap(_ sequence: [UInt8]) -> [UInt8] {
    var wrapped = Array("\u{1B}Ptmux;".utf8)
    for byte in sequence {
      if byte == 0x1B { wrapped.append(0x1B) }
      wrapped.append(byte)
    }
    wrapped.append(contentsOf: "\u{1B}\\".utf8)
    return wrapped
  }
}

/// The combining signs by which kitty's placeholders name rows and columns, in its order.
enum PlaceholderMark {
  static let signs: [Unicode.Scalar] = [
    "\u{305}", "\u{30D}", "\u{30E}", "\u{310}", "\u{312}", "\u{33D}", "\u{33E}", "\u{33F}",
    "\u{346}", "\u{34A}", "\u{34B}", "\u{34C}", "\u{350}", "\u{351}", "\u{352}", "\u{357}",
  ]
}
