import Generators
import Imaging
import Layers
import Tensors
import TestSupport
import Testing

@testable import Segmentation

@Suite("A network that labels pictures") struct SegmentationNetworkTests {
  init() { #expect(EngineFixture.isReady) }

  private let small = SegmentationConfiguration(classes: 3, widths: [4, 6, 8])

  private func network(seed: UInt64 = 1) -> SegmentationNetwork {
    SegmentationNetwork(small, using: RandomGenerator(seed: seed))
  }

  @Test("Scores have half the picture's sides, whatever its proportions") func shapes() {
    for (height, width) in [(8, 8), (16, 24), (40, 8)] {
      let scores = withoutGradients { network()(Tensor.zeros([2, 3, height, width])) }
      #expect(scores.shape == [2, 3, height / 2, width / 2])
      #expect(scores.isFinite)
    }
  }

  @Test("It sees how high a pixel lies, and what the whole picture shows") func heights() {
    let plain = withoutGradients { network()(Tensor.zeros([1, 3, 32, 32])) }
    let rows = plain.selected(axis: 1, index: 0).selected(axis: 2, index: 8).floats()
    #expect(Set(rows).count > 4, "rows of a plain picture differ: \(rows)")
    // Far beyond what a convolution of the corner reaches, something is told of it.
    var marked = [Float](repeating: 0, count: 3 * 128 * 128)
    for row in 0..<16 { for column in 0..<16 { marked[row * 128 + column] = 1 } }
    let scores = withoutGradients {
      [Tensor.zeros([1, 3, 128, 128]), Tensor(marked, shape: [1, 3, 128, 128])].map {
        network()($0).selected(axis: 2, index: 63).floats()
      }
    }
    #expect(scores[0] != scores[1])
  }

  @Test("The shipped widths stay below 3 MB in float16") func size() {
    let network = SegmentationNetwork(
      SegmentationConfiguration(classes: 20), initialization: .unfilled,
      using: RandomGenerator(seed: 0))
    let numbers = network.parameters().reduce(0) { $0 + $1.tensor.count }
    #expect(2 * numbers < 2_990_000)
  }

  @Test("Configurations of strangers are checked before anything is made of them")
  func configurations() {
    for wrong in [
      SegmentationConfiguration(classes: 1), SegmentationConfiguration(classes: 1 << 40),
      SegmentationConfiguration(classes: 3, widths: []),
      SegmentationConfiguration(classes: 3, widths: [4]),
      SegmentationConfiguration(classes: 3, widths: [4, -1]),
      SegmentationConfiguration(classes: 3, widths: [4, 1 << 30]),
      SegmentationConfiguration(classes: 3, widths: Array(repeating: 4, count: 40)),
    ] {
      #expect(throws: ConfigurationError.self) { try wrong.validate() }
    }
    #expect(throws: Never.self) { try small.validate() }
  }
}

@Suite("Borders along edges") struct GuidedFilterTests {
  init() { #expect(EngineFixture.isReady) }

  /// Red left of a column, blue right of it.
  private func picture(side: Int, edge: Int) -> RGBImage {
    var picture = RGBImage(width: side, height: side, filledWith: RGB(200, 40, 40))
    for y in 0..<side { for x in edge..<side { picture[x, y] = RGB(40, 60, 200) } }
    return picture
  }

  @Test("A blurred border moves to the picture's edge, to the pixel") func edge() {
    let (small, large) = (picture(side: 32, edge: 17), picture(side: 128, edge: 68))
    // Probabilities of "right" that rise over ten pixels.
    let row = (0..<32).map { min(1, max(0, (Float($0) - 12) / 10)) }
    let right = Tensor(row, shape: [1, 1, 1, 32]).expanded([1, 1, 32, 32])
    let both = Tensor.concatenated([1 - right, right], axis: 1)
    let wide = withoutGradients { GuidedFilter(small).enlarged(both, along: large) }
    #expect(wide.shape == [1, 2, 128, 128])
    let ids = wide.indexOfMaximum(axis: 1).integers()
    for y in [0, 50, 127] {
      #expect((0..<128).allSatisfy { ids[y * 128 + $0] == ($0 < 68 ? 0 : 1) }, "row \(y)")
    }
  }

  @Test("Probabilities still sum to one, and a plain picture only enlarges them") func sums() {
    let random = RandomGenerator(seed: 3)
    let scores = random.normal([1, 5, 16, 24]).softmax(axis: 1)
    let pixels = (0..<(24 * 16)).map { (index: Int) -> RGB in
      RGB(UInt8(index * 7 % 256), UInt8(index * 13 % 256), 90)
    }
    let noisy = RGBImage(width: 24, height: 16, elements: pixels)
    let plain = RGBImage(width: 24, height: 16, filledWith: RGB(90, 120, 30))
    for picture in [noisy, plain] {
      let wide = GuidedFilter(picture).enlarged(
        scores, along: picture.resizedNearest(to: PixelSize(width: 48, height: 32)))
      let sums = wide.sum(over: [1]).floats()
      #expect(sums.allSatisfy { abs($0 - 1) < 1e-3 })
    }
  }
}
