public import Tensors

/// Spectral normalization (Miyato et al. 2018), PyTorch's form: W/σ with σ = uᵀ·W·v and stored
/// u, v. Evaluation takes them as they are; training makes one power iteration per pass.
public struct SpectralNorm: Sendable {
  /// Left singular vector, `[out]`.
  public var u: Tensor
  /// Right singular vector, `[in · kh · kw]`.
  public var v: Tensor

  /// Random unit vectors for a weight of the given shape, settled by some power iterations.
  public init(for weight: Tensor, using random: RandomGenerator, iterations: Int = 15) {
    let rows = weight.shape[0]
    u = SpectralNorm.normalized(random.normal([rows]))
    v = SpectralNorm.normalized(random.normal([weight.count / rows]))
    for _ in 0..<iterations { iterate(on: weight) }
  }

  /// The weight divided by its largest singular value as far as u and v know it.
  public func normalized(_ weight: Tensor, mode: Mode) -> Tensor {
    if mode.iterates { iterate(on: weight) }
    let matrix = weight.reshaped([weight.shape[0], -1])
    // Copies, because the next pass changes u and v in place before this one is differentiated.
    let (left, right) = mode.iterates ? (u.copy(), v.copy()) : (u, v)
    let sigma = (left * matrix.matmul(right)).sum()
    return weight / sigma
  }

  /// One power iteration in place; records no gradient.
  private func iterate(on weight: Tensor) {
    withoutGradients {
      let matrix = weight.reshaped([weight.shape[0], -1])
      v.assign(SpectralNorm.normalized(matrix.transposed(0, 1).matmul(u)))
      u.assign(SpectralNorm.normalized(matrix.matmul(v)))
    }
  }

  private static func normalized(_ vector: Tensor) -> Tensor {
    vector / (vector.squared().sum().squareRoot().clamped(from: 1e-12, to: nil))
  }
}
