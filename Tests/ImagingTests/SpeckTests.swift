import Testing

@testable import Imaging

@Suite("Specks on maps, and parts of pictures") struct SpeckTests {
  private func map(_ rows: [String]) -> LabelMap {
    LabelMap(
      width: rows[0].count, height: rows.count,
      elements: rows.flatMap { $0.map { UInt16($0.wholeNumberValue ?? 0) } })
  }

  @Test("Small islands become what is most around them; larger ones and diagonals stay apart")
  func specks() {
    let before = map([
      "000001111",
      "020001111",
      "000001311",
      "444401111",
      "445440011",
    ])
    let after = map([
      "000001111",
      "000001111",
      "000001111",
      "444401111",
      "444440011",
    ])
    #expect(before.withoutSpecks(smallerThan: 2) == after)
    #expect(before.withoutSpecks(smallerThan: 1) == before)
    #expect(before.withoutSpecks(smallerThan: 0) == before)
  }

  @Test("Where everything is small, a map remains that has no other labels") func allSmall() {
    var random = SplitMix64(seed: 5)
    let labels = (0..<400).map { _ in UInt16(random.next() % 4) }
    let map = LabelMap(width: 20, height: 20, elements: labels)
    let cleaned = map.withoutSpecks(smallerThan: 30)
    #expect(Set(cleaned.elements).isSubset(of: Set(labels)))
    #expect(cleaned.size == map.size)
    let one = LabelMap(width: 3, height: 2, filledWith: 7)
    #expect(one.withoutSpecks(smallerThan: 100) == one)
  }

  @Test("A size fits into a longest side and keeps its proportions") func fitting() {
    #expect(
      PixelSize(width: 300, height: 200).fitting(longest: 400) == PixelSize(width: 300, height: 200)
    )
    #expect(
      PixelSize(width: 4000, height: 3000).fitting(longest: 768)
        == PixelSize(width: 768, height: 576))
    #expect(
      PixelSize(width: 2, height: 90_000).fitting(longest: 100) == PixelSize(width: 1, height: 100))
  }

  @Test("The middle part has the proportions that are asked for") func centred() {
    let wide = Raster<UInt8>(width: 40, height: 10, elements: (0..<400).map { UInt8($0 % 40) })
    let part = wide.centred(like: PixelSize(width: 256, height: 256))
    #expect(part.size == PixelSize(width: 10, height: 10))
    #expect(part[0, 0] == 15)
    for size in [PixelSize(width: 7, height: 5), PixelSize(width: 33, height: 90)] {
      #expect(wide.covering(size) == wide.centred(like: size).resizedNearest(to: size))
    }
  }
}
