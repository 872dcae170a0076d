public import Layers
import Tensors

extension SPADE {
  /// A weight of `mlp_shared` as one column per tap and symbol, `[taps, 1 + 2 · labels, hidden]`;
  /// symbol 0 (outside the map) adds nothing. Differentiable.
  /// - Parameters:
  ///   - weight: `[hidden, semantics, k, k]`.
  ///   - hasUnknown: Whether two more symbols follow, for pixels without a label.
  static func columns(
    of weight: Tensor, labelCount: Int, hasEdges: Bool, hasUnknown: Bool = false
  ) -> Tensor {
    let shape = weight.shape
    let taps = shape[2] * shape[3]
    // [hidden, semantics, taps] → [taps, semantics, hidden]
    let plain = weight.reshaped([shape[0], shape[1], taps]).permuted([2, 1, 0]).contiguous()
    let known = plain.sliced(axis: 1, from: 0, to: labelCount)
    let labels =
      hasUnknown
      ? Tensor.concatenated([known, Tensor.zeros([taps, 1, shape[0]])], axis: 1) : known
    let withEdge =
      hasEdges ? labels + plain.sliced(axis: 1, from: labelCount, to: labelCount + 1) : labels
    // Symbols 1 + 2l and 2 + 2l alternate.
    let pairs = Engine.call("aten::stack", "", .tensors([labels, withEdge]), .int(2))
      .reshaped([taps, 2 * (labelCount + (hasUnknown ? 1 : 0)), shape[0]])
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

  /// Scales of noise per label as one row per symbol, `[3 + 2 · labels, C]`; symbol 0 (outside the
  /// map) and the two after the labels' (pixels nobody knows) have none.
  /// - Parameter scale: `[labels, C]`.
  static func noiseRows(of scale: Tensor) -> Tensor {
    let (labels, channels) = (scale.shape[0], scale.shape[1])
    let pairs = scale.unsqueezed(1).expanded([labels, 2, channels]).reshaped([-1, channels])
    return Tensor.concatenated(
      [Tensor.zeros([1, channels]), pairs, Tensor.zeros([2, channels])], axis: 0
    ).contiguous()
  }

  /// Scales of the layer's noise per symbol, `[symbols][C]`; `nil` without noise.
  public func noiseRows() -> [Float]? {
    noiseScale.map { SPADE.noiseRows(of: $0.detached()).floats() }
  }
}
