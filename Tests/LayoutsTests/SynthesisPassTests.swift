import Imaging
import Layers
import Tensors
import TestSupport
import Testing

@testable import Layouts

/// The pass behind a convolution of StyleGAN2 against the same steps one by one, in every body.
@Suite(.serialized) struct SynthesisPassTests {
  init() { #expect(EngineFixture.isReady) }

  private let side = 6
  private var filter: LowPassFilter { LowPassFilter() }

  /// What one pass is made of; 40 channels fill two vectors and a half, 5 none.
  private struct Case {
    let scale: Tensor
    let shift: Tensor
    let style: Tensor
    let noise: Tensor
    let colours: Tensor
    let bias: Tensor
    let before: Tensor

    init(channels: Int, side: Int) {
      let random = RandomGenerator(seed: UInt64(channels))
      scale = random.normal([channels])
      shift = random.normal([channels])
      style = random.normal([channels])
      noise = random.normal([side, side])
      colours = random.normal([3, channels]) / Double(channels).squareRoot()
      bias = random.normal([3])
      before = random.normal([side / 2, side / 2, 3])
    }

    func pass(line: [Float]) -> SynthesisPass {
      SynthesisPass(
        scale: scale.floats(), shift: shift.floats(), noise: noise, style: style.floats(),
        taps: line.map { 2 * $0 }, limit: 1.5, colourLimit: 0.75)
    }

    /// Activations before the next style, `[1, C, side, side]`.
    func activations(_ x: Tensor) -> Tensor {
      func spread(_ tensor: Tensor) -> Tensor { tensor.reshaped([1, -1, 1, 1]) }
      return (x * spread(scale) + spread(shift) + noise).leakyReLU().clamped(from: -1.5, to: 1.5)
    }

    /// `[side, side, 3]`.
    func picture(_ activations: Tensor, filter: LowPassFilter) -> Tensor {
      let own = activations.convolved(
        colours.reshaped([3, -1, 1, 1]), bias: bias
      ).clamped(from: -0.75, to: 0.75)
      let larger = filter.upsampled(before.permuted([2, 0, 1]).unsqueezed(0).contiguous())
      return (own + larger).permuted([0, 2, 3, 1]).reshaped([own.shape[2], own.shape[3], 3])
    }
  }

  private func apart(_ one: Tensor, _ other: Tensor) -> Double {
    (one.converted(to: .float32) - other).absolute().maximum().item
  }

  @Test(
    "Equals its steps at one size", arguments: [ElementType.float32, .bfloat16],
    KernelBody.allCases)
  func level(type: ElementType, body: KernelBody) throws {
    body.use()
    defer { KernelBody.best.use() }
    for channels in [5, 40] {
      let given = Case(channels: channels, side: side)
      let x = RandomGenerator(seed: 3).normal([1, channels, side, side]).converted(to: type)
        .channelsLast()
      let output = Tensor.uninitialized([1, channels, side, side], type: type, channelsLast: true)
      let picture = Tensor.zeros([side, side, 3])
      given.pass(line: try #require(filter.line))(
        .level(x), height: side, width: side, into: output,
        colours: .init(
          weights: given.colours.floats(), bias: given.bias.floats(), before: given.before,
          picture: picture), in: Workspace())
      let activations = given.activations(x.converted(to: .float32))
      let wanted = activations * given.style.reshaped([1, -1, 1, 1])
      let largest = max(1, wanted.absolute().maximum().item)
      // bfloat16 has 8 bits: half a unit of the result.
      #expect(apart(output, wanted) < (type == .float32 ? 1e-5 : 4e-3) * largest)
      #expect(apart(picture, given.picture(activations, filter: filter)) < 2e-5)
    }
  }

  @Test(
    "Equals its steps where the resolution doubles", arguments: [ElementType.float32, .bfloat16],
    KernelBody.allCases)
  func doubled(type: ElementType, body: KernelBody) throws {
    body.use()
    defer { KernelBody.best.use() }
    for channels in [5, 40] {
      let given = Case(channels: channels, side: side)
      let convolution = ModulatedConv2D(
        3, channels, kernel: 3, doubles: true, using: RandomGenerator(seed: 4))
      let x = RandomGenerator(seed: 5).normal([1, 3, side / 2, side / 2]).converted(to: type)
        .channelsLast()
      let phases = try PackedModulation(
        convolution, type: type, level: PixelSize(width: 16, height: 16))(x, in: Workspace()) {
          _, height, width in
          .uninitialized([1, channels, height, width], type: type, channelsLast: true)
        }
      let output = Tensor.uninitialized([1, channels, side, side], type: type, channelsLast: true)
      given.pass(line: try #require(filter.line))(
        .phases(phases), height: side, width: side, into: output, colours: nil, in: Workspace())
      let spread = x.converted(to: .float32).convolvedTransposed(
        convolution.weight.transposed(0, 1).converted(to: type).converted(to: .float32), stride: 2)
      let wanted =
        given.activations(filter(spread, padding: 1, gain: 4))
        * given.style.reshaped([1, -1, 1, 1])
      let largest = max(1, wanted.absolute().maximum().item)
      // In bfloat16 every phase is rounded before the filter, too.
      #expect(apart(output, wanted) < (type == .float32 ? 1e-5 : 0.05) * largest)
    }
  }

  @Test("Only filters that are outer products have a line") func lines() {
    #expect(filter.line == [0.125, 0.375, 0.375, 0.125])
    var other = filter
    other.taps = filter.taps + Tensor.ones([4, 4]) / 16
    #expect(other.line == nil)
  }
}
