public import Tensors

/// Spectral normalization (Miyato et al. 2018): W/σ, σ being the largest singular value as far as
/// a stored singular vector u knows it; training makes one power iteration per pass.
public struct SpectralNorm: Sendable {
  /// The implementations whose checkpoints differ.
  public enum Form: Hashable, Sendable {
    /// PyTorch's: u and v are stored, and evaluation takes both as they are.
    case stored
    /// BigGAN's (ajbrock/BigGAN-PyTorch `layers.SN`): only u is stored; evaluation, too, makes one
    /// step from it, which it forgets. Lengths are not taken below `epsilon`.
    case bigGAN(epsilon: Double)
    /// torch_mimicry's: BigGAN's, with other names.
    case mimicry
  }

  /// Whose norm it is.
  public let form: Form
  /// Left singular vector: `[out]` in PyTorch's form, else `[1, out]`.
  public var u: Tensor
  /// PyTorch's form: the right singular vector, `[in · kh · kw]`. The others: σ of the last
  /// training pass, `[1]`, which no computation reads.
  public var companion: Tensor

  /// Random unit vectors for a weight of the given shape, settled by some power iterations.
  public init(
    for weight: Tensor, form: Form = .stored, using random: RandomGenerator,
    iterations: Int = 15
  ) {
    self.form = form
    let rows = weight.shape[0]
    switch form {
    case .stored:
      u = SpectralNorm.normalized(random.normal([rows]))
      companion = SpectralNorm.normalized(random.normal([weight.count / rows]))
    case .bigGAN, .mimicry:
      u = SpectralNorm.normalized(random.normal([1, rows]))
      companion = Tensor.ones([1])
    }
    for _ in 0..<iterations { iterate(on: weight) }
  }

  /// The weight divided by its largest singular value as far as u knows it.
  public func normalized(_ weight: Tensor, mode: Mode) -> Tensor {
    let matrix = weight.reshaped([weight.shape[0], -1])
    let left: Tensor
    let right: Tensor
    switch form {
    case .stored:
      if mode.iterates { iterate(on: weight) }
      // Copies, because the next pass changes u and v in place before this one is differentiated.
      (left, right) = mode.iterates ? (u.copy(), companion.copy()) : (u, companion)
    case .bigGAN, .mimicry:
      (left, right) = withoutGradients { stepped(on: matrix) }
      if mode.iterates { u.assign(left.reshaped(u.shape)) }
    }
    let sigma = (left * matrix.matmul(right)).sum()
    if mode.iterates, form != .stored {
      withoutGradients { companion.assign(sigma.detached().reshaped([1])) }
    }
    return weight / sigma
  }

  /// Name of the weight beside it.
  var weightName: String { form == .stored ? "weight_orig" : "weight" }

  /// One power iteration in place; records no gradient.
  private func iterate(on weight: Tensor) {
    withoutGradients {
      let (left, right) = stepped(on: weight.reshaped([weight.shape[0], -1]))
      u.assign(left.reshaped(u.shape))
      if form == .stored { companion.assign(right) }
    }
  }

  /// Both vectors one power iteration on from u: `[out]` and `[in · kh · kw]`.
  private func stepped(on matrix: Tensor) -> (left: Tensor, right: Tensor) {
    let right = normalized(matrix.transposed(0, 1).matmul(u.reshaped([-1])))
    return (normalized(matrix.matmul(right)), right)
  }

  private func normalized(_ vector: Tensor) -> Tensor {
    switch form {
    case .bigGAN(let epsilon): SpectralNorm.normalized(vector, epsilon: epsilon)
    case .stored, .mimicry: SpectralNorm.normalized(vector)
    }
  }

  private static func normalized(_ vector: Tensor, epsilon: Double = 1e-12) -> Tensor {
    vector / (vector.squared().sum().squareRoot().clamped(from: epsilon, to: nil))
  }
}

extension SpectralNorm: Parameterized {
  /// Visits its vectors under their checkpoint names, beside the weight's.
  public mutating func visit(_ visitor: inout some ParameterVisitor, at path: ParameterPath)
    throws(ParameterError)
  {
    let names =
      switch form {
      case .stored: ("weight_u", "weight_v")
      case .bigGAN: ("u0", "sv0")
      case .mimicry: ("sn_u", "sn_sigma")
      }
    try visitor.visit(&u, at: path / names.0, kind: .buffer)
    try visitor.visit(&companion, at: path / names.1, kind: .buffer)
  }
}
