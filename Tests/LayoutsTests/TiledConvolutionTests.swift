import Imaging
import Tensors
import TestSupport
import Testing

@testable import Layouts

@Suite(.serialized) struct TiledConvolutionTests {
  init() { #expect(EngineFixture.isReady) }

  private struct Shape {
    let side: Int
    let inputs: Int
    let outputs: Int
    let size: PixelSize
  }

  /// Kernels of all sizes, channels that fill no block and channels in several parts, rows shorter
  /// and longer than a tile, and more pixels than a strip.
  private let shapes = [
    Shape(side: 3, inputs: 24, outputs: 40, size: PixelSize(width: 9, height: 5)),
    Shape(side: 1, inputs: 70, outputs: 32, size: PixelSize(width: 41, height: 27)),
    Shape(side: 3, inputs: 300, outputs: 7, size: PixelSize(width: 13, height: 4)),
    Shape(side: 5, inputs: 3, outputs: 65, size: PixelSize(width: 1, height: 3)),
  ]

  private func random(_ sizes: [Int], _ type: ElementType, seed: Int) -> Tensor {
    RandomGenerator(seed: UInt64(seed)).normal(sizes).converted(to: type).channelsLast()
  }

  @Test(
    "Equals the plain convolution", arguments: [ElementType.float32, .bfloat16],
    KernelBody.allCases)
  func plain(type: ElementType, body: KernelBody) throws {
    body.use()
    defer { KernelBody.best.use() }
    for shape in shapes {
      let size = shape.size
      let weight =
        random([shape.outputs, shape.inputs, shape.side, shape.side], type, seed: 1)
        .converted(to: .float32) * 0.1
      let bias = RandomGenerator(seed: 2).normal([shape.outputs])
      let input = random(
        [1, shape.inputs, size.height + shape.side - 1, size.width + shape.side - 1], type,
        seed: 3)
      let before = random([1, shape.outputs, size.height, size.width], type, seed: 4)
      let output = before.copy()
      TiledConvolution(weight: weight, bias: bias, type: type)(
        input, rect: PixelRect(size), of: output, adds: true, in: Workspace())
      let reference = try PackedConvolution(weight: weight, bias: bias)
      let wanted =
        reference(input.converted(to: .float32).channelsLast()) + before.converted(to: .float32)
      let difference = (output.converted(to: .float32) - wanted).absolute().maximum().item
      let largest = wanted.absolute().maximum().item
      // Weights times 0.1 and results are rounded to 8 bits in bfloat16.
      #expect(difference < (type == .float32 ? 2e-5 : 0.02) * max(1, largest))
    }
  }

  @Test(
    "A part of a level equals the same part of the whole, to the last bit",
    arguments: [ElementType.float32, .bfloat16])
  func parts(type: ElementType) {
    for shape in shapes {
      let size = shape.size
      let convolution = TiledConvolution(
        weight: random([shape.outputs, shape.inputs, shape.side, shape.side], .float32, seed: 5),
        bias: nil, type: type)
      let input = random(
        [1, shape.inputs, size.height + shape.side - 1, size.width + shape.side - 1], type,
        seed: 6)
      let whole = random([1, shape.outputs, size.height, size.width], type, seed: 7)
      let level = whole.copy()
      let workspace = Workspace()
      convolution(input, rect: PixelRect(size), of: whole, in: workspace)
      let rect = PixelRect(
        x: size.width / 3, y: 1, width: (size.width + 1) / 2, height: size.height - 2)
      let ring = input.sliced(axis: 2, from: rect.y, to: rect.maxY + shape.side - 1)
        .sliced(axis: 3, from: rect.x, to: rect.maxX + shape.side - 1).channelsLast()
      let before = level.copy()
      convolution(ring, rect: rect, of: level, in: workspace)
      func part(_ tensor: Tensor) -> [Float] {
        tensor.sliced(axis: 2, from: rect.y, to: rect.maxY)
          .sliced(axis: 3, from: rect.x, to: rect.maxX).converted(to: .float32).floats()
      }
      #expect(part(level) == part(whole))
      // Nothing else was touched.
      level.sliced(axis: 2, from: rect.y, to: rect.maxY)
        .sliced(axis: 3, from: rect.x, to: rect.maxX)
        .assign(
          before.sliced(axis: 2, from: rect.y, to: rect.maxY)
            .sliced(axis: 3, from: rect.x, to: rect.maxX))
      #expect(level.converted(to: .float32).floats() == before.converted(to: .float32).floats())
    }
  }
}
