import Imaging
import TestSupport
import Testing

@Suite("The colours of a photo") struct PhotoPaletteTests {
  private static func noise(seed: UInt64, width: Int = 40, height: Int = 30) -> RGBImage {
    var random = SeededGenerator(seed: seed)
    var picture = RGBImage(width: width, height: height, filledWith: RGB(0, 0, 0))
    for index in picture.elements.indices {
      picture.elements[index] = RGB(
        .random(in: 0...255, using: &random), .random(in: 0...255, using: &random),
        .random(in: 0...255, using: &random))
    }
    return picture
  }

  @Test("Few colours are found as they are, the most frequent first") func few() {
    var picture = RGBImage(width: 6, height: 4, filledWith: RGB(20, 60, 140))
    for index in 0..<8 { picture.elements[index] = RGB(240, 240, 250) }
    picture.elements[23] = RGB(200, 60, 20)
    let palette = PhotoPalette(of: picture)
    #expect(palette.colors == [RGB(20, 60, 140), RGB(240, 240, 250), RGB(200, 60, 20)])
    let set = palette.labelSet(named: "photo", source: "test")
    #expect(set.labels.map(\.name) == ["dark blue", "white", "red"])
    #expect(palette.labels(of: picture).elements.prefix(9) == [1, 1, 1, 1, 1, 1, 1, 1, 0])
  }

  @Test("Every palette has different colours and names", arguments: 0..<20)
  func distinct(seed: UInt64) {
    let picture = Self.noise(seed: seed)
    let palette = PhotoPalette(of: picture)
    #expect(palette == PhotoPalette(of: picture))
    #expect(palette.colors.count == PhotoPalette.standardCount)
    #expect(Set(palette.colors).count == palette.colors.count)
    let names = palette.labelSet(named: "photo", source: "test").labels.map(\.name)
    #expect(Set(names).count == names.count)
  }

  @Test("Dithered areas keep their mean colour") func dithered() {
    let set = LabelSet(
      name: "two", source: "test",
      labels: [
        .init(id: 3, name: "black", color: RGB(0, 0, 0)),
        .init(id: 7, name: "white", color: RGB(255, 255, 255)),
      ])
    let grey = RGBImage(width: 64, height: 64, filledWith: RGB(64, 64, 64))
    let map = set.dithered(grey)
    let share = Double(map.elements.count { $0 == 7 }) / 4096
    #expect(abs(share - 64 / 255.0) < 0.01)
    #expect(Set(map.elements) == [3, 7])
    let white = RGBImage(width: 5, height: 5, filledWith: RGB(255, 255, 255))
    #expect(Set(set.dithered(white).elements) == [7])
  }
}
