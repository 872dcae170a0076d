import Tensors
import TestSupport
import Testing

@Suite(.serialized) struct DerivativeTests {
  init() { #expect(EngineFixture.isReady) }

  /// x³ with a derivative of our own.
  private func cubed(_ x: Tensor) -> Tensor {
    let result = withoutGradients { x * x * x }
    return result.differentiable(withRespectTo: [x]) { gradient in
      [gradient * x * x * 3]
    }
  }

  @Test("A derivative of one's own takes part in the chain rule") func chain() throws {
    try withGradients {
      let x = Tensor([1, -2, 3] as [Float], shape: [3]).requiringGradient()
      let y = cubed(x * 2) + x
      let found = try gradients(of: [y.sum()], withRespectTo: [x])
      #expect(y.floats() == [9, -66, 219])
      #expect(found[0]?.floats() == [25, 97, 217])
    }
  }

  @Test("Inputs without gradient and absent gradients are let through") func absent() throws {
    try withGradients {
      let x = Tensor([2, 3] as [Float], shape: [2]).requiringGradient()
      let fixed = Tensor([5, 7] as [Float], shape: [2])
      let unused = Tensor([1, 1] as [Float], shape: [2]).requiringGradient()
      let product = withoutGradients { x * fixed }
        .differentiable(withRespectTo: [x, fixed, unused]) { gradient in
          [gradient * fixed, gradient * x, nil]
        }
      let found = try gradients(of: [product.sum()], withRespectTo: [x, unused])
      #expect(found[0]?.floats() == [5, 7])
      #expect(found[1] == nil || found[1]?.floats() == [0, 0])
    }
  }

  @Test("What a derivative keeps is let go with the graph, or at once without one")
  func lifetime() throws {
    final class Kept {}
    weak var kept: Kept?
    func output(_ x: Tensor) -> Tensor {
      let held = Kept()
      kept = held
      return x.detached().differentiable(withRespectTo: [x]) { gradient in
        withExtendedLifetime(held) { [gradient] }
      }
    }
    let x = Tensor([1] as [Float], shape: [1]).requiringGradient()
    _ = withoutGradients { output(x) }
    #expect(kept == nil)
    try withGradients {
      let y = output(x)
      #expect(kept != nil)
      _ = try gradients(of: [y.sum()], withRespectTo: [x])
      #expect(kept == nil)
      #expect(throws: TensorError.self) {
        try gradients(of: [y.sum()], withRespectTo: [x])
      }
    }
  }

  @Test("An operator's failure inside a derivative is the failure of the gradients")
  func failure() {
    withGradients {
      let x = Tensor([1, 2] as [Float], shape: [2]).requiringGradient()
      let y = x.detached().differentiable(withRespectTo: [x]) { gradient throws(TensorError) in
        [try Engine.attempt("aten::mm", "", [.tensor(gradient), .tensor(gradient)])[0]]
      }
      #expect {
        try gradients(of: [y.sum()], withRespectTo: [x])
      } throws: { "\($0)".contains("mm") }
    }
  }
}
