import Imaging
import Terminal
import Testing

/// The next picture in the cells of the one before.
@Suite("Pictures that follow pictures") struct DrawnPixelsTests {
  private static let size = PixelSize(width: 48, height: 48)
  private static let modes: [(PixelGlyphs, ColorDepth)] = [
    (.halfBlocks, .trueColor), (.quadrants, .trueColor), (.sextants, .trueColor),
    (.octants, .trueColor), (.halfBlocks, .indexed256), (.sextants, .eight), (.ascii, .sixteen),
  ]

  private func picture(_ dots: DotGrid, seed: UInt64) -> Raster<RGB?> {
    var random = SplitMix64(seed: seed)
    let width = 24 * dots.columns
    let height = 12 * dots.rows
    var pixels = Raster<RGB?>(width: width, height: height, filledWith: nil)
    for y in 0..<height {
      for x in 0..<width where x + y > 8 {
        let base = 40 + 140 * x / width
        pixels.elements[y * width + x] = RGB(
          UInt8(base + Int(random.next() % 20)), UInt8(60 + 120 * y / height), UInt8(200 - base))
      }
    }
    return pixels
  }

  private func shifted(_ pixels: Raster<RGB?>, by levels: Int) -> Raster<RGB?> {
    pixels.map { color in
      color.map {
        RGB(
          UInt8(clamping: Int($0.red) + levels), UInt8(clamping: Int($0.green) - levels),
          UInt8(clamping: Int($0.blue) + levels))
      }
    }
  }

  @Test("What cannot be seen to differ stays, and differences do not add up", arguments: modes)
  func stays(signs: PixelGlyphs, depth: ColorDepth) {
    let display = PictureDisplay(signs: signs, depth: depth)
    let dots = signs.dots
    let first = picture(dots, seed: 1)
    var drawn = DrawnPixels(first, dots: dots, display: display)
    let before = drawn.cells
    #expect(drawn.follow(first) == 0)
    #expect(drawn.follow(shifted(first, by: 1)) == 0)
    #expect(drawn.follow(shifted(first, by: 2)) == 0)
    #expect(drawn.cells == before)
    // Level by level: what is shown is never further than two from what came last.
    for levels in 3...20 {
      let next = shifted(first, by: levels)
      drawn.follow(next)
      for (shown, wanted) in zip(drawn.pixels.elements, next.elements) {
        guard let shown, let wanted else {
          #expect(shown == nil && wanted == nil)
          continue
        }
        #expect(abs(Int(shown.red) - Int(wanted.red)) <= DrawnPixels.unseen)
        #expect(abs(Int(shown.green) - Int(wanted.green)) <= DrawnPixels.unseen)
      }
    }
  }

  @Test(
    "A change in one place leaves all other cells, and shows as it would anew", arguments: modes)
  func place(signs: PixelGlyphs, depth: ColorDepth) {
    let display = PictureDisplay(signs: signs, depth: depth)
    let dots = signs.dots
    let first = picture(dots, seed: 2)
    var next = first
    let box = CellRect(column: 5, row: 3, columns: 6, rows: 4)
    for y in box.row * dots.rows..<(box.row + box.rows) * dots.rows {
      for x in box.column * dots.columns..<(box.column + box.columns) * dots.columns {
        next.elements[y * next.width + x] = RGB(250, UInt8(4 * (x % 8)), UInt8(3 * (y % 12)))
      }
    }
    var drawn = DrawnPixels(first, dots: dots, display: display)
    let before = drawn.cells
    #expect(drawn.follow(next) == box.columns * box.rows)
    for row in 0..<12 {
      for column in 0..<24 where !box.contains(CellPoint(column: column, row: row)) {
        #expect(drawn.cells[column, row] == before[column, row])
      }
    }
    let anew = DrawnPixels(next, dots: dots, display: display)
    let one = PixelSize(width: 1, height: 1)
    if signs != .ascii {
      let error = GlyphPainter.error(
        GlyphPainter.image(of: drawn.cells), GlyphPainter.image(of: anew.cells), block: one)
      #expect(error < 1e-4)
    }
    // Back again: the same cells as before, whatever stood between.
    drawn.follow(first)
    let error = GlyphPainter.error(
      GlyphPainter.image(of: drawn.cells), GlyphPainter.image(of: before), block: one)
    #expect(error < 1e-4)
  }

  @Test("A picture of another size, and pictures with pixels of their own") func others() {
    let halves = PictureDisplay(signs: .halfBlocks, depth: .trueColor)
    var drawn = DrawnPixels(picture(.halves, seed: 3), dots: .halves, display: halves)
    let small = Raster<RGB?>(width: 4, height: 4, filledWith: RGB(1, 2, 3))
    #expect(drawn.follow(small) == 8)
    #expect(drawn.cells.size == CellSize(columns: 4, rows: 2))

    let dots = DotGrid(columns: 6, rows: 12, isGraphics: true)
    let graphics = PictureDisplay(signs: .halfBlocks, depth: .trueColor)
    let first = picture(dots, seed: 4)
    var placed = DrawnPixels(first, dots: dots, display: graphics)
    let before = placed.cells
    #expect(placed.follow(shifted(first, by: 2)) == 0)
    #expect(placed.cells == before)
    #expect(placed.follow(shifted(first, by: 9)) > 0)
    #expect(placed.cells.images.count == 1)
    #expect(placed.cells.images.first?.pixels != before.images.first?.pixels)
  }
}
