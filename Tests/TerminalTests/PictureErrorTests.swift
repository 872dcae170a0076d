import Imaging
import Terminal
import Testing

/// How far what a terminal shows is from the picture, on the shipped models' pictures.
@Suite("Pictures as signs") struct PictureErrorTests {
  static let cells = CellSize(columns: 40, rows: 20)

  let viewports: [(picture: RGBImage, viewport: CellViewport, exact: RGBImage)]

  init() throws {
    let full = PixelSize(
      width: Self.cells.columns * GlyphPainter.cell.width,
      height: Self.cells.rows * GlyphPainter.cell.height)
    viewports = try ShippedPictures.names.map {
      let picture = try ShippedPictures.load($0)
      return (
        picture, CellViewport(image: picture.size, area: CellRect(Self.cells)),
        picture.resized(to: full, by: .bicubic)
      )
    }
  }

  private func draw(
    _ picture: RGBImage, _ viewport: CellViewport, _ signs: PixelGlyphs, _ depth: ColorDepth
  ) -> CellBuffer {
    let display = PictureDisplay(signs: signs, depth: depth)
    let dots = display.dots(for: viewport)
    var buffer = CellBuffer(Self.cells)
    buffer.drawPixels(
      viewport.sampled(picture, dots: dots), dots: dots, at: CellPoint(column: 0, row: 0),
      display: display)
    return buffer
  }

  @Test("Fitted signs leave less error than half blocks, sextants at most three quarters")
  func glyphs() {
    var ratios: [PixelGlyphs: [Double]] = [:]
    for (picture, viewport, exact) in viewports {
      let halves = GlyphPainter.error(
        GlyphPainter.image(of: ShiftedHalves.draw(viewport.sampled(picture), depth: .trueColor)),
        exact, block: PixelSize(width: 1, height: 1))
      for signs in [PixelGlyphs.quadrants, .sextants, .octants] {
        let shown = GlyphPainter.image(of: draw(picture, viewport, signs, .trueColor))
        let error = GlyphPainter.error(shown, exact, block: PixelSize(width: 1, height: 1))
        ratios[signs, default: []].append(error / halves)
        // No picture gets worse.
        #expect(error <= halves, "\(signs)")
      }
    }
    for (signs, all) in ratios { print("squared error beside half blocks: \(signs) \(all)") }
    let sextants = ratios[.sextants, default: []]
    #expect(sextants.reduce(0, +) / Double(sextants.count) <= 0.75)
  }

  @Test(
    "Few colours come near in the mean of 4×4 cells: at most 0.7 of the error of nearest colours",
    arguments: [ColorDepth.indexed256, .sixteen, .eight],
    [PixelGlyphs.halfBlocks, .sextants])
  func fewColors(depth: ColorDepth, signs: PixelGlyphs) {
    let block = PixelSize(
      width: 4 * GlyphPainter.cell.width, height: 4 * GlyphPainter.cell.height)
    for (picture, viewport, exact) in viewports {
      let before = GlyphPainter.error(
        GlyphPainter.image(of: ShiftedHalves.draw(viewport.sampled(picture), depth: depth)), exact,
        block: block
      ).squareRoot()
      let shown = GlyphPainter.image(of: draw(picture, viewport, signs, depth))
      let error = GlyphPainter.error(shown, exact, block: block).squareRoot()
      print("mean of 4×4 cells beside nearest colours: \(depth) \(signs) \(error / before)")
      #expect(error <= 0.7 * before)
    }
  }

  @Test("A blue sky stays blue", arguments: [ColorDepth.indexed256, .sixteen, .eight])
  func hue(depth: ColorDepth) {
    for sky in [RGB(120, 180, 250), RGB(150, 190, 235), RGB(60, 110, 200)] {
      let picture = RGBImage(width: 32, height: 32, filledWith: sky)
      let cells = CellRect(column: 0, row: 0, columns: 16, rows: 8)
      let display = PictureDisplay(signs: .halfBlocks, depth: depth)
      var buffer = CellBuffer(columns: 16, rows: 8)
      buffer.drawPixels(
        CellViewport(image: picture.size, area: cells).sampled(picture), dots: .halves,
        at: CellPoint(column: 0, row: 0), display: display)
      let image = GlyphPainter.image(of: buffer)
      var mean = SIMD3<Double>.zero
      for color in image.elements { mean += GlyphPainter.look(color) }
      mean /= Double(image.elements.count)
      let wanted = GlyphPainter.look(sky)
      #expect(mean.z < 0.6 * wanted.z, "as blue as it should be: \(mean) for \(wanted)")
      #expect(((mean - wanted) * (mean - wanted)).sum() < 0.06 * 0.06)
    }
  }

  @Test(
    "A full picture takes at most 30 bytes a cell in true colour",
    arguments: [
      PixelGlyphs.halfBlocks, .quadrants, .sextants, .octants,
    ])
  func bytes(signs: PixelGlyphs) {
    var counts: [Double] = []
    for (picture, viewport, _) in viewports {
      var encoder = FrameEncoder(depth: .trueColor)
      let bytes = encoder.bytes(for: draw(picture, viewport, signs, .trueColor))
      counts.append(Double(bytes.count) / Double(Self.cells.columns * Self.cells.rows))
    }
    print("bytes per cell: \(signs) \(counts)")
    #expect(counts.reduce(0, +) / Double(counts.count) <= 30)
  }

  @Test(
    "Of two colours every sign is exact in its parts",
    arguments: [
      PixelGlyphs.quadrants, .sextants, .octants,
    ])
  func masks(signs: PixelGlyphs) {
    let parts = PixelSize(width: 2, height: signs == .quadrants ? 2 : signs == .sextants ? 3 : 4)
    let display = PictureDisplay(signs: signs, depth: .trueColor)
    for mask in 0..<(1 << parts.area) {
      var picture = RGBImage(
        width: 8, height: 12 / parts.height * parts.height * 2, filledWith: RGB(20, 40, 60))
      for y in 0..<picture.height {
        for x in 0..<8 {
          let part = y * parts.height / picture.height * 2 + x / 4
          if mask >> part & 1 == 1 { picture[x, y] = RGB(240, 200, 90) }
        }
      }
      let cell = CellRect(column: 0, row: 0, columns: 1, rows: 1)
      let dots = signs.dots
      let pixels = picture.resized(
        to: PixelSize(width: dots.columns, height: dots.rows), by: .area)
      var buffer = CellBuffer(columns: 1, rows: 1)
      buffer.drawPixels(
        pixels.map { $0 }, dots: dots, at: cell.origin, display: display)
      let shown = GlyphPainter.image(of: buffer)
      for part in 0..<parts.area {
        let x = part % 2 * 4 + 1
        let y = min(15, (2 * (part / 2) + 1) * 16 / (2 * parts.height))
        #expect(shown[x, y] == (mask >> part & 1 == 1 ? RGB(240, 200, 90) : RGB(20, 40, 60)))
      }
    }
  }
}
