import Layers
import Testing

@Suite struct PixelNoiseTests {
  private let side = 128

  private func values(_ seed: UInt32?, layer: UInt32 = 0, width: Int = 128) -> [Float] {
    PixelNoise.values(seed: seed, layer: layer, height: side, width: width)
  }

  private func mean(_ numbers: [Float]) -> Float { numbers.reduce(0, +) / Float(numbers.count) }

  @Test("Mean 0, variance 1, tails as long as four bytes allow", arguments: [0, 1, 77] as [UInt32])
  func distribution(seed: UInt32) {
    let numbers = values(seed)
    // 16384 numbers: the standard error of mean and variance is 0.008 and 0.011.
    #expect(abs(mean(numbers)) < 0.04)
    #expect(abs(mean(numbers.map { $0 * $0 }) - 1) < 0.06)
    #expect(numbers.allSatisfy { abs($0) < 3.46 } && numbers.contains { abs($0) > 2.5 })
  }

  @Test("Neighbours, layers and seeds have nothing in common") func independence() {
    let numbers = values(5)
    func correlation(_ other: [Float], shift: Int = 0) -> Float {
      mean(zip(numbers.dropFirst(shift), other).map { $0 * $1 })
    }
    for shift in [1, 2, 8, 128, 129, 256] {
      #expect(abs(correlation(numbers, shift: shift)) < 0.04, "\(shift) further on")
    }
    #expect(abs(correlation(values(6))) < 0.04)
    #expect(abs(correlation(values(5, layer: 1))) < 0.04)
    #expect(values(5) == numbers)
  }

  @Test("A pixel's number does not depend on the size around it") func position() {
    let (wide, narrow) = (values(9), values(9, width: 40))
    for y in [0, 3, 127] {
      #expect(Array(wide[(y * 128)..<(y * 128 + 40)]) == Array(narrow[(y * 40)..<(y * 40 + 40)]))
    }
  }

  @Test("Without a seed there is none") func silence() {
    #expect(values(nil).allSatisfy { $0 == 0 })
  }
}
