import TestSupport
import Testing

@testable import Tensors

/// The engine refuses memory that no machine has; guarded work turns that into an error.
@Suite(.serialized) struct EngineFailureTests {
  /// More bytes than a process can address.
  static let tooLarge = [1 << 22, 1 << 22, 16]

  init() { #expect(EngineFixture.isReady) }

  @Test("The first failure is thrown at the next checkpoint, and shapes hold until then")
  func guarded() {
    let error = #expect(throws: TensorError.self) {
      try Engine.guarded {
        let wide = Tensor.zeros(Self.tooLarge)
        #expect(wide.shape == Self.tooLarge)
        #expect((wide + 1).shape == Self.tooLarge)
        let isNoted = (try? Engine.checkpoint()) == nil
        #expect(isNoted)
        // Whatever follows computes nothing, with the shapes it would have had.
        let picture = Tensor.ones([1, 3, 8, 8])
        #expect(picture.floats().allSatisfy { $0 == 0 })
        let weight = Tensor.ones([4, 3, 3, 3])
        let made = Engine.call(
          "aten::conv2d", "", .tensor(picture), .tensor(weight), .none, .ints([2, 2]),
          .ints([1, 1]), .ints([1, 1]), .int(1))
        #expect(made.shape == [1, 4, 4, 4])
        #expect(made.isChannelsLast && made.strides == [64, 1, 16, 4])
        #expect(picture.sum(over: [2, 3]).shape == [1, 3])
        #expect(Tensor.concatenated([made, made], axis: 1).shape == [1, 8, 4, 4])
        #expect(picture.converted(to: .bfloat16).type == .bfloat16)
        #expect(picture.sum().item == 0)
      }
    }
    #expect(error.map { "\($0)".contains("memory") } == true)
    // Afterwards everything is as before.
    #expect(Tensor.ones([2, 3]).sum().item == 6)
    #expect(throws: Never.self) { try Engine.checkpoint() }
  }

  @Test("What is in memory stays as it is when a change of it fails") func inPlace() {
    let kept = Tensor.ones([4])
    _ = try? Engine.guarded {
      _ = Tensor.zeros(Self.tooLarge)
      kept.multiplyInPlace(by: 5)
      kept.assign(Tensor.zeros([4]))
    }
    #expect(kept.floats() == [1, 1, 1, 1])
  }

  @Test("An error of the work itself gives way to the failure it follows from")
  func otherError() {
    struct Later: Error {}
    #expect(throws: TensorError.self) {
      try Engine.guarded {
        _ = Tensor.zeros(Self.tooLarge)
        throw Later()
      }
    }
    #expect(throws: Later.self) { try Engine.guarded { throw Later() } }
  }

  @Test("Work inside of guarded work shares its failure") func nested() {
    #expect(throws: TensorError.self) {
      try Engine.guarded {
        try? Engine.guarded { _ = Tensor.zeros(Self.tooLarge) }
      }
    }
    #expect(Tensor.ones([2]).sum().item == 2)
  }
}
