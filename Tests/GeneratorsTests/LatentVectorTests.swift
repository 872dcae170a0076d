import Checkpoints
import Foundation
import Generators
import Synthesis
import Tensors
import TestSupport
import Testing

@Suite struct LatentVectorTests {
  @Test("Places: seed = x + 100 y, rows follow rows, a blend stays on the sphere") func places()
    throws
  {
    let place = SeedPlace(seed: 0, right: 12.25, down: 4)
    #expect(place == SeedPlace(seed: 412, right: 0.25) && place.x == 12.25 && place.y == 4)
    #expect(place.corners.map(\.seed) == [412, 413])
    #expect(place.corners.map(\.weight) == [0.75, 0.25])
    #expect(SeedPlace(seed: 0, right: 100) == SeedPlace(seed: 0, down: 1))
    #expect(SeedPlace(seed: 0).moved(right: -1, down: 0).seed == .max)
    #expect(SeedPlace(seed: .max).moved(right: 1, down: 0).seed == 0)
    #expect(SeedPlace(seed: 412).source == .seed(412))
    #expect(SeedPlace(seed: 5, right: 0.6, down: 0.7).nearest == 106)
    var walked = SeedPlace(seed: 7)
    for _ in 0..<40 { walked = walked.moved(right: 0.05, down: -0.05) }
    #expect(walked == SeedPlace(seed: 7, right: 2, down: -2))
    #expect(SeedPlace(seed: 7, right: .nan, down: .infinity) == SeedPlace(seed: 7))
    let data = try JSONEncoder().encode(LatentState(source: place.source))
    #expect(try JSONDecoder().decode(LatentState.self, from: data).source == .place(place))

    let middle = SeedPlace(seed: 3, right: 0.5, down: 0.5)
    let z = try LatentVector.z(middle.source, dimension: 512)
    let lengths = try middle.corners.map { corner in
      try LatentVector.z(.seed(corner.seed), dimension: 512)
        .reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    }
    let length = z.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    #expect(length > (lengths.min() ?? 0) - 1e-3 && length < (lengths.max() ?? 0) + 1e-3)
  }

  @Test("A seed is NumPy's randn") func seed() throws {
    let z = try LatentVector.z(.seed(0), dimension: 3)
    #expect(z == [1.764052345967664, 0.4001572083672233, 0.9787379841057392])
    #expect(
      try LatentVector.z(.seed(7), dimension: 256) == LatentVector.z(.seed(7), dimension: 256))
  }

  @Test("Between two seeds: exact at the ends, on the arc between") func between() throws {
    let a = try LatentVector.z(.seed(1), dimension: 256)
    let b = try LatentVector.z(.seed(2), dimension: 256)
    func point(_ fraction: Double) throws -> [Float] {
      try LatentVector.z(
        .between(.seed(1), .seed(2), fraction: fraction), dimension: 256)
    }
    #expect(try point(0) == a)
    #expect(try point(1) == b)
    let middle = try point(0.5)
    func length(_ z: [Float]) -> Float { z.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    // A straight line would cut the corner: its middle is some 0.7 as long.
    #expect(abs(length(middle) - (length(a) + length(b)) / 2) < 1e-3)
    let toA = zip(middle, a).reduce(0) { $0 + $1.0 * $1.1 } / length(a)
    let toB = zip(middle, b).reduce(0) { $0 + $1.0 * $1.1 } / length(b)
    #expect(abs(toA - toB) < 1e-3)
  }

  @Test("Equal, opposite and zero vectors interpolate without NaN") func degenerate() {
    let a: [Float] = [1, 0, 0]
    let opposite: [Float] = [-1, 0, 0]
    #expect(LatentVector.interpolated(a, a, at: 0.3) == a)
    #expect(LatentVector.interpolated(a, opposite, at: 0.5) == [0, 0, 0])
    #expect(LatentVector.interpolated([0, 0, 0], a, at: 0.5) == [0.5, 0, 0])
  }

  @Test("A z of another length, one with NaN, and w are refused in words") func refused() {
    for source: LatentState.Source in [
      .z([1, 2]), .z([1, 2, .nan]), .w([1, 2, 3]), .wPlus([[1, 2, 3]]),
      .between(.seed(0), .z([1]), fraction: 0.5),
    ] {
      #expect(throws: ModelError.self) { try LatentVector.z(source, dimension: 3) }
    }
  }

  /// Golden: `slerp` of the reference (general/a_functions), unit vectors.
  @Test("slerp agrees with the reference", .enabled(if: SharedFolder.url != nil))
  func golden() throws {
    let folder = try #require(SharedFolder.url).appendingPathComponent(
      "reference/general/a_functions")
    let input = try Checkpoint.read(folder.appendingPathComponent("input.safetensors").path)
    let expected = try Checkpoint.read(
      folder.appendingPathComponent("expected.safetensors").path)
    func rows(_ file: Checkpoint, _ name: String) throws -> [[Float]] {
      let tensor = try #require(file[name])
      let values = tensor.floats()
      return (0..<12).map { Array(values[($0 * tensor.shape[1])..<(($0 + 1) * tensor.shape[1])]) }
    }
    func unit(_ vector: [Float]) -> [Float] {
      let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return vector.map { $0 / length }
    }
    for (a, (b, (t, wanted))) in zip(
      try rows(input, "a"),
      zip(try rows(input, "b"), zip(try rows(input, "t"), try rows(expected, "slerp"))))
    {
      let found = LatentVector.interpolated(unit(a), unit(b), at: Double(t[0]))
      // Ours is computed in double, the reference's in float32.
      for (ours, theirs) in zip(found, wanted) { #expect(abs(ours - theirs) < 1e-6) }
    }
  }

  @Test("A weighted sum is linear and exact at a single weight of one") func combined() throws {
    let first = try LatentVector.z(.seed(1), dimension: 64)
    let second = try LatentVector.z(.seed(2), dimension: 64)
    let middle = try LatentVector.z(
      .combined([.seed(1), .seed(2)], weights: [0.25, 0.75]), dimension: 64)
    for index in 0..<64 {
      #expect(abs(middle[index] - (0.25 * first[index] + 0.75 * second[index])) < 1e-6)
    }
    #expect(
      try LatentVector.z(.combined([.seed(1), .seed(2)], weights: [1, 0]), dimension: 64) == first)
    #expect(throws: ModelError.self) {
      try LatentVector.z(.combined([.w([1])], weights: [1]), dimension: 1)
    }
  }
}
