import Imaging
import Tensors
import TestSupport
import Testing

@testable import Layouts

@Suite(.serialized) struct PlannedConvolutionTests {
  init() { #expect(EngineFixture.isReady) }

  private func random(_ sizes: [Int], seed: Int) -> Tensor {
    RandomGenerator(seed: UInt64(seed)).normal(sizes).channelsLast()
  }

  private func apart(_ found: Tensor, _ wanted: Tensor) -> Double {
    (found - wanted).absolute().maximum().item / max(1, wanted.absolute().maximum().item)
  }

  /// 40 channels to 72 at a size that tiles of 4×4 do not divide.
  private let level = PixelSize(width: 42, height: 37)

  @Test(
    "Padding, addition and activation are those of the plain convolution", arguments: [0, 1],
    [PackedConvolution.Activation.identity, .relu, .leakyReLU(slope: 0.2), .tanh])
  func plain(padding: Int, activation: PackedConvolution.Activation) throws {
    let weight = random([72, 40, 3, 3], seed: 1) * 0.1
    let bias = RandomGenerator(seed: 2).normal([72])
    let border = 2 - 2 * padding
    let input = random([1, 40, level.height + border, level.width + border], seed: 3)
    let before = random([1, 72, level.height, level.width], seed: 4)
    let planned = try PlannedConvolution(
      weight: weight, bias: bias, padding: padding, type: .float32, activation: activation,
      addsToOutput: true, level: level)
    let found = planned(input, into: before.copy(), in: Workspace())
    let sum = input.convolved(weight, bias: bias, stride: 1, padding: padding) + before
    let wanted =
      switch activation {
      case .identity: sum
      case .relu: sum.leakyReLU(slope: 0)
      case .leakyReLU(let slope): sum.leakyReLU(slope: Double(slope))
      case .tanh: sum.tanh()
      }
    #expect(apart(found, wanted) < 1e-5)
    // Those that are computed in tiles hold their weights alone, transformed.
    if activation != .tanh { #expect(planned.byteCount == 36 * 40 * 96 * 4) }
  }

  @Test("A doubled picture is convolved without being made")
  func doubled() throws {
    let weight = random([96, 128, 3, 3], seed: 1) * 0.1
    let bias = RandomGenerator(seed: 2).normal([96])
    let input = random([1, 128, 41, 37], seed: 3)
    let planned = try #require(
      PlannedConvolution(
        doublingWeight: weight, bias: bias, type: .float32,
        level: PixelSize(width: 74, height: 82)))
    let found = planned(
      input, into: .uninitialized([1, 96, 82, 74], channelsLast: true), in: Workspace())
    let wanted = input.upsampledTwice().convolved(weight, bias: bias, stride: 1, padding: 1)
    #expect(apart(found, wanted) < 1e-5)
  }

  @Test("Other kernels, strides and number formats are left to oneDNN")
  func others() throws {
    let weight = random([16, 16, 5, 5], seed: 1) * 0.1
    let input = random([1, 16, 37, 41], seed: 2)
    let planned = try PlannedConvolution(
      weight: weight, bias: nil, stride: 2, padding: 2, type: .float32, level: level)
    let found = planned(
      input, into: .uninitialized([1, 16, 19, 21], channelsLast: true), in: Workspace())
    #expect(apart(found, input.convolved(weight, bias: nil, stride: 2, padding: 2)) < 1e-5)
    let half = PlannedConvolution(
      doublingWeight: random([16, 16, 3, 3], seed: 1), bias: nil, type: .bfloat16, level: level)
    #expect(half == nil)
  }

  @Test(
    "Rounding errors against float64: tiles of 2×2 at most twice the direct ones, 4×4 below 1e-5",
    arguments: [64, 256, 1024])
  func rounding(channels: Int) {
    let size = PixelSize(width: 16, height: 12)
    let deviation = 1 / Double(9 * channels).squareRoot()
    let weight = random([32, channels, 3, 3], seed: 1) * deviation
    // As activations are: most of them positive.
    let input = random([1, channels, size.height + 2, size.width + 2], seed: 2)
      .leakyReLU(slope: 0.2).channelsLast()
    let exact = input.converted(to: .float64).convolved(
      weight.converted(to: .float64), bias: nil, stride: 1, padding: 0)
    let largest = exact.absolute().maximum().item
    func error(_ compute: (Tensor, Workspace) -> Void) -> Double {
      let output = Tensor.uninitialized([1, 32, size.height, size.width], channelsLast: true)
      compute(output, Workspace())
      return (output.converted(to: .float64) - exact).absolute().maximum().item / largest
    }
    let direct = error { output, workspace in
      TiledConvolution(weight: weight, bias: nil, type: .float32)(
        input, rect: PixelRect(size), of: output, in: workspace)
    }
    func tiles(_ tile: Int) -> Double {
      error { output, workspace in
        WinogradConvolution(weight: weight, tile: tile)(
          input, rect: PixelRect(size), bias: [Float](repeating: 0, count: 32), of: output, .init(),
          in: workspace)
      }
    }
    let (small, large) = (tiles(2), tiles(4))
    #expect(small <= 2 * direct, "\(channels) channels: \(small), directly \(direct)")
    #expect(large <= 1e-5, "\(channels) channels: \(large), directly \(direct)")
  }
}
