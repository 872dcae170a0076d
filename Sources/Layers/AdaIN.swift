public import Tensors

/// Adaptive instance normalization (Karras et al. 2019, eq. 1) as the PyTorch port has it:
/// γ(w) · instance norm(x) + β(w), without "1 +".
public struct AdaIN: Sendable {
  /// w to γ and β, γ in the first half.
  public var affine: EqualizedLinear

  /// A freshly drawn layer: γ begins at 1.
  /// - Parameter random: `nil` leaves the weights unfilled, to be loaded.
  public init(channels: Int, style: Int, using random: RandomGenerator?) {
    affine = EqualizedLinear(
      style, 2 * channels, gain: 2.0.squareRoot(), name: .original, using: random)
    affine.bias = Tensor.concatenated([Tensor.ones([channels]), Tensor.zeros([channels])], axis: 0)
  }

  /// - Parameters:
  ///   - x: `[N, C, H, W]`; normalized in float32, returned in its type.
  ///   - style: w, `[N, style]`, float32.
  public func callAsFunction(_ x: Tensor, style: Tensor) -> Tensor {
    let factors = affine(style)
    let shape = factors.shape
    let channels = shape[1] / 2
    func half(_ index: Int) -> Tensor {
      factors.sliced(axis: 1, from: index * channels, to: (index + 1) * channels)
        .reshaped([shape[0], channels, 1, 1])
    }
    let normalized = x.converted(to: .float32).instanceNormalized()
    return (half(0) * normalized + half(1)).converted(to: x.type)
  }
}

extension AdaIN: Parameterized {
  /// Visits its parameters under their checkpoint names.
  public mutating func visit(_ visitor: inout some ParameterVisitor, at path: ParameterPath)
    throws(ParameterError)
  {
    try affine.visit(&visitor, at: path / "style.linear")
  }
}
