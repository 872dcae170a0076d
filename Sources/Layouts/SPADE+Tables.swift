import Layers
import Tensors

extension SPADE {
  /// A weight of `mlp_shared` as one column per tap and symbol, `[taps, 1 + 2 · labels, hidden]`;
  /// symbol 0 (outside the map) adds nothing. Differentiable.
  /// - Parameter weight: `[hidden, semantics, k, k]`.
  static func columns(of weight: Tensor, labelCount: Int, hasEdges: Bool) -> Tensor {
    let shape = weight.shape
    let taps = shape[2] * shape[3]
    // [hidden, semantics, taps] → [taps, semantics, hidden]
    let plain = weight.reshaped([shape[0], shape[1], taps]).permuted([2, 1, 0]).contiguous()
    let labels = plain.sliced(axis: 1, from: 0, to: labelCount)
    let withEdge =
      hasEdges ? labels + plain.sliced(axis: 1, from: labelCount, to: labelCount + 1) : labels
    // Symbols 1 + 2l and 2 + 2l alternate.
    let pairs = Engine.call("aten::stack", "", .tensors([labels, withEdge]), .int(2))
      .reshaped([taps, 2 * labelCount, shape[0]])
    let outside = Tensor.zeros([taps, 1, shape[0]])
    return Tensor.concatenated([outside, pairs], axis: 1)
  }

  /// The weights of γ and β together, `[2C, hidden, k, k]`. Differentiable.
  var modulationWeight: Tensor {
    Tensor.concatenated([gamma.weight, beta.weight], axis: 0)
  }

  /// The biases of γ and β together, `[2C]`. Differentiable.
  var modulationBias: Tensor {
    let zeros = Tensor.zeros([gamma.weight.shape[0]])
    return Tensor.concatenated([gamma.bias ?? zeros, beta.bias ?? zeros], axis: 0)
  }
}
