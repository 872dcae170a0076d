import Foundation
import Testing

@testable import Imaging

@Suite("Animated WebP") struct AnimationTests {
  /// A frame of a slow change: what differs little from the one before adds up over many.
  private func frame(_ number: Int) -> RGBImage {
    var elements: [RGB] = []
    for y in 0..<64 {
      for x in 0..<64 {
        let wave = 60 * sin(Double(x + number) / 9) + 50 * cos(Double(2 * y - number) / 13)
        let level = UInt8(min(max(128 + wave, 0), 255))
        elements.append(RGB(level, UInt8(4 * number + x), UInt8(255 - Int(level) / 2)))
      }
    }
    return RGBImage(width: 64, height: 64, elements: elements)
  }

  /// The frames of a file as still pictures; each must fill the canvas.
  private func frames(in file: [UInt8]) throws -> [RGBImage] {
    func number(_ place: Int, _ count: Int) -> Int {
      (0..<count).reversed().reduce(0) { $0 << 8 | Int(file[place + $1]) }
    }
    var pictures: [RGBImage] = []
    var place = 12
    while place + 8 <= file.count {
      let length = number(place + 4, 4)
      if file[place..<place + 4].elementsEqual("ANMF".utf8) {
        let start = place + 8
        #expect(number(start, 3) == 0 && number(start + 3, 3) == 0)
        #expect(number(start + 6, 3) == 63 && number(start + 9, 3) == 63)
        let stream = Array(file[start + 16..<start + length])
        let size = withUnsafeBytes(of: UInt32(stream.count + 4).littleEndian) { Array($0) }
        pictures.append(
          try ImageFile.decode(Array("RIFF".utf8) + size + Array("WEBP".utf8) + stream))
      }
      place += 8 + length + length % 2
    }
    return pictures
  }

  @Test("Every frame is what a single WebP of that quality is", arguments: [50, 85])
  func everyFrame(quality: Int) throws {
    var animation = try WebPAnimation(size: PixelSize(width: 64, height: 64), quality: quality)
    for number in 0..<24 { try animation.add(frame(number), at: 40 * number) }
    let decoded = try frames(in: animation.finish(at: 960))
    #expect(decoded.count == 24)
    for (number, picture) in decoded.enumerated() {
      let single = try ImageFile.decode(
        try ImageFile.encode(frame(number), as: .webp, quality: quality))
      #expect(picture == single, "frame \(number)")
    }
  }
}
