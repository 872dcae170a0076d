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

  /// Levels whose tiles reach beyond the edge, channels that fill no vector, more tiles than a group,
  /// and few enough tiles to be divided by outputs.
  private let levels = [
    Shape(side: 3, inputs: 24, outputs: 40, size: PixelSize(width: 9, height: 5)),
    Shape(side: 3, inputs: 70, outputs: 7, size: PixelSize(width: 41, height: 63)),
    Shape(side: 3, inputs: 3, outputs: 130, size: PixelSize(width: 8, height: 8)),
    Shape(side: 3, inputs: 96, outputs: 64, size: PixelSize(width: 33, height: 30)),
  ]

  @Test(
    "Convolutions in tiles equal the plain one, in parts too", arguments: [2, 4],
    KernelBody.allCases)
  func tiles(tile: Int, body: KernelBody) throws {
    body.use()
    defer { KernelBody.best.use() }
    for (index, shape) in levels.enumerated() {
      let size = shape.size
      let weight = random([shape.outputs, shape.inputs, 3, 3], .float32, seed: 1) * 0.1
      let bias = RandomGenerator(seed: 2).normal([shape.outputs])
      let input = random([1, shape.inputs, size.height + 2, size.width + 2], .float32, seed: 3)
      let before = random([1, shape.outputs, size.height, size.width], .float32, seed: 4)
      let wanted = try PackedConvolution(weight: weight, bias: bias)(input) + before
      let largest = max(1, wanted.absolute().maximum().item)
      let convolution = WinogradConvolution(weight: weight, tile: tile)
      let given = bias.floats() + [Float](repeating: 0, count: 31 - (shape.outputs + 31) % 32)
      let workspace = Workspace()
      let whole = before.copy()
      convolution(
        input, rect: PixelRect(size), bias: given, of: whole, .init(adds: true), in: workspace)
      #expect((whole - wanted).absolute().maximum().item < 1e-5 * largest, "level \(index)")
      // A part that begins within a tile: the same within rounding, and nothing else is touched.
      let level = before.copy()
      let rect = PixelRect(x: 3, y: 1, width: size.width - 5, height: size.height - 2)
      let ring = input.sliced(axis: 2, from: rect.y, to: rect.maxY + 2)
        .sliced(axis: 3, from: rect.x, to: rect.maxX + 2).channelsLast()
      convolution(ring, rect: rect, bias: given, of: level, .init(adds: true), in: workspace)
      func part(_ tensor: Tensor) -> Tensor {
        tensor.sliced(axis: 2, from: rect.y, to: rect.maxY)
          .sliced(axis: 3, from: rect.x, to: rect.maxX)
      }
      let expected = before.copy()
      part(expected).assign(part(whole))
      #expect((level - expected).absolute().maximum().item < 1e-5 * largest, "level \(index)")
      let untouched = level.copy()
      part(untouched).assign(part(before))
      #expect(untouched.floats() == before.floats())
    }
  }

  @Test("Tiles are taken where they are quicker")
  func choice() {
    // Few pixels and large weights: pixel by pixel, or small tiles; else tiles of 4×4.
    func best(_ side: Int, _ channels: Int) -> Int? {
      WinogradConvolution.bestTile(
        level: PixelSize(width: side, height: side), inputs: channels, outputs: channels)
    }
    #expect(best(8, 1024) == nil)
    #expect(best(16, 1024) == 2)
    #expect(best(64, 256) == 4)
    #expect(best(256, 64) == 4)
    #expect(best(256, 3) == nil)
    let convolution = TiledConvolution(
      weight: random([64, 64, 3, 3], .float32, seed: 1), bias: nil, type: .float32,
      level: PixelSize(width: 64, height: 64))
    #expect(convolution.tile == 4)
    #expect(convolution.byteCount == 64 * 64 * 4 * (9 + 36))
    let half = TiledConvolution(
      weight: random([64, 64, 3, 3], .float32, seed: 1), bias: nil, type: .bfloat16,
      level: PixelSize(width: 64, height: 64))
    #expect(half.tile == nil)
  }
}
