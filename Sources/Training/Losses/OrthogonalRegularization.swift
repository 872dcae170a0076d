public import Tensors

/// Orthogonal regularization as BigGAN has it (Brock et al. 2019, eq. 3; ajbrock/BigGAN-PyTorch
/// `utils.ortho`): ‖WWᵀ ⊙ (1 − I)‖² per weight, which asks rows to be orthogonal and leaves their
/// lengths alone.
public enum OrthogonalRegularization {
  /// Half the gradient of the penalty, which the reference adds to the loss's gradient:
  /// 2·(WWᵀ ⊙ (1 − I))·W.
  /// - Parameter weight: `[out, …]`.
  /// - Returns: Of the weight's shape.
  public static func gradient(of weight: Tensor) -> Tensor {
    let matrix = weight.reshaped([weight.shape[0], -1])
    return (offDiagonal(matrix).matmul(matrix) * 2).reshaped(weight.shape)
  }

  /// ½·‖WWᵀ ⊙ (1 − I)‖², whose gradient is the one above.
  public static func penalty(of weight: Tensor) -> Tensor {
    offDiagonal(weight.reshaped([weight.shape[0], -1])).squared().sum() * 0.5
  }

  private static func offDiagonal(_ matrix: Tensor) -> Tensor {
    let gram = matrix.matmul(matrix.transposed(0, 1))
    let side = matrix.shape[0]
    let identity = Engine.call("aten::eye", "", .int(side)).moved(to: matrix.device)
    return gram * (1 - identity)
  }
}
