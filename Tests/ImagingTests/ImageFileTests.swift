import Foundation
import Testing

@testable import Imaging

@Suite("Picture files") struct ImageFileTests {
  @Test("Formats are told by content, not by name", arguments: [ImageFormat.png, .jpeg, .webp])
  func formats(format: ImageFormat) throws {
    let image = RGBImage.gradient(width: 20, height: 12)
    let bytes = try ImageFile.encode(image, as: format)
    #expect(ImageFormat.detect(in: bytes) == format)
    let decoded = try ImageFile.decode(bytes)
    #expect(decoded.size == image.size)
    // PNG and WebP without quality are exact; JPEG stays within 12 of 255 on a gradient.
    let difference = zip(decoded.elements, image.elements).map { a, b in
      [(a.red, b.red), (a.green, b.green), (a.blue, b.blue)].map { abs(Int($0) - Int($1)) }.max()
        ?? 0
    }
    #expect((difference.max() ?? 0) <= (format == .jpeg ? 12 : 0))
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("misnamed.txt")
      try AtomicFile.write(bytes, to: file)
      #expect(try ImageFile.read(file) == decoded)
    }
  }

  @Test("Quality outside 1…100 is refused", arguments: [0, 101, -5]) func quality(value: Int) {
    #expect(throws: ImageFileError.self) {
      try ImageFile.encode(.gradient(width: 2, height: 2), as: .jpeg, quality: value)
    }
  }

  @Test("Missing files and folders are told apart from damaged ones") func unreadable() throws {
    try withTemporaryFolder { folder in
      let missing = folder.appendingPathComponent("missing.png")
      #expect(
        throws: ImageFileError.unreadable(
          file: missing.path, reason: "No such file or directory")
      ) { try ImageFile.read(missing) }
      #expect(
        throws: ImageFileError.unreadable(
          file: folder.path, reason: "it is not a regular file")
      ) { try ImageFile.read(folder) }
    }
  }

  @Test(
    "Orientations turn as EXIF defines them",
    arguments: [
      (1, "abc/def"), (2, "cba/fed"), (3, "fed/cba"), (4, "def/abc"), (5, "ad/be/cf"),
      (6, "da/eb/fc"), (7, "fc/eb/da"), (8, "cf/be/ad"),
    ]) func orientation(value: Int, expected: String)
  {
    let turned = Raster<UInt16>("abc", "def").turnedUpright(exifOrientation: value)
    let rows = (0..<turned.height).map { y in
      (0..<turned.width).map { String(turned[$0, y], radix: 16) }.joined()
    }
    #expect(rows.joined(separator: "/") == expected)
  }

  @Test("A JPEG is turned upright") func uprightJPEG() throws {
    let jpeg = try ImageFile.encode(.gradient(width: 32, height: 16), as: .jpeg)
    let tiff: [UInt8] = [
      0x4d, 0x4d, 0, 0x2a, 0, 0, 0, 8, 0, 1,  // one entry
      0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0,  // orientation 6
    ]
    let upright = try ImageFile.decode(jpeg.insertingEXIF(tiff))
    #expect(upright.size == PixelSize(width: 16, height: 32))
    #expect(try upright == ImageFile.decode(jpeg).turnedUpright(exifOrientation: 6))
  }

  @Test("An animation holds its pictures in order") func animation() throws {
    var animation = try WebPAnimation(size: PixelSize(width: 8, height: 8), quality: nil)
    try animation.add(RGBImage(width: 8, height: 8, filledWith: RGB(255, 0, 0)), at: 0)
    try animation.add(RGBImage(width: 8, height: 8, filledWith: RGB(0, 0, 255)), at: 40)
    let bytes = try animation.finish(at: 80)
    let text = String(decoding: bytes, as: Unicode.ASCII.self)
    #expect(ImageFormat.detect(in: bytes) == .webp)
    #expect(text.components(separatedBy: "ANMF").count == 3)
    #expect(
      throws: ImageFileError.unsupported(
        file: "x", format: .webp, reason: "it is an animation, not a picture")
    ) { try ImageFile.decode(bytes, named: "x") }
  }
}
