import Imaging
import Tensors
import TestSupport
import Testing

@testable import Training

@Suite struct TextureMeasureTests {
  init() { #expect(EngineFixture.isReady) }

  private let side = 128

  /// Grey noise around 128 with what `texture` adds, a seed each.
  private func picture(
    _ seed: UInt32, deviation: Double = 20, _ texture: (Int, Int) -> Double = { _, _ in 0 }
  ) -> RGBImage {
    var random = NumPyRandom(seed: seed)
    let noise = random.normals(side * side)
    var image = RGBImage(width: side, height: side, filledWith: RGB(0, 0, 0))
    for index in image.elements.indices {
      let value = 128 + deviation * Double(noise[index]) + texture(index % side, index / side)
      let byte = UInt8(min(255, max(0, value)))
      image.elements[index] = RGB(byte, byte, byte)
    }
    return image
  }

  private func measure(_ made: [RGBImage]) -> TextureMeasure {
    let map = LabelMap(width: side, height: side, filledWith: 2)
    return TextureMeasure(
      made: made, real: (0..<UInt32(made.count)).map { picture(100 + $0) },
      labels: made.map { _ in map })
  }

  @Test("Equal noise has power 1 everywhere, no lattice, no streaks") func equal() {
    let found = measure((0..<8).map { picture($0) })
    for band in found.bands { #expect(abs(band.ratio - 1) < 0.25, "\(band)") }
    #expect(found.latticePeak < 3)
    #expect(found.latticeShare < 0.01)
    #expect(found.streaks.map(\.label) == [2])
    #expect(abs(found.streakExcess) < 0.05)
  }

  @Test("Half the contrast is a quarter of the power") func soft() {
    let found = measure((0..<8).map { picture($0, deviation: 10) })
    for band in found.bands { #expect(abs(band.ratio - 0.25) < 0.08, "\(band)") }
  }

  @Test("A grid of 8 pixels shows as peak and as locked share") func lattice() {
    let found = measure(
      (0..<8).map { picture($0) { x, y in x % 8 == 0 || y % 8 == 0 ? 40 : 0 } })
    #expect(found.latticePeak > 30)
    #expect(found.latticeShare > 0.1)
  }

  @Test("Lines down the picture are streaks on that axis alone") func streaks() throws {
    let found = measure(
      (0..<UInt32(8)).map { seed in
        var random = NumPyRandom(seed: 900 + seed)
        let lines = random.normals(side)
        return picture(seed) { x, _ in 30 * Double(lines[x]) }
      })
    let streak = try #require(found.streaks.first)
    #expect(streak.made[1] > 0.4 && abs(streak.made[0]) < 0.2)
    #expect(abs(streak.excess - (streak.made[1] - streak.real[1])) < 1e-12)
  }

  @Test("Inner pixels are those whose square of 25 pixels has one label") func inner() {
    var map = LabelMap(width: 64, height: 64, filledWith: 0)
    for y in 0..<64 { for x in 32..<64 { map[x, y] = 1 } }
    map[10, 50] = 3
    let inner = InnerPixels(map)
    for y in 0..<64 {
      for x in 0..<64 {
        var labels = Set<UInt16>()
        for v in max(0, y - 12)...min(63, y + 12) {
          for u in max(0, x - 12)...min(63, x + 12) { labels.insert(map[u, v]) }
        }
        let expected = labels.count == 1 ? Int32(map[x, y]) : -1
        #expect(inner.labels[y * 64 + x] == expected)
      }
    }
  }
}
