import Foundation
import Synchronization
import Tensors
import TestSupport
import Testing

@Suite(.serialized) struct TensorTests {
  init() { #expect(EngineFixture.isReady) }

  @Test("Numbers survive the way in and out") func roundTrip() {
    let tensor = Tensor([1, 2, 3, 4, 5, 6] as [Float], shape: [2, 3])
    #expect(tensor.shape == [2, 3])
    #expect(tensor.floats() == [1, 2, 3, 4, 5, 6])
    #expect(tensor.transposed(0, 1).floats() == [1, 4, 2, 5, 3, 6])
    #expect(tensor.converted(to: .bfloat16).type == .bfloat16)
    #expect((tensor * 2 + 1).floats() == [3, 5, 7, 9, 11, 13])
  }

  @Test("A failing operator names itself and the shapes it got") func errors() {
    let left = Tensor.zeros([2, 3])
    let right = Tensor.zeros([4, 5])
    #expect {
      try Engine.attempt("aten::mm", "", [.tensor(left), .tensor(right)])
    } throws: { error in
      let text = "\(error)"
      return text.contains("aten::mm") && text.contains("[2, 3]") && text.contains("[4, 5]")
    }
    #expect(throws: TensorError.self) { try Engine.attempt("aten::no_such_operator", "", []) }
  }

  @Test("Gradients, first and second order") func gradientsOfCube() throws {
    try withGradients {
      let x = Tensor([2, -3] as [Float], shape: [2]).requiringGradient()
      let y = (x * x * x).sum()
      let first = try #require(
        try gradients(of: [y], withRespectTo: [x], isDifferentiable: true)[0])
      #expect(first.floats() == [12, 27])
      let second = try #require(try gradients(of: [first.sum()], withRespectTo: [x])[0])
      #expect(second.floats() == [12, -18])
    }
  }

  @Test("Nothing is recorded outside withGradients, on any thread") func noGradients() async {
    let x = Tensor([2] as [Float], shape: [1]).requiringGradient()
    #expect(!(x * x).requiresGradient)
    let recorded = Mutex<Bool?>(nil)
    let thread = Thread { recorded.withLock { $0 = (x * x).requiresGradient } }
    thread.start()
    while !thread.isFinished { usleep(1000) }
    #expect(recorded.withLock { $0 } == false)
  }

  @Test("NumPy's RandomState, known values") func numPyRandom() {
    var random = NumPyRandom(seed: 0)
    let expected: [Double] = [1.764052345967664, 0.4001572083672233, 0.9787379841057392]
    for value in expected { #expect(random.nextNormal() == value) }
    var other = NumPyRandom(seed: 42)
    #expect(other.nextUniform() == 0.3745401188473625)
    var third = NumPyRandom(seed: UInt32.max)
    #expect(third.nextBits() == 419_326_371)
  }

  @Test("PyTorch's CPU generator, known values") func torchRandom() {
    let values = RandomGenerator(seed: 0).normal([4]).floats()
    let expected: [Float] = [1.5410, -0.2934, -2.1788, 0.5684]
    for (value, wanted) in zip(values, expected) { #expect(abs(value - wanted) < 5e-5) }
    #expect(
      RandomGenerator(seed: 7).normal([9]).floats() == RandomGenerator(seed: 7).normal([9]).floats()
    )
  }

  @Test(
    "A packed convolution equals the plain one",
    arguments: [ElementType.float32, .bfloat16])
  func packedConvolution(type: ElementType) throws {
    let random = RandomGenerator(seed: 1)
    let input = random.normal([2, 24, 19, 23])
    let weight = random.normal([40, 24, 3, 3]) * 0.1
    let bias = random.normal([40])
    let plain = input.convolved(weight, bias: bias, padding: 1).leakyReLU()
    let packed = try PackedConvolution(
      weight: weight, bias: bias, padding: [1, 1, 1, 1], type: type,
      activation: .leakyReLU(slope: 0.2))
    let result = packed(input.converted(to: type).channelsLast())
    #expect(result.isChannelsLast)
    let difference = (result.converted(to: .float32) - plain).absolute().maximum().item
    #expect(difference < (type == .float32 ? 1e-4 : 0.06))
    let again = packed(
      input.converted(to: type).channelsLast(),
      into: .uninitialized([2, 40, 19, 23], type: type, channelsLast: true))
    #expect(again.floats() == result.floats())
  }

  @Test("A loop of our own runs on both threads of the pool") func parallelLoop() {
    let before = Engine.threads
    Engine.threads = 2
    defer { Engine.threads = before }
    let seen = Seen()
    Engine.parallel(64) { index in
      seen.insert(index)
      usleep(200)
    }
    #expect(seen.indices == Set(0..<64))
    #expect(seen.threads.count == 2)
  }
}

/// Collects what ran where. Sendable: guarded by its lock.
private final class Seen: @unchecked Sendable {
  private let lock = NSLock()
  private(set) var indices: Set<Int> = []
  private(set) var threads: Set<UInt> = []

  func insert(_ index: Int) {
    lock.withLock {
      indices.insert(index)
      threads.insert(UInt(pthread_self()))
    }
  }
}
