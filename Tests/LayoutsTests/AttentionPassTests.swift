import Tensors
import TestSupport
import Testing

@testable import Layouts

/// Attention without its matrix against attention with it, in every body.
@Suite(.serialized) struct AttentionPassTests {
  init() { #expect(EngineFixture.isReady) }

  private struct Shape {
    let height: Int
    let width: Int
    let keys: Int
    let depth: Int
    let values: Int
  }

  /// Groups and blocks that are not full, odd depths, and keys in more than one part.
  private let shapes = [
    Shape(height: 4, width: 6, keys: 6, depth: 3, values: 5),
    Shape(height: 9, width: 14, keys: 35, depth: 8, values: 32),
    Shape(height: 10, width: 10, keys: 1101, depth: 24, values: 40),
  ]

  @Test(
    "Equals softmax and products", arguments: [ElementType.float32, .bfloat16],
    KernelBody.allCases)
  func plain(type: ElementType, body: KernelBody) {
    body.use()
    defer { KernelBody.best.use() }
    for shape in shapes {
      let random = RandomGenerator(seed: UInt64(shape.keys))
      let queries = random.normal([1, shape.depth, shape.height, shape.width]).converted(to: type)
        .channelsLast()
      // Later keys meet better than earlier ones, so that sums so far have to shrink.
      let growth = Tensor(
        (0..<shape.keys).map { 0.2 + 2 * Float($0) / Float(shape.keys) }, shape: [shape.keys, 1])
      let keys = (random.normal([shape.keys, shape.depth]) * growth).converted(to: type)
      let values = random.normal([shape.keys, shape.values]).converted(to: type)
      let output = Tensor.uninitialized(
        [1, shape.values, shape.height, shape.width], type: type, channelsLast: true)
      AttentionPass.run(
        queries: queries, keys: keys, values: values, into: output, in: Workspace())
      let rows = queries.converted(to: .float32).permuted([0, 2, 3, 1])
        .reshaped([-1, shape.depth])
      let weights = rows.matmul(keys.converted(to: .float32).transposed(0, 1)).softmax(axis: -1)
      let wanted = weights.matmul(values.converted(to: .float32))
      let found = output.converted(to: .float32).permuted([0, 2, 3, 1])
        .reshaped([-1, shape.values])
      // bfloat16 rounds weights and results to 8 bits.
      #expect(
        (found - wanted).absolute().maximum().item < (type == .float32 ? 1e-5 : 0.02),
        "\(shape) \(type) \(body)")
    }
  }
}
