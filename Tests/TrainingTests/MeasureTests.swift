import Foundation
import Generators
import Tensors
import TestSupport
import Testing

@testable import Training

/// Measures against slow references and known cases.
@Suite(.serialized) struct MeasureTests {
  init() { #expect(EngineFixture.isReady) }

  @Test("A pyramid's levels add up to the picture again") func pyramid() {
    let picture = RandomGenerator(seed: 1).normal([1, 2, 32, 32])
    let levels = LaplacianPyramid.levels(of: picture)
    #expect(levels.map { $0.shape[3] } == [32, 16])
    #expect(
      (Self.slowLevel(picture) - levels[0]).absolute().maximum().item < 1e-5)
  }

  /// The finest level, by loops: picture − up(down(picture)).
  private static func slowLevel(_ picture: Tensor) -> Tensor {
    let side = picture.shape[3]
    let taps = [1.0, 4, 6, 4, 1]
    func mirrored(_ index: Int, _ count: Int) -> Int {
      index < 0 ? -index : index >= count ? 2 * count - 2 - index : index
    }
    func blurred(_ plane: [[Double]], gain: Double) -> [[Double]] {
      let count = plane.count
      return (0..<count).map { row in
        (0..<count).map { column in
          var sum = 0.0
          for i in 0..<5 {
            for j in 0..<5 {
              sum +=
                taps[i] * taps[j] / 256 * gain
                * plane[mirrored(row + i - 2, count)][mirrored(column + j - 2, count)]
            }
          }
          return sum
        }
      }
    }
    var result: [Float] = []
    for channel in 0..<picture.shape[1] {
      let values = picture.selected(axis: 1, index: channel).doubles()
      let plane = (0..<side).map { row in Array(values[row * side..<(row + 1) * side]) }
      let down = blurred(plane, gain: 1)
      var spread = [[Double]](repeating: [Double](repeating: 0, count: side), count: side)
      for row in stride(from: 0, to: side, by: 2) {
        for column in stride(from: 0, to: side, by: 2) { spread[row][column] = down[row][column] }
      }
      let up = blurred(spread, gain: 4)
      for row in 0..<side {
        for column in 0..<side { result.append(Float(plane[row][column] - up[row][column])) }
      }
    }
    return Tensor(result, shape: picture.shape)
  }

  @Test("The distance of patches is what loops compute") func slicedDistance() {
    let random = RandomGenerator(seed: 3)
    let first = random.normal([40, 6])
    let second = random.normal([40, 6]) + 0.5
    var measure = SlicedWasserstein(seed: 9)
    measure.directions = 20
    let found = measure.distance(first, second, stream: 4)
    let drawn = RandomGenerator(seed: 9 &* 1_000_003 &+ 4 * 64).normal([6, 20]).doubles()
    let (a, b) = (first.doubles(), second.doubles())
    var total = 0.0
    for direction in 0..<20 {
      let axis = (0..<6).map { drawn[$0 * 20 + direction] }
      let length = axis.reduce(0) { $0 + $1 * $1 }.squareRoot()
      func projected(_ rows: [Double]) -> [Double] {
        (0..<40).map { row in
          (0..<6).reduce(0) { $0 + rows[row * 6 + $1] * axis[$1] / length }
        }.sorted()
      }
      total += zip(projected(a), projected(b)).reduce(0) { $0 + ($1.0 - $1.1).magnitude } / 40
    }
    #expect((found - total / 20).magnitude < 1e-5)
  }

  @Test("A set is nearer to its like than to noise, and equal with a seed") func distances() {
    func smooth(_ seed: UInt64) -> Tensor {
      RandomGenerator(seed: seed).normal([24, 3, 4, 4]).resizedBilinear(height: 32, width: 32)
    }
    let measure = SlicedWasserstein(seed: 1)
    let near = measure.levels(smooth(1), smooth(2))
    let far = measure.levels(smooth(1), RandomGenerator(seed: 5).normal([24, 3, 32, 32]))
    #expect(near.map(\.side) == [32, 16])
    for (a, b) in zip(near, far) { #expect(a.distance < b.distance) }
    #expect(near[0].distance < 0.5 * far[0].distance)
    #expect(measure.levels(smooth(1), smooth(2)) == near)
  }

  @Test("MS-SSIM is 1 for equal pictures, and what loops compute on one window") func similarity() {
    let random = RandomGenerator(seed: 7)
    let first = random.uniform([2, 3, 64, 64]) * 2 - 1
    let second = random.uniform([2, 3, 64, 64]) * 2 - 1
    #expect(StructuralSimilarity.multiScale(first, first).allSatisfy { abs($0 - 1) < 1e-5 })
    let mixed = StructuralSimilarity.multiScale(first, first * 0.8 + second * 0.2)
    let apart = StructuralSimilarity.multiScale(first, second)
    #expect(apart[0] < mixed[0] && mixed[0] < 1)

    // 11×11 pixels hold one window.
    let a = random.uniform([1, 1, 11, 11]) * 255
    let b = random.uniform([1, 1, 11, 11]) * 255
    var weights: [Double] = []
    for index in 0..<121 {
      let y = Double(index / 11) - 5
      let x = Double(index % 11) - 5
      weights.append(exp(-(x * x + y * y) / 4.5))
    }
    let sum = weights.reduce(0, +)
    weights = weights.map { $0 / sum }
    let (va, vb) = (a.doubles(), b.doubles())
    func mean(_ value: (Int) -> Double) -> Double {
      var total = 0.0
      for index in 0..<121 { total += weights[index] * value(index) }
      return total
    }
    let ma = mean { va[$0] }
    let mb = mean { vb[$0] }
    let covariance = mean { va[$0] * vb[$0] } - ma * mb
    let variances = mean { va[$0] * va[$0] + vb[$0] * vb[$0] } - ma * ma - mb * mb
    let c1 = 6.5025
    let c2 = 58.5225
    let light = (2 * ma * mb + c1) / (ma * ma + mb * mb + c1)
    let expected = light * (2 * covariance + c2) / (variances + c2)
    #expect(abs(StructuralSimilarity.single(a, b).similarity[0] - expected) < 1e-4)
  }

  @Test("A model's card has all its measures, the same for the same seed") func card() throws {
    let generator = StyleGAN2Generator(
      StyleGAN2TrainingConfiguration.tiny().generator, using: RandomGenerator(seed: 4))
    let model = StyleGAN2Model(name: "tiny", generator: generator)
    let card = try ModelMeasures.card(of: model, from: PlainSource(), paths: 4)
    #expect(
      card.keys.sorted() == [
        "MS-SSIM", "path length in w, pixels-64", "path length in z, pixels-64",
        "sliced Wasserstein", "sliced Wasserstein of real",
      ])
    #expect(card.values.allSatisfy { $0.isFinite && $0 > 0 })
    #expect(try ModelMeasures.card(of: model, from: PlainSource(), paths: 4) == card)
  }

  @Test("Classes named like scenes are compared with scenes of their kinds") func kinds() {
    let names = ["desert, night", "open sea, golden hour"]
    let kinds = BiomeSource.Kind.named(names)
    #expect(kinds?.map(\.name) == names)
    #expect(BiomeSource.Kind.named(["desert, night", "cat"]) == nil)
    #expect(BiomeSource.Kind.named([]) == nil)
  }

  @Test("What stands against bfloat16 is said with the engine's name") func precision() {
    if let obstacle = BFloat16Support.obstacle() {
      print("*** \(obstacle)")
      #expect(obstacle.contains(Engine.description))
    }
  }

  @Test("Paths start and end where they should, and extremes are left out") func paths() {
    let random = RandomGenerator(seed: 8)
    let (a, b) = (random.normal([3, 16]), random.normal([3, 16]))
    func unit(_ x: Tensor) -> Tensor {
      x / x.squared().sum(over: [1], keepingAxes: true).squareRoot()
    }
    let start = PathLength.slerp(a, b, Tensor.zeros([3, 1]))
    let end = PathLength.slerp(a, b, Tensor.ones([3, 1]))
    #expect((start - unit(a)).absolute().maximum().item < 1e-6)
    #expect((end - unit(b)).absolute().maximum().item < 1e-6)
    let values = (0..<100).map(Double.init) + [1e9]
    #expect(abs(PathLength.trimmedMean(values) - 50) < 1e-9)
  }

  @Test("The kernel distance is the double sum by definition, 0 in the mean for one kind of sets")
  func kernelDistance() {
    let random = RandomGenerator(seed: 4)
    let first = random.normal([9, 5])
    let second = random.normal([7, 5]) + 0.5
    let (x, y) = (first.doubles(), second.doubles())
    func kernel(_ a: ArraySlice<Double>, _ b: ArraySlice<Double>) -> Double {
      let value = zip(a, b).map { $0 * $1 }.reduce(0, +) / 5 + 1
      return value * value * value
    }
    func row(_ values: [Double], _ index: Int) -> ArraySlice<Double> {
      values[5 * index..<5 * (index + 1)]
    }
    var wanted = 0.0
    for a in 0..<9 { for b in 0..<9 where a != b { wanted += kernel(row(x, a), row(x, b)) / 72 } }
    for a in 0..<7 { for b in 0..<7 where a != b { wanted += kernel(row(y, a), row(y, b)) / 42 } }
    for a in 0..<9 { for b in 0..<7 { wanted -= 2 * kernel(row(x, a), row(y, b)) / 63 } }
    let found = KernelDistance(features: first, second, seed: 1)
    #expect(abs(found.distance - 1000 * wanted) < 1e-6 * max(1, abs(1000 * wanted)))
    #expect(found.deviation > 0)

    // Unbiased: over many pairs of sets of one kind the mean is near 0, unlike that of other kinds.
    let same = (0..<60).map { _ in
      KernelDistance(features: random.normal([20, 5]), random.normal([20, 5]), seed: 1).distance
    }
    let mean = same.reduce(0, +) / 60
    let spread = (same.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / 59 / 60).squareRoot()
    #expect(abs(mean) < 4 * spread)
    #expect(same.contains { $0 < 0 })
    let other = KernelDistance(
      features: random.normal([60, 5]), random.normal([60, 5]) + 1, seed: 1)
    #expect(other.distance > 10 * spread && other.distance > 4 * other.deviation)
  }
}
