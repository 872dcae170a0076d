import Layers
import Layouts
import Tensors

/// Self-attention made ready for one number format.
struct PlannedAttention {
  private let queries: PackedConvolution
  /// Keys and, behind them, values.
  private let offers: PackedConvolution
  /// What comes back, its strength included.
  private let back: PackedConvolution
  private let depth: Int
  private let width: Int

  /// Packs a layer whose spectral norms are folded.
  /// - Throws: `TensorError`.
  init(_ layer: SelfAttention, type: ElementType) throws(TensorError) {
    depth = layer.phi.weight.shape[0]
    width = layer.g.weight.shape[0]
    queries = try PackedConvolution(weight: layer.theta.weight, bias: nil, type: type)
    offers = try PackedConvolution(
      weight: .concatenated([layer.phi.weight, layer.g.weight], axis: 0), bias: nil, type: type)
    back = try PackedConvolution(
      weight: layer.o.weight * layer.gamma, bias: nil, type: type, addsToOutput: true)
  }

  /// Adds to a map what its positions see in each other.
  /// - Parameter x: `[1, C, H, W]`, channels-last, even sides.
  func callAsFunction(addingTo x: Tensor, _ scratch: Scratch) {
    let shape = x.shape
    func view(_ piece: ResidualPiece, _ channels: Int) -> Tensor {
      scratch.view(piece.rawValue, channels, height: shape[2], width: shape[3])
    }
    let (asked, offered) = scratch.workspace.measure(.convolution) {
      (queries(x, into: view(.normalized, depth)), offers(x, into: view(.raw, depth + width)))
    }
    let mixed = view(.small, width)
    scratch.workspace.measure(.attention) {
      let rows = offered.maxPooledTwice().permuted([0, 2, 3, 1])
        .reshaped([shape[2] / 2 * (shape[3] / 2), depth + width])
      AttentionPass.run(
        queries: asked, keys: rows.sliced(axis: 1, from: 0, to: depth),
        values: rows.sliced(axis: 1, from: depth, to: depth + width), into: mixed,
        in: scratch.workspace)
    }
    scratch.workspace.measure(.convolution) { _ = back(mixed, into: x) }
  }
}
