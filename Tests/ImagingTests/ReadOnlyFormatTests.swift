import Foundation
import TestSupport
import Testing

@testable import Imaging

/// Formats that other programs make and this one reads only. The files are of our own making.
@Suite("Pictures that are read only") struct ReadOnlyFormatTests {
  /// 16×17 palette indices (x/4 + y) mod 4, in interlaced rows.
  static let gif = bytes(
    """
    R0lGODdhEAARAIEAAAoUHsgAAADIAAAAyCwAAAAAEAARAEAIWAABCAQQoGAAAQgFDFg4YCBBgwkVMnRo8GBChg0H
    VoyIkSLEiww5TtT4EWFHkgVFLvSYEuRKlBUtmhwp8KTAjQlxznxZk+bDlgh1SuQJwOZPmQKEGjUqNCAAOw==
    """)
  /// Two frames of 4×4.
  static let animation = bytes(
    """
    R0lGODdhBAAEAIEAAAAAAP///wAAAAAAACwAAAAABAAEAAAICQABCBxIsCCAgAAh+QQBAAABACwAAAAABAAEAIH/
    //8AAAAAAAAAAAAICQABCBxIsCCAgAA7
    """)
  /// 16×8, left cyan, right half-dark yellow, in inverted inks.
  static let cmyk = bytes(
    """
    /9j/7gAOQWRvYmUAZAAAAAAA/9sAQwADAgIDAgIDAwMDBAMDBAUIBQUEBAUKBwcGCAwKDAwLCgsLDQ4SEA0OEQ4L
    CxAWEBETFBUVFQwPFxgWFBgSFBUU/8AAFAgACAAQBEMRAE0RAFkRAEsRAP/EAB8AAAEFAQEBAQEBAAAAAAAAAAAB
    AgMEBQYHCAkKC//EALUQAAIBAwMCBAMFBQQEAAABfQECAwAEEQUSITFBBhNRYQcicRQygZGhCCNCscEVUtHwJDNi
    coIJChYXGBkaJSYnKCkqNDU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6g4SFhoeIiYqSk5SV
    lpeYmZqio6Slpqeoqaqys7S1tre4ubrCw8TFxsfIycrS09TV1tfY2drh4uPk5ebn6Onq8fLz9PX29/j5+v/aAA4E
    QwBNAFkASwAAPwD8qq/VOv1Tr9U6/qoor+Vevypr/9k=
    """)
  /// 16×8, left red, right blue.
  static let avif = bytes(
    """
    AAAAIGZ0eXBhdmlmAAAAAGF2aWZtaWYxbWlhZk1BMUEAAADrbWV0YQAAAAAAAAAhaGRscgAAAAAAAAAAcGljdAAA
    AAAAAAAAAAAAAAAAAAAOcGl0bQAAAAAAAQAAAB5pbG9jAAAAAEQAAAEAAQAAAAEAAAETAAAAOAAAAChpaW5mAAAA
    AAABAAAAGmluZmUCAAAAAAEAAGF2MDFDb2xvcgAAAABqaXBycAAAAEtpcGNvAAAAFGlzcGUAAAAAAAAAEAAAAAgA
    AAAQcGl4aQAAAAADCAgIAAAADGF2MUOBIAAAAAAAE2NvbHJuY2x4AAEADQAGgAAAABdpcG1hAAAAAAAAAAEAAQQB
    AoMEAAAAQG1kYXQSAAoIOAy/tICGg0gyKhICQ0qAQQQfIAAA/9E9BIKZhf3szmb6W9JLnZeLKVjooQ+4u2CRSyfc
    5A==
    """)

  private static func bytes(_ text: String) -> [UInt8] {
    Data(base64Encoded: text.filter { !$0.isWhitespace }).map { Array($0) } ?? []
  }

  static func isClose(_ a: RGB, _ b: RGB, by limit: Int) -> Bool {
    [(a.red, b.red), (a.green, b.green), (a.blue, b.blue)].allSatisfy {
      abs(Int($0) - Int($1)) <= limit
    }
  }

  @Test("Inks of print become the screen's colours, inverted ones as such") func inks() throws {
    let picture = try ImageFile.decode(Self.cmyk)
    #expect(picture.size == PixelSize(width: 16, height: 8))
    #expect(Self.isClose(picture[2, 3], RGB(0, 255, 255), by: 6))
    #expect(Self.isClose(picture[12, 3], RGB(127, 127, 0), by: 6))
    // Without Adobe's mark 255 is all of an ink.
    var plain = Self.cmyk
    let mark = try #require(
      plain.indices.first { plain[$0...].starts(with: Array("Adobe".utf8)) })
    plain[mark] = UInt8(ascii: "B")
    let inverted = try ImageFile.decode(plain)
    #expect(Self.isClose(inverted[2, 3], RGB(0, 0, 0), by: 6))
  }

  @Test("A GIF keeps its indices as a map and its colours as a picture") func gif() throws {
    let picture = try ImageFile.decode(Self.gif)
    let palette = [RGB(10, 20, 30), RGB(200, 0, 0), RGB(0, 200, 0), RGB(0, 0, 200)]
    let map = try LabelMapFile.decode(Self.gif, with: .numbered(4)).map
    #expect(map.size == PixelSize(width: 16, height: 17))
    for y in 0..<17 {
      for x in 0..<16 {
        #expect(Int(map[x, y]) == (x / 4 + y) % 4)
        #expect(picture[x, y] == palette[(x / 4 + y) % 4])
      }
    }
    #expect(throws: ImageFileError.self) { try ImageFile.decode(Self.animation) }
  }

  @Test("An AVIF is read where its library is, and named where it is not") func avif() throws {
    let decoded = Result { () throws(ImageFileError) in
      try ImageFile.decode(Self.avif, named: "a.avif")
    }
    switch decoded {
    case .success(let picture):
      #expect(picture.size == PixelSize(width: 16, height: 8))
      #expect(Self.isClose(picture[2, 3], RGB(200, 40, 40), by: 8))
      #expect(Self.isClose(picture[13, 3], RGB(30, 60, 210), by: 8))
    case .failure(let error):
      print("AVIF is not read here: \(error)")
      #expect("\(error)".contains("libavif"))
    }
    #expect(throws: LabelMapError.inexactFormat(file: "m.avif", format: .avif)) {
      try LabelMapFile.decode(Self.avif, named: "m.avif", with: .numbered(4))
    }
  }

  @Test("Neither is written") func written() {
    for format in [ImageFormat.gif, .avif] {
      #expect(throws: ImageFileError.self) {
        try ImageFile.encode(.gradient(width: 2, height: 2), as: format)
      }
    }
  }

  @Test("Cut or with any byte changed they end in an error or a picture of sound size")
  func hostile() {
    var random = SeededGenerator(seed: 5)
    for whole in [Self.gif, Self.animation, Self.cmyk, Self.avif] {
      for count in stride(from: 3, to: whole.count - 1, by: 3) {
        _ = try? ImageFile.decode(Array(whole.prefix(count)))
      }
      for _ in 0..<400 {
        var changed = whole
        for _ in 0..<Int.random(in: 1...4, using: &random) {
          changed[Int.random(in: 3..<changed.count, using: &random)] =
            UInt8.random(in: 0...255, using: &random)
        }
        if let picture = try? ImageFile.decode(changed) {
          #expect(picture.elements.count == picture.width * picture.height)
        }
      }
    }
    // A screen of 65535×65535 is refused before memory is asked for.
    var large = Self.gif
    large.replaceSubrange(6..<10, with: [255, 255, 255, 255])
    #expect {
      try ImageFile.decode(large)
    } throws: { error in
      guard case ImageFileError.tooLarge = error else { return false }
      return true
    }
  }
}
