import Imaging
import Testing

/// SinGAN's resize; its numbers are compared with the reference in `ganvas verify`.
@Suite struct CubicResizeTests {
  @Test("Weights of every sample sum to 1", arguments: [0.31, 0.75, 0.9376, 4.0 / 3, 1.8])
  func sums(factor: Double) {
    let taps = CubicTaps(
      from: 27, to: Int((27 * factor).rounded(.up)), factor: factor, stretches: factor < 1)
    for start in stride(from: 0, to: taps.weights.count, by: taps.stride) {
      let sum = taps.weights[start..<start + taps.stride].reduce(0, +)
      #expect(abs(sum - 1) < 1e-12)
    }
  }

  @Test("Sizes are rounded up in floating point: 25 of 250 can become 26") func sizes() {
    let size = PixelSize(width: 250, height: 167)
    let target = CubicResize.size(of: size, by: 0.7886838398087375)
    #expect(target == PixelSize(width: 198, height: 132))
  }

  @Test("A factor of 1 changes nothing; constants stay") func constants() {
    let size = PixelSize(width: 9, height: 7)
    let plane = (0..<63).map(Double.init)
    #expect(CubicResize(from: size, by: 1)(plane) == plane)
    let flat = CubicResize(from: size, to: PixelSize(width: 4, height: 13))(
      [Double](repeating: 5, count: 63))
    for value in flat { #expect(abs(value - 5) < 1e-12) }
  }
}
