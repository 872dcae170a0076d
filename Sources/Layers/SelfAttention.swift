public import Tensors

/// Self-attention over positions (Zhang et al. 2019, as BigGAN builds it): every position takes a
/// mean of the picture's features, weighted by how well its query meets their keys; keys and
/// features are max-pooled 2×2.
public struct SelfAttention: Sendable {
  /// Queries: 1×1, C to C/8, without bias.
  public private(set) var theta: Conv2D
  /// Keys: 1×1, C to C/8, without bias.
  public private(set) var phi: Conv2D
  /// Values: 1×1, C to C/2, without bias.
  public private(set) var g: Conv2D
  /// What comes back: 1×1, C/2 to C, without bias.
  public private(set) var o: Conv2D
  /// Strength, a scalar, 0 at first.
  public var gamma: Tensor

  /// A freshly drawn layer of `channels` channels, at least 8.
  public init(
    channels: Int, spectral form: SpectralNorm.Form?, initialization: Initialization,
    using random: RandomGenerator
  ) {
    func convolution(_ from: Int, _ to: Int) -> Conv2D {
      Conv2D(
        from, to, kernel: 1, hasBias: false, spectral: form, initialization: initialization,
        using: random)
    }
    theta = convolution(channels, channels / 8)
    phi = convolution(channels, channels / 8)
    g = convolution(channels, channels / 2)
    o = convolution(channels / 2, channels)
    gamma = Tensor.zeros([])
  }

  /// - Parameter x: `[N, C, H, W]`, even sides.
  /// - Returns: `[N, C, H, W]`.
  public func callAsFunction(_ x: Tensor, mode: Mode) -> Tensor {
    let shape = x.shape
    let (count, height, width) = (shape[0], shape[2], shape[3])
    func columns(_ tensor: Tensor) -> Tensor { tensor.reshaped([count, tensor.shape[1], -1]) }
    let queries = columns(theta(x, mode: mode))  // [N, C/8, HW]
    let keys = columns(phi(x, mode: mode).maxPooledTwice())  // [N, C/8, HW/4]
    let values = columns(g(x, mode: mode).maxPooledTwice())  // [N, C/2, HW/4]
    let weights = queries.transposed(1, 2).matmul(keys).softmax(axis: -1)  // [N, HW, HW/4]
    let mixed = values.matmul(weights.transposed(1, 2))  // [N, C/2, HW]
    let back = mixed.reshaped([count, shape[1] / 2, height, width]).channelsLast()
    return x + o(back, mode: mode) * gamma.converted(to: x.type)
  }

  /// Folds spectral norms: the same function, for inference only.
  public mutating func foldSpectralNorm() {
    theta.foldSpectralNorm()
    phi.foldSpectralNorm()
    g.foldSpectralNorm()
    o.foldSpectralNorm()
  }
}

extension SelfAttention: Parameterized {
  /// Visits its parameters under their checkpoint names.
  public mutating func visit(_ visitor: inout some ParameterVisitor, at path: ParameterPath)
    throws(ParameterError)
  {
    try theta.visit(&visitor, at: path / "theta")
    try phi.visit(&visitor, at: path / "phi")
    try g.visit(&visitor, at: path / "g")
    try o.visit(&visitor, at: path / "o")
    try visitor.visit(&gamma, at: path / "gamma", kind: .learned)
  }
}
