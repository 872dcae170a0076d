import Imaging
import Terminal
import Testing

/// A label set of sky, tree and sea, with two blacks.
let smallSet = LabelSet(
  name: "small", source: "test",
  labels: [
    .init(id: 0, name: "sky", color: RGB(120, 180, 250), glyph: "."),
    .init(id: 1, name: "tree", color: RGB(20, 120, 30)),
    .init(id: 2, name: "train", color: RGB(0, 0, 0)),
    .init(id: 3, name: "road", color: RGB(0, 0, 0)),
  ])

@Suite("Rasters to signs") struct GlyphTests {
  let red = RGB(255, 0, 0)
  let blue = RGB(0, 0, 255)

  @Test("A half block holds two exact pixels") func halfBlocks() {
    let pixels = Raster<RGB?>(width: 3, height: 2, elements: [red, red, nil, blue, red, blue])
    var buffer = CellBuffer(columns: 3, rows: 1)
    buffer.drawPixels(
      pixels, dots: .halves, at: CellPoint(column: 0, row: 0),
      display: PictureDisplay(signs: .halfBlocks, depth: .trueColor))
    #expect(buffer.lines == ["▀█▄"])
    #expect(buffer[0, 0].style == CellStyle(foreground: .rgb(red), background: .rgb(blue)))
    // The ink that is at hand already; what is behind a full block does not show.
    #expect(buffer[1, 0].halves?.upper == .rgb(red))
    #expect(buffer[1, 0].halves?.lower == .rgb(red))
    #expect(buffer[2, 0].style == CellStyle(foreground: .rgb(blue)))
  }

  @Test("Without colour lightness becomes a ramp") func ramps() {
    let greys: [RGB?] = [0, 60, 120, 180, 240].map { RGB($0, $0, $0) }
    let pixels = Raster<RGB?>(width: 5, height: 2, elements: greys + greys)
    var buffer = CellBuffer(columns: 5, rows: 2)
    buffer.drawPixels(
      pixels, dots: .halves, at: CellPoint(column: 0, row: 0),
      display: PictureDisplay(signs: .ascii, depth: .monochrome))
    buffer.drawPixels(
      pixels, dots: .halves, at: CellPoint(column: 0, row: 1),
      display: PictureDisplay(signs: .shades, depth: .monochrome))
    #expect(buffer.lines == [" :=#@", " ░▒▓█"])
  }

  @Test("Label maps are exact colours, or signs") func labels() {
    let appearance = LabelAppearance(smallSet, depth: .trueColor)
    let map = LabelMap(
      width: 4, height: 4, elements: [0, 0, 1, 1, 0, 0, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3])
    let viewport = CellViewport(
      image: map.size, area: CellRect(column: 0, row: 0, columns: 4, rows: 2))
    var buffer = CellBuffer(columns: 4, rows: 2)
    buffer.drawLabels(
      viewport.sampled(map), at: CellPoint(column: 0, row: 0), appearance: appearance,
      signs: .halfBlocks)
    #expect(buffer[0, 0].style.background == .rgb(RGB(120, 180, 250)))
    #expect(buffer[3, 0].style.background == .rgb(RGB(20, 120, 30)))
    buffer.drawLabels(
      viewport.sampled(map), at: CellPoint(column: 0, row: 0), appearance: appearance, signs: .ascii
    )
    #expect(buffer.lines == ["..tt", "oooo"])
  }

  @Test("Signs are unlike; labels of one colour are known as such") func appearance() {
    let appearance = LabelAppearance(smallSet, depth: .trueColor)
    #expect((0..<4).map { appearance[UInt16($0)].sign } == [".", "t", "r", "o"])
    #expect((0..<4).map { appearance[UInt16($0)].isAmbiguous } == [false, false, true, true])
    let many = LabelSet(
      name: "many", source: "test",
      labels: (0..<80).map { .init(id: $0, name: "same", color: RGB(UInt8($0), 0, 0)) })
    let signs = (0..<80).map { LabelAppearance(many, depth: .trueColor)[UInt16($0)].sign }
    #expect(Set(signs).count == 80)
    #expect(LabelAppearance(smallSet, depth: .trueColor)[999].sign == "?")
  }

  @Test("Palette entries are their own nearest colour", arguments: UInt8(16)...255)
  func palette(index: UInt8) {
    let nearest = XtermPalette.nearest256(to: XtermPalette.color(index))
    #expect(XtermPalette.color(nearest) == XtermPalette.color(index))
  }

  @Test("Few colours keep the hue: a dark green never turns grey")
  func hues() {
    let tree = RGB(29, 92, 51)
    let sea = RGB(19, 79, 143)
    let sand = RGB(239, 220, 171)
    let green = XtermPalette.color(XtermPalette.nearest256(to: tree))
    #expect(green.green > green.red && green.green > green.blue)
    let blue = XtermPalette.color(XtermPalette.nearest256(to: sea))
    #expect(blue.blue > blue.red)
    #expect([2, 10].contains(XtermPalette.nearest16(to: tree)))
    #expect([4, 12].contains(XtermPalette.nearest16(to: sea)))
    #expect([3, 11].contains(XtermPalette.nearest16(to: sand)))
    #expect(XtermPalette.nearest16(to: RGB(250, 250, 250)) == 15)
  }

  @Test("Ink on any colour has a contrast of 4.5", arguments: 0..<100) func contrast(seed: UInt64) {
    var random = SplitMix(state: seed)
    let color = RGB(
      UInt8(random.int(0...255)), UInt8(random.int(0...255)), UInt8(random.int(0...255)))
    let pair = [color.luminance, color.contrasting.luminance].sorted()
    #expect((pair[1] + 0.05) / (pair[0] + 0.05) >= 4.5)
  }
}

@Suite("Viewport") struct ViewportTests {
  @Test("A square picture fits and is centred on whole pixels") func fit() {
    let viewport = CellViewport(
      image: PixelSize(width: 256, height: 256),
      area: CellRect(column: 1, row: 2, columns: 40, rows: 19))
    #expect(viewport.shownCells == CellRect(column: 2, row: 2, columns: 38, rows: 19))
    #expect(viewport.pixel(at: CellPoint(column: 1, row: 2)) == nil)
    #expect(viewport.shownPixels == PixelRect(x: 0, y: 0, width: 256, height: 256))
  }

  @Test("Screen pixels cover every picture pixel exactly once", arguments: 0..<60)
  func partition(seed: UInt64) {
    var random = SplitMix(state: seed)
    let size = PixelSize(width: random.int(1...300), height: random.int(1...300))
    let area = CellRect(
      column: 0, row: 0, columns: random.int(1...90), rows: random.int(1...50))
    let viewport = CellViewport(image: size, area: area)
    guard viewport.scale >= 1 else { return }
    let columns = (0..<area.columns).compactMap { viewport.sourceColumns(of: $0) }
    let counted = columns.reduce(0) { $0 + $1.count }
    #expect(abs(counted - size.width) <= Int(viewport.scale.rounded(.up)))
    for (left, right) in zip(columns, columns.dropFirst()) {
      #expect(left.upperBound == right.lowerBound)
    }
  }

  @Test("The cell of a cell's pixel is that cell", arguments: 0..<80) func roundTrip(seed: UInt64) {
    var random = SplitMix(state: seed)
    let size = PixelSize(width: random.int(8...512), height: random.int(8...512))
    let area = CellRect(
      column: random.int(0...9), row: random.int(0...9), columns: random.int(4...80),
      rows: random.int(4...40))
    let viewport = CellViewport(
      image: size, area: area, zoom: [1, 2, 3, 8][random.int(0...3)],
      centerX: Double(random.int(-5...15)) / 10, centerY: Double(random.int(-5...15)) / 10)
    let point = CellPoint(
      column: area.column + random.int(0...area.columns - 1),
      row: area.row + random.int(0...area.rows - 1))
    guard let pixel = viewport.pixel(at: point) else { return }
    #expect(viewport.nearestPixel(to: point) == pixel)
    if viewport.scale >= 2 { #expect(viewport.cell(of: pixel) == point) }
    #expect(viewport.shownPixels.contains(pixel))
  }

  @Test("Zooming stays inside the picture") func zoom() {
    let viewport = CellViewport(
      image: PixelSize(width: 256, height: 256),
      area: CellRect(column: 0, row: 0, columns: 64, rows: 32), zoom: 4,
      centerX: 0, centerY: 0.98)
    #expect(viewport.shownPixels == PixelRect(x: 0, y: 192, width: 64, height: 64))
  }

  @Test("Pictures are averaged, labels take the majority") func sampling() {
    let area = CellRect(column: 0, row: 0, columns: 1, rows: 1)
    let picture = RGBImage(
      width: 2, height: 4, elements: [0, 100, 50, 50, 0, 0, 0, 0].map { RGB($0, $0, $0) })
    let viewport = CellViewport(image: picture.size, area: area)
    #expect(viewport.sampled(picture).elements == [RGB(50, 50, 50), RGB(0, 0, 0)])
    let map = LabelMap(width: 2, height: 4, elements: [7, 3, 3, 3, 9, 9, 1, 9])
    #expect(viewport.sampled(map).elements == [3, 9])
    #expect(viewport.sampled(LabelMap(width: 3, height: 3, filledWith: 0)).elements == [nil, nil])
  }
}
