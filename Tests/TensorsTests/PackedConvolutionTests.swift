import Foundation
import Tensors
import TestSupport
import Testing

@Suite(.serialized) struct PackedConvolutionTests {
  init() { #expect(EngineFixture.isReady) }

  /// oneDNN speaks only when it is told to before its first use: in a process of its own.
  @Test(
    "A warm packed convolution reorders nothing",
    .enabled(if: EngineFixture.packs, "this build has no oneDNN"))
  func noReorder() async throws {
    let result = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
      setenv("DNNL_VERBOSE", "1", 1)
      try Engine.load()
      let random = RandomGenerator(seed: 3)
      let input = random.normal([1, 32, 24, 40]).channelsLast()
      let packed = try PackedConvolution(
        weight: random.normal([48, 32, 3, 3]), bias: random.normal([48]), padding: [1, 1, 1, 1],
        activation: .relu)
      _ = packed(input)
      print("--- warm")
      fflush(nil)
      _ = packed(input)
      fflush(nil)
    }
    let output = String(
      decoding: try #require(result).standardOutputContent, as: UTF8.self)
    let parts = output.components(separatedBy: "--- warm")
    try #require(parts.count == 2)
    #expect(parts[0].contains("reorder"))
    #expect(parts[1].contains("convolution"))
    #expect(!parts[1].contains("reorder"), "\(parts[1])")
  }

  @Test("Padding may differ on the four sides; steps may be larger than one")
  func unevenPadding() throws {
    let random = RandomGenerator(seed: 4)
    let input = random.normal([1, 5, 9, 11])
    let weight = random.normal([7, 5, 3, 3])
    let packed = try PackedConvolution(
      weight: weight, bias: nil, stride: 2, padding: [0, 1, 2, 0])
    let padded = Engine.call(
      "aten::constant_pad_nd", "", .tensor(input), .ints([1, 0, 0, 2]), .double(0))
    let expected = padded.convolved(weight, stride: 2)
    let result = packed(input.channelsLast())
    #expect(result.shape == expected.shape)
    #expect((result - expected).absolute().maximum().item < 1e-4)
  }

  @Test("The sum is added before the activation", arguments: [ElementType.float32, .bfloat16])
  func fusedSum(type: ElementType) throws {
    let random = RandomGenerator(seed: 5)
    let input = random.normal([1, 16, 8, 8])
    let weight = random.normal([16, 16, 1, 1]) * 0.2
    let bias = random.normal([16])
    let packed = try PackedConvolution(
      weight: weight, bias: bias, type: type, activation: .relu, addsToOutput: true)
    let start = random.normal([1, 16, 8, 8])
    let expected = (input.convolved(weight, bias: bias) + start).relu()
    let target = start.converted(to: type).channelsLast().copy()
    let result = packed(input.converted(to: type).channelsLast(), into: target)
    let difference = (result.converted(to: .float32) - expected).absolute().maximum().item
    #expect(difference < (type == .float32 ? 1e-4 : 0.05))
    #expect(target.floats() == result.floats())
  }

  @Test("More sizes than are kept still give the right numbers") func manySizes() throws {
    let random = RandomGenerator(seed: 6)
    let weight = random.normal([8, 4, 3, 3])
    let packed = try PackedConvolution(weight: weight, bias: nil, padding: [1, 1, 1, 1])
    for width in Array(4..<84) + [4, 5] {
      let input = random.normal([1, 4, 5, width])
      let difference = packed(input.channelsLast()) - input.convolved(weight, padding: 1)
      #expect(difference.absolute().maximum().item < 1e-4, "width \(width)")
    }
  }

  @Test("One convolution used by several threads at once") func manyThreads() async throws {
    let random = RandomGenerator(seed: 7)
    let weight = random.normal([8, 8, 3, 3])
    let packed = try PackedConvolution(weight: weight, bias: nil, padding: [1, 1, 1, 1])
    let inputs = (4..<20).map { random.normal([1, 8, 6, $0]).channelsLast() }
    let expected = inputs.map { $0.convolved(weight, padding: 1) }
    await withTaskGroup(of: Double.self) { group in
      for round in 0..<64 {
        let index = round % inputs.count
        group.addTask {
          (packed(inputs[index]) - expected[index]).absolute().maximum().item
        }
      }
      for await difference in group { #expect(difference < 1e-4) }
    }
  }

  @Test("What cannot be packed is refused in words") func refusals() {
    let weight = Tensor.zeros([4, 4, 3, 3])
    #expect(throws: TensorError.self) {
      try PackedConvolution(weight: weight, bias: .zeros([3]))
    }
    #expect(throws: TensorError.self) {
      try PackedConvolution(weight: .zeros([4, 4]), bias: nil)
    }
    #expect(throws: TensorError.self) {
      try PackedConvolution(weight: weight, bias: nil, stride: 0)
    }
  }
}
