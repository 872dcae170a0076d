import Imaging
import TestSupport
import Testing

@Suite("PNG") struct PNGTests {
  @Test("Colours survive a round trip", arguments: 0..<20) func colors(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let image = RGBImage.random(using: &random)
    let compression = [PNG.Compression.fast, .balanced, .small][Int(seed % 3)]
    let png = try PNG.decode(PNG.encode(image, compression: compression))
    #expect(png.content == .color(image))
    #expect(png.bitDepth == 8)
    #expect(!png.hasAlpha)
  }

  @Test("8- and 16-bit gray keep every value", arguments: 0..<20) func gray(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let wide = Raster<UInt16>.random(using: &random) { UInt16(truncatingIfNeeded: $0.next()) }
    let narrow = wide.map { UInt8($0 >> 8) }
    #expect(try PNG.decode(PNG.encode(gray: wide)).content == .gray(wide))
    #expect(try PNG.decode(PNG.encode(gray: narrow)).content == .gray(narrow.map(UInt16.init)))
  }

  @Test("Palette pictures keep indices and palette") func palette() throws {
    let indices = Raster<UInt8>(width: 3, height: 1, elements: [2, 0, 1])
    let palette = [RGB(1, 2, 3), RGB(4, 5, 6), RGB(7, 8, 9)]
    let bytes = try PNG.encode(indices: indices, palette: palette)
    #expect(
      try PNG.decode(bytes).content == .indexed(indices.map(UInt16.init), palette: palette))
    #expect(try ImageFile.decode(bytes).elements == [palette[2], palette[0], palette[1]])
  }

  @Test("Text entries come back, also in other scripts") func text() throws {
    let text = ["Software": "Ganvas", "Title": "Bucht im Frühling 湾", "Comment": ""]
    let image = RGBImage(width: 1, height: 1, filledWith: RGB(0, 0, 0))
    #expect(try PNG.decode(PNG.encode(image, text: text)).text == text)
  }

  @Test("A keyword that PNG cannot hold is refused", arguments: ["", "Größe", "a\0b"])
  func badKeyword(key: String) {
    let image = RGBImage(width: 1, height: 1, filledWith: RGB(0, 0, 0))
    #expect(throws: ImageFileError.self) { try PNG.encode(image, text: [key: "x"]) }
  }

  @Test(
    "1, 2 and 4 bits are not scaled as ids, and are scaled as a picture",
    arguments: [(1, 0b0101_0000, [0, 1, 0, 1]), (2, 0b0001_1011, [0, 1, 2, 3])])
  func fewBits(depth: Int, row: Int, values: [UInt16]) throws {
    let png = HandmadePNG(
      width: 4, height: 1, depth: UInt8(depth), colorType: 0, rows: [[UInt8(row)]])
    let decoded = try PNG.decode(png.bytes)
    #expect(decoded.content == .gray(Raster(width: 4, height: 1, elements: values)))
    #expect(decoded.bitDepth == depth)
    let scale = 255 / ((1 << depth) - 1)
    #expect(
      try ImageFile.decode(png.bytes).elements.map { Int($0.green) }
        == values.map { Int($0) * scale })
  }

  @Test("4-bit palette indices stay indices") func fewPaletteBits() throws {
    let png = HandmadePNG(
      width: 2, height: 1, depth: 4, colorType: 3, palette: [RGB(9, 9, 9), RGB(8, 7, 6)],
      rows: [[0x1f]])
    guard case .indexed(let indices, let palette) = try PNG.decode(png.bytes).content else {
      Issue.record("not indexed")
      return
    }
    #expect(indices.elements == [1, 15])
    #expect(palette == [RGB(9, 9, 9), RGB(8, 7, 6)])
    // An index beyond the palette is black, never foreign memory.
    #expect(try ImageFile.decode(png.bytes).elements == [RGB(8, 7, 6), RGB(0, 0, 0)])
  }

  @Test("Alpha is dropped and reported") func alpha() throws {
    let rgba = HandmadePNG(width: 1, height: 1, depth: 8, colorType: 6, rows: [[1, 2, 3, 0]])
    #expect(
      try PNG.decode(rgba.bytes).content
        == .color(RGBImage(width: 1, height: 1, filledWith: RGB(1, 2, 3))))
    #expect(try PNG.decode(rgba.bytes).hasAlpha)
    let grayAlpha = HandmadePNG(width: 1, height: 1, depth: 8, colorType: 4, rows: [[7, 128]])
    #expect(
      try PNG.decode(grayAlpha.bytes).content
        == .gray(Raster(width: 1, height: 1, filledWith: 7)))
  }

  @Test("16-bit colours keep their upper bytes") func deepColors() throws {
    let png = HandmadePNG(
      width: 1, height: 1, depth: 16, colorType: 2, rows: [[200, 255, 100, 0, 3, 9]])
    #expect(try ImageFile.decode(png.bytes).elements == [RGB(200, 100, 3)])
  }

  @Test("Interlaced files are put together") func interlaced() throws {
    // Adam7 at 2×2: the upper left pixel, the upper right one, the lower row.
    let png = HandmadePNG(
      width: 2, height: 2, depth: 8, colorType: 0, interlaced: true, rows: [[1], [2], [3, 4]])
    #expect(
      try PNG.decode(png.bytes).content
        == .gray(Raster(width: 2, height: 2, elements: [1, 2, 3, 4])))
  }
}
