import Foundation
import Imaging
import Terminal
import Testing

/// A terminal that takes kitty's pictures, as strictly as the protocol's description allows.
struct KittyScreen {
  struct Picture: Equatable {
    var image: RGBImage
    var placements: [Int: Placement] = [:]
    /// Cells of a virtual placement (`U=1`).
    var virtual: CellSize?
  }

  struct Placement: Equatable {
    var cells: CellRect
    var source: PixelRect
    var depth: Int
  }

  var pictures: [UInt32: Picture] = [:]
  /// Placeholders by cell: picture, row, column.
  var placeholders: [CellPoint: [UInt32]] = [:]
  var text: [CellPoint: Character] = [:]
  private var cursor = CellPoint(column: 0, row: 0)
  private var foreground: UInt32 = 0
  private var loading: (control: [String: String], letters: String)?

  mutating func take(_ bytes: [UInt8]) {
    let scalars = Array(String(decoding: bytes, as: UTF8.self).unicodeScalars)
    var index = 0
    while index < scalars.count {
      guard scalars[index] == "\u{1B}" else {
        index += print(scalars, at: index)
        continue
      }
      switch scalars[index + 1] {
      case "_":
        var end = index + 2
        while scalars[end] != "\u{1B}" { end += 1 }
        var body = String.UnicodeScalarView()
        body.append(contentsOf: scalars[(index + 2)..<end])
        command(String(body))
        index = end + 2
      case "[":
        var end = index + 2
        while !scalars[end].properties.isAlphabetic { end += 1 }
        var body = String.UnicodeScalarView()
        body.append(contentsOf: scalars[(index + 2)..<end])
        control(String(body), scalars[end])
        index = end + 1
      default: Issue.record("unknown sequence")
      }
    }
  }

  private mutating func print(_ scalars: [Unicode.Scalar], at index: Int) -> Int {
    defer { cursor.column += 1 }
    guard scalars[index] == "\u{10EEEE}" else {
      placeholders[cursor] = nil
      text[cursor] = Character(scalars[index])
      return 1
    }
    // Row and column by kitty's list of combining signs.
    let marks: [UInt32] = [
      0x305, 0x30D, 0x30E, 0x310, 0x312, 0x33D, 0x33E, 0x33F, 0x346, 0x34A, 0x34B, 0x34C, 0x350,
      0x351, 0x352, 0x357,
    ]
    let row = marks.firstIndex(of: scalars[index + 1].value)
    let column = marks.firstIndex(of: scalars[index + 2].value)
    text[cursor] = nil
    placeholders[cursor] = [foreground, UInt32(row ?? 99), UInt32(column ?? 99)]
    return 3
  }

  private mutating func control(_ body: String, _ final: Unicode.Scalar) {
    let numbers = body.split(separator: ";").compactMap { Int($0) }
    switch final {
    case "H": cursor = CellPoint(column: numbers[1] - 1, row: numbers[0] - 1)
    case "C": cursor.column += numbers[0]
    case "J":
      text = [:]
      placeholders = [:]
    case "m":
      if numbers.count >= 5, numbers[0] == 38 {
        foreground = UInt32(numbers[2]) << 16 | UInt32(numbers[3]) << 8 | UInt32(numbers[4])
      }
    default: break
    }
  }

  private mutating func command(_ body: String) {
    #expect(body.hasPrefix("G"))
    let parts = body.dropFirst().split(separator: ";", maxSplits: 1)
    var keys: [String: String] = [:]
    for pair in parts[0].split(separator: ",") {
      let sides = pair.split(separator: "=")
      keys[String(sides[0])] = String(sides[1])
    }
    #expect(keys["q"] == "2", "no answers are wanted: \(body.prefix(60))")
    if var open = loading {
      open.letters += parts.count > 1 ? String(parts[1]) : ""
      loading = open
      finish(more: keys["m"] == "1")
      return
    }
    switch keys["a"] {
    case "t", "T":
      #expect(keys["f"] == "100")
      loading = (keys, parts.count > 1 ? String(parts[1]) : "")
      #expect((loading?.letters.utf8.count ?? 0) <= 4096)
      finish(more: keys["m"] == "1")
    case "p": place(keys)
    case "d":
      guard let id = keys["i"].flatMap({ UInt32($0) }) else { return }
      #expect(pictures[id] != nil, "deletes only what is there")
      if keys["d"] == "I" { pictures[id] = nil } else { pictures[id]?.placements = [:] }
    default: Issue.record("unknown action \(body.prefix(40))")
    }
  }

  private mutating func finish(more: Bool) {
    guard !more, let (keys, letters) = loading else { return }
    loading = nil
    guard let id = keys["i"].flatMap({ UInt32($0) }),
      let data = decoded(letters), let image = try? ImageFile.decode(data)
    else {
      Issue.record("no picture")
      return
    }
    var picture = Picture(image: image)
    if keys["a"] == "T" {
      #expect(keys["U"] == "1")
      picture.virtual = CellSize(
        columns: Int(keys["c"] ?? "") ?? 0, rows: Int(keys["r"] ?? "") ?? 0)
    }
    pictures[id] = picture
  }

  private mutating func place(_ keys: [String: String]) {
    func number(_ key: String) -> Int { Int(keys[key] ?? "") ?? 0 }
    let id = UInt32(number("i"))
    #expect(keys["C"] == "1", "the cursor stays")
    let source = PixelRect(x: number("x"), y: number("y"), width: number("w"), height: number("h"))
    if let picture = pictures[id] {
      #expect(picture.image.bounds.intersection(source) == source, "within the picture")
    } else {
      Issue.record("places a picture that was never sent")
    }
    pictures[id]?.placements[number("p")] = Placement(
      cells: CellRect(
        column: cursor.column, row: cursor.row, columns: number("c"), rows: number("r")),
      source: source, depth: number("z"))
  }

  private func decoded(_ letters: String) -> [UInt8]? {
    let order = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var bytes: [UInt8] = []
    var value = 0
    var bits = 0
    for letter in letters.utf8 where letter != UInt8(ascii: "=") {
      guard let digit = order.firstIndex(of: letter) else { return nil }
      value = value << 6 | digit
      bits += 6
      if bits >= 8 {
        bits -= 8
        bytes.append(UInt8(value >> bits & 0xFF))
      }
    }
    return bytes
  }

  /// The colour a person sees in a cell's middle: through a placement or a placeholder.
  func color(at point: CellPoint, background: Bool) -> RGB? {
    if let named = placeholders[point] {
      guard let picture = pictures[named[0]], let cells = picture.virtual else { return nil }
      let width = picture.image.width / cells.columns
      let height = picture.image.height / cells.rows
      let x = Int(named[2]) * width + width / 2
      let y = Int(named[1]) * height + height / 2
      guard x < picture.image.width, y < picture.image.height else { return nil }
      return picture.image[x, y]
    }
    for picture in pictures.values {
      for placement in picture.placements.values where placement.cells.contains(point) {
        let width = placement.source.width / placement.cells.columns
        let height = placement.source.height / placement.cells.rows
        return picture.image[
          placement.source.x + (point.column - placement.cells.column) * width + width / 2,
          placement.source.y + (point.row - placement.cells.row) * height + height / 2]
      }
    }
    return nil
  }
}

@Suite("Pictures with pixels of their own") struct ImageProtocolTests {
  /// A picture of unlike pixels, drawn over cells 3…42 × 2…21 of an 80×24 screen.
  func screen(
    _ change: (inout RGBImage) -> Void = { _ in }, _ over: (inout CellBuffer) -> Void = { _ in }
  )
    -> CellBuffer
  {
    var picture = RGBImage(width: 160, height: 160, filledWith: RGB(0, 0, 0))
    for y in 0..<160 {
      for x in 0..<160 { picture[x, y] = RGB(UInt8(x), UInt8(y), UInt8((x * y) & 0xFF)) }
    }
    change(&picture)
    let display = PictureDisplay(
      signs: .halfBlocks, depth: .trueColor, cellPixels: DotGrid(columns: 8, rows: 16), scales: true
    )
    let area = CellRect(column: 3, row: 2, columns: 40, rows: 20)
    let viewport = CellViewport(image: picture.size, area: area)
    let dots = display.dots(for: viewport)
    var buffer = CellBuffer(columns: 80, rows: 24)
    buffer.write("title", at: CellPoint(column: 0, row: 0))
    buffer.drawPixels(
      viewport.sampled(picture, dots: dots), dots: dots, at: area.origin, display: display)
    over(&buffer)
    return buffer
  }

  /// What must be seen in each cell of the picture.
  func check(_ kitty: KittyScreen, shows buffer: CellBuffer) {
    let image = buffer.images[0]
    for row in 0..<buffer.rows {
      for column in 0..<buffer.columns {
        let point = CellPoint(column: column, row: row)
        let seen = kitty.color(at: point, background: false)
        guard buffer[point].isImage else {
          #expect(seen == nil, "\(point) is covered")
          continue
        }
        let x = (column - image.area.column) * image.dots.columns + image.dots.columns / 2
        let y = (row - image.area.row) * image.dots.rows + image.dots.rows / 2
        #expect(seen == image.pixels[x, y], "\(point)")
      }
    }
  }

  @Test("The terminal is sent the picture's own pixels, no more than it can show") func dots() {
    let area = CellRect(column: 0, row: 0, columns: 40, rows: 20)
    let display = PictureDisplay(
      signs: .halfBlocks, depth: .trueColor, cellPixels: DotGrid(columns: 8, rows: 16), scales: true
    )
    let small = CellViewport(image: PixelSize(width: 160, height: 160), area: area)
    #expect(display.dots(for: small) == DotGrid(columns: 4, rows: 8, isGraphics: true))
    let large = CellViewport(image: PixelSize(width: 1024, height: 1024), area: area)
    #expect(display.dots(for: large) == DotGrid(columns: 8, rows: 16, isGraphics: true))
    #expect(display.withoutGraphics.dots(for: small) == .halves)
  }

  @Test(
    "Kitty shows exactly the picture, covered where text stands",
    arguments: [
      GraphicsProtocol.kitty, .kittyPlaceholders,
    ])
  func kitty(graphics: GraphicsProtocol) {
    var encoder = FrameEncoder(depth: .trueColor, graphics: graphics)
    var kitty = KittyScreen()
    func show(_ buffer: CellBuffer) -> Int {
      var count = 0
      repeat {
        let bytes = encoder.bytes(for: buffer)
        count += bytes.count
        kitty.take(bytes)
      } while encoder.isBehind
      return count
    }
    let whole = show(screen())
    check(kitty, shows: screen())
    #expect(encoder.bytes(for: screen()).isEmpty)

    // A card over it, and away again.
    let card = CellRect(column: 10, row: 5, columns: 12, rows: 4)
    let covered = screen({ _ in }) { buffer in
      buffer.fill(card)
      buffer.drawFrame(card)
      buffer[30, 10] = Cell("┼")
    }
    #expect(show(covered) < whole / 8)
    check(kitty, shows: covered)
    #expect(show(screen()) < whole / 8)
    check(kitty, shows: screen())

    // A change in one corner sends one piece.
    let changed = screen({ $0[8, 8] = RGB(255, 255, 255) })
    #expect(show(changed) < whole / 3)
    check(kitty, shows: changed)

    // No picture any more, then nothing is left.
    kitty.take(encoder.bytes(for: CellBuffer(columns: 80, rows: 24)))
    #expect(kitty.pictures.isEmpty)
    _ = show(screen())
    kitty.take(encoder.farewell())
    #expect(kitty.pictures.isEmpty)
  }

  @Test("Through tmux every escape is doubled and no more than a sequence is wrapped") func tmux() {
    var plain = FrameEncoder(depth: .trueColor, graphics: .kittyPlaceholders)
    var wrapped = FrameEncoder(depth: .trueColor, graphics: .kittyPlaceholders, isInTmux: true)
    let inner = plain.bytes(for: screen())
    // What tmux hands on.
    let text = String(decoding: wrapped.bytes(for: screen()), as: UTF8.self)
    var unwrapped = ""
    for (index, part) in text.components(separatedBy: "\u{1B}Ptmux;").enumerated() {
      guard index > 0 else {
        unwrapped += part
        continue
      }
      var rest = part.unicodeScalars[...]
      while let first = rest.popFirst() {
        guard first == "\u{1B}" else {
          unwrapped.unicodeScalars.append(first)
          continue
        }
        guard rest.popFirst() == "\u{1B}" else { break }  // ST
        unwrapped.unicodeScalars.append("\u{1B}")
      }
      unwrapped += String(rest)
    }
    #expect(unwrapped == String(decoding: inner, as: UTF8.self))
  }

  @Test("Sixels come in bands, with text over them written again") func sixel() {
    var encoder = FrameEncoder(depth: .trueColor, graphics: .sixel(colors: 64))
    let first = String(decoding: encoder.bytes(for: screen()), as: UTF8.self)
    // xterm keeps sixteen pictures at most.
    #expect((2...8).contains(first.components(separatedBy: "\u{1B}P").count - 1))
    let marked = screen({ _ in }) { $0[20, 6] = Cell("┼") }
    let mark = String(decoding: encoder.bytes(for: marked), as: UTF8.self)
    #expect(mark.contains("┼") && !mark.contains("\u{1B}P"))
    let changed = screen({ $0[70, 40] = RGB(255, 255, 255) }) { $0[20, 6] = Cell("┼") }
    let bytes = String(decoding: encoder.bytes(for: changed), as: UTF8.self)
    #expect(bytes.components(separatedBy: "\u{1B}P").count == 2)
    #expect(bytes.hasSuffix("┼\u{1B}[0m\u{1B}[?2026l"))
    // The mark away: its band again.
    let bare = screen({ $0[70, 40] = RGB(255, 255, 255) })
    #expect(String(decoding: encoder.bytes(for: bare), as: UTF8.self).contains("\u{1B}P"))
  }

  @Test("iTerm2's pictures keep the cursor and their cells") func iterm2() {
    var encoder = FrameEncoder(depth: .trueColor, graphics: .iterm2)
    let text = String(decoding: encoder.bytes(for: screen()), as: UTF8.self)
    #expect(text.contains("\u{1B}]1337;File=inline=1;size="))
    #expect(text.contains(";width=16;height=8;preserveAspectRatio=0;doNotMoveCursor=1:"))
  }

  @Test("A large picture is sent in several frames, one of which is never empty") func behind() {
    let display = PictureDisplay(
      signs: .halfBlocks, depth: .trueColor, cellPixels: DotGrid(columns: 8, rows: 16))
    let picture = RGBImage(width: 64, height: 64, filledWith: RGB(9, 99, 199))
    let viewport = CellViewport(
      image: picture.size, area: CellRect(column: 0, row: 0, columns: 100, rows: 50))
    let dots = display.dots(for: viewport)
    var buffer = CellBuffer(columns: 100, rows: 50)
    buffer.drawPixels(
      viewport.sampled(picture, dots: dots), dots: dots, at: CellPoint(column: 0, row: 0),
      display: display)
    var encoder = FrameEncoder(depth: .trueColor, graphics: .kitty)
    var kitty = KittyScreen()
    var frames = 0
    repeat {
      kitty.take(encoder.bytes(for: buffer))
      frames += 1
    } while encoder.isBehind && frames < 50
    #expect((2..<50).contains(frames))
    check(kitty, shows: buffer)
  }
}
