import Imaging
import TestSupport
import Testing

@Suite("Hostile pictures") struct HostileFileTests {
  private let png: [UInt8]
  private let jpeg: [UInt8]
  private let webP: [UInt8]

  init() throws {
    let image = RGBImage.gradient(width: 24, height: 16)
    png = try PNG.encode(image)
    jpeg = try ImageFile.encode(image, as: .jpeg)
    webP = try ImageFile.encode(image, as: .webp)
  }

  @Test("A GIF of 61 bytes that announces 49 million pixels is no map; nothing is made of them")
  func hugeMap() throws {
    // Found by the fuzzer: it took two seconds, and a second more for every pass over the pixels.
    let digits = Array(
      "474946383761015d0809812000400000cb04030040000000002c00000000"
        + "0100080000080f000708f8e77a020000000000000000000000314c1810003b")
    let bytes = stride(from: 0, to: digits.count, by: 2).compactMap {
      UInt8(String(digits[$0...($0 + 1)]), radix: 16)
    }
    #expect(bytes.count == 61)
    #expect {
      _ = try LabelMapFile.decode(bytes, with: .numbered(20))
    } throws: { "\($0)".contains("16777216 in all") }
  }

  @Test(
    "What is no picture is named as such", arguments: ["", "GIF7a", "hello, world", "\u{89}PN"])
  func notAPicture(text: String) {
    #expect(throws: ImageFileError.unknownFormat(file: "x")) {
      try ImageFile.decode(Array(text.utf8), named: "x")
    }
  }

  @Test("A PNG cut anywhere is refused") func cutPNG() {
    for count in 8..<png.count {
      #expect(throws: ImageFileError.self, "\(count) bytes") {
        try PNG.decode(Array(png.prefix(count)))
      }
    }
  }

  @Test("A JPEG or WebP cut in its pixels is refused") func cutPhotos() {
    for share in [0.3, 0.6, 0.9] {
      let jpegStart = Array(jpeg.prefix(Int(Double(jpeg.count) * share)))
      let webPStart = Array(webP.prefix(Int(Double(webP.count) * share)))
      #expect(throws: ImageFileError.self) { try ImageFile.decode(jpegStart) }
      #expect(throws: ImageFileError.self) { try ImageFile.decode(webPStart) }
    }
  }

  @Test("Announced sizes are refused before anything is allocated")
  func hugeDimensions() throws {
    for (width, height) in [
      (UInt32(0x7fff_ffff), UInt32(0x7fff_ffff)), (40_000, 2), (20_000, 20_000),
    ] {
      let bytes = HandmadePNG(width: width, height: height, depth: 8, colorType: 2).bytes
      #expect { try PNG.decode(bytes, named: "bomb.png") } throws: { error in
        guard case ImageFileError.tooLarge("bomb.png", let reason) = error else { return false }
        return reason.contains("\(width)×\(height)")
      }
    }
    // Within the limits, but a file this short cannot hold it.
    let short = HandmadePNG(width: 8192, height: 8192, depth: 16, colorType: 6).bytes
    #expect(
      throws: ImageFileError.malformed(
        file: "x", format: .png, reason: "the file is too short for the picture it announces")
    ) { try PNG.decode(short, named: "x") }
  }

  @Test(
    "Impossible headers are refused",
    arguments: [
      HandmadePNG(width: 0, height: 1, depth: 8, colorType: 0),
      HandmadePNG(width: 1, height: 1, depth: 3, colorType: 0, rows: [[0]]),
      HandmadePNG(width: 1, height: 1, depth: 8, colorType: 5, rows: [[0]]),
      HandmadePNG(width: 1, height: 1, depth: 8, colorType: 3, rows: [[0]]),  // no palette
      HandmadePNG(width: 0xffff_ffff, height: 1, depth: 8, colorType: 0),
    ]) func impossibleHeader(file: HandmadePNG)
  {
    #expect(throws: ImageFileError.self) { try PNG.decode(file.bytes) }
  }

  @Test("A chunk that lies about its length is refused") func lyingLength() {
    var bytes = png
    let start = 33  // the chunk after IHDR
    for length in [0xffff_ffff, 0x7fff_ffff, 0x0001_0000, 0] as [UInt32] {
      bytes.replaceSubrange(start..<start + 4, with: bigEndian(length))
      #expect(throws: ImageFileError.self) { try PNG.decode(bytes) }
    }
  }

  @Test("A wrong checksum is refused") func wrongChecksum() {
    var bytes = png
    bytes[bytes.count - 13] ^= 1  // last byte of IDAT's checksum
    #expect(throws: ImageFileError.self) { try PNG.decode(bytes) }
  }

  @Test("A colour profile that lies is passed over") func brokenProfile() throws {
    let file = HandmadePNG(
      width: 1, height: 1, depth: 8, colorType: 0, rows: [[5]],
      extraChunks: [("iCCP", [0x41, 0, 0, 0xff, 0xff]), ("gAMA", [0]), ("sPLT", [1])])
    #expect(
      try PNG.decode(file.bytes).content == .gray(Raster(width: 1, height: 1, filledWith: 5)))
  }

  @Test("Random damage never traps", arguments: 0..<150) func randomDamage(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for original in [png, jpeg, webP] {
      var bytes = original
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        bytes[Int.random(in: 12..<bytes.count, using: &random)] = UInt8(
          truncatingIfNeeded: random.next())
      }
      if random.next() % 4 == 0 { bytes.removeLast(Int.random(in: 1..<40, using: &random)) }
      let image = try? ImageFile.decode(bytes)
      #expect(image.map { $0.elements.count == $0.size.area } ?? true)
    }
  }

  @Test(
    "EXIF that lies leaves a JPEG as it is",
    arguments: [
      [0x4d, 0x4d, 0, 0x2a, 0xff, 0xff, 0xff, 0xff], [0x49, 0x49, 0x2a, 0, 8, 0, 0, 0, 0xff, 0xff],
      [0x4d, 0x4d, 0, 0x2a, 0, 0, 0, 8, 0, 1, 1, 0x12], [],
    ] as [[UInt8]]) func lyingEXIF(tiff: [UInt8]) throws
  {
    let image = try ImageFile.decode(jpeg.insertingEXIF(tiff))
    #expect(try image == ImageFile.decode(jpeg))
  }
}

extension [UInt8] {
  /// A JPEG with an EXIF block right after its start.
  func insertingEXIF(_ tiff: [UInt8]) -> [UInt8] {
    let payload = Array("Exif\0\0".utf8) + tiff
    let length = UInt16(payload.count + 2)
    return Array(prefix(2)) + [0xff, 0xe1, UInt8(length >> 8), UInt8(length & 255)] + payload
      + dropFirst(2)
  }
}
