import Foundation
import Tensors
import TestSupport
import Testing

@Suite(.serialized) struct EngineTests {
  init() { #expect(EngineFixture.isReady) }

  @Test("The engine says what it is") func description() {
    #expect(Engine.description.hasPrefix("LibTorch "))
    if let library = Engine.packingLibrary { #expect(library.hasPrefix("oneDNN ")) }
  }

  @Test("A device that is not there is refused in words; auto takes what is there")
  func devices() throws {
    #expect(try Engine.device(for: .cpu) == .cpu)
    #expect(try Engine.device(for: .auto) == (Engine.hasCUDA ? .cuda : .cpu))
    guard !Engine.hasCUDA else { return }
    #expect {
      try Engine.device(for: .cuda)
    } throws: { error in
      "\(error)".contains("CUDA") && "\(error)".contains("--device cpu")
    }
  }

  @Test("On CUDA the same numbers come out", .enabled(if: EngineFixture.hasCUDA, "no CUDA here"))
  func cuda() throws {
    let random = RandomGenerator(seed: 8)
    let input = random.normal([1, 8, 16, 16])
    let weight = random.normal([8, 8, 3, 3]) * 0.2
    let expected = input.convolved(weight, padding: 1).relu()
    let packed = try PackedConvolution(
      weight: weight.moved(to: .cuda), bias: nil, padding: [1, 1, 1, 1], activation: .relu)
    let result = packed(input.moved(to: .cuda).channelsLast())
    #expect(result.device == .cuda)
    #expect((result.moved(to: .cpu) - expected).absolute().maximum().item < 1e-4)
  }

  @Test("Matrix products of any shape are sums of products, whichever kernels the library takes")
  func matrixProducts() {
    var random = NumPyRandom(seed: 12)
    for _ in 0..<40 {
      let (rows, inner, columns) = (
        1 + random.nextInteger(below: 90), 1 + random.nextInteger(below: 300),
        1 + random.nextInteger(below: 90)
      )
      let left = random.normals(rows * inner)
      let right = random.normals(inner * columns)
      // One factor as it lies, the other also turned: both ways the library reads memory.
      let isTurned = random.nextInteger(below: 2) == 1
      let second =
        isTurned
        ? Tensor(right, shape: [columns, inner]).transposed(0, 1)
        : Tensor(right, shape: [inner, columns])
      let found = Tensor(left, shape: [rows, inner]).matmul(second).contiguous().floats()
      for row in 0..<rows {
        for column in 0..<columns {
          var sum = 0.0
          for place in 0..<inner {
            let index = isTurned ? column * inner + place : place * columns + column
            sum += Double(left[row * inner + place]) * Double(right[index])
          }
          #expect(abs(Double(found[row * columns + column]) - sum) < 2e-4)
        }
      }
    }
  }

  @Test("A missing bridge is an error that says what to do") func missingBridge() async {
    await #expect(processExitsWith: .success) {
      do {
        try Engine.load(bridge: "no-such-bridge.so")
        exit(1)
      } catch {
        exit("\(error)".contains("Scripts/setup") ? 0 : 2)
      }
    }
  }

  @Test("Operators called from many threads at once find themselves") func manyThreads() async {
    await withTaskGroup(of: Bool.self) { group in
      for seed in 0..<32 {
        group.addTask {
          let x = Tensor([Float(seed), -1], shape: [2])
          return (x * 2 + 1).relu().floats() == [Float(seed) * 2 + 1, 0]
            && x.exponential().shape == [2]
        }
      }
      for await isRight in group { #expect(isRight) }
    }
  }

  @Test("Absent elements of a plain list, too many arguments, missing ones: errors, no crash")
  func wrongArguments() {
    let x = Tensor.zeros([2])
    #expect(throws: TensorError.self) {
      try Engine.attempt("aten::cat", "", [.optionalTensors([x, nil]), .int(0)])
    }
    #expect(throws: TensorError.self) {
      try Engine.attempt("aten::relu", "", [.tensor(x), .int(1), .int(2)])
    }
    #expect {
      try Engine.attempt("aten::conv2d", "", [.tensor(x)])
    } throws: { error in "\(error)".contains("weight") }
    #expect(throws: TensorError.self) {
      try Engine.attempt("aten::relu", "", [.string("text")])
    }
  }

  @Test("An operator with many results gives all of them") func manyResults() throws {
    let rows = try Engine.attempt("aten::unbind", "int", [.tensor(.ones([200, 2])), .int(0)])
    #expect(rows.count == 200)
    #expect(rows.last?.floats() == [1, 1])
  }
}
