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
  ///
  /// u and v count as constants, so that dσ/dW = u vᵀ: the derivative is written out, in four
  /// operators instead of the dozen that recording each step would take.
  public func normalized(_ weight: Tensor, mode: Mode) -> Tensor {
    let (left, right, sigma) = withoutGradients { singular(of: weight.detached(), mode: mode) }
    let result = withoutGradients { weight.detached() / sigma }
    return result.differentiable(withRespectTo: [weight]) { gradient in
      let matrix = gradient.reshaped([left.count, -1])
      let along = matrix.reshaped([-1]).dot(result.reshaped([-1]))
      return [(matrix.subtractingOuter(left * along, right) / sigma).reshaped(weight.shape)]
    }
  }

  /// Both singular vectors and σ for one pass, which no later pass changes.
  private func singular(of weight: Tensor, mode: Mode) -> SingularValue {
    let matrix = weight.reshaped([weight.shape[0], -1])
    if form == .stored, !mode.iterates {
      // Copies, because a training pass changes u and v in place.
      let (left, right) = (u.copy(), companion.copy())
      return (left, right, left.dot(matrix.matmul(right)))
    }
    let found = stepped(on: matrix)
    if mode.iterates {
      u.assign(found.left.reshaped(u.shape))
      companion.assign(form == .stored ? found.right : found.sigma.reshaped([1]))
    }
    return found
  }

  /// Name of the weight beside it.
  var weightName: String { form == .stored ? "weight_orig" : "weight" }

  /// One power iteration in place; records no gradient.
  private func iterate(on weight: Tensor) {
    withoutGradients {
      let found = stepped(on: weight.reshaped([weight.shape[0], -1]))
      u.assign(found.left.reshaped(u.shape))
      if form == .stored { companion.assign(found.right) }
    }
  }

  /// u `[out]`, v `[in · kh · kw]` and σ = uᵀWv.
  private typealias SingularValue = (left: Tensor, right: Tensor, sigma: Tensor)

  /// Both vectors one power iteration on from u. With u = Wv/‖Wv‖, σ is ‖Wv‖.
  private func stepped(on matrix: Tensor) -> SingularValue {
    let right = normalized(matrix.transposed(0, 1).matmul(u.reshaped([-1]))).vector
    let (left, length) = normalized(matrix.matmul(right))
    return (left, right, length)
  }

  /// A vector of length 1, and the length it had.
  private func normalized(_ vector: Tensor) -> (vector: Tensor, length: Tensor) {
    let least: Double
    if case .bigGAN(let epsilon) = form { least = epsilon } else { least = 1e-12 }
    let length = vector.euclideanLength()
    return (vector / length.clamped(from: least, to: nil), length)
  }

  private static func normalized(_ vector: Tensor) -> Tensor {
    vector / vector.euclideanLength().clamped(from: 1e-12, to: nil)
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
