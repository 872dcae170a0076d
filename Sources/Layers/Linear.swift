public import Tensors

/// A fully connected layer, x·Wᵀ + b over the last axis, optionally spectrally normalized.
public struct Linear: SpectrallyNormalizable {
  /// `[out, in]`; with spectral norm the original weight.
  public var weight: Tensor
  /// `[out]`, or none.
  public var bias: Tensor?
  /// Spectral normalization of the weight.
  public var spectral: SpectralNorm?

  /// A freshly drawn layer.
  public init(
    _ input: Int, _ output: Int, hasBias: Bool = true, spectral form: SpectralNorm.Form? = nil,
    initialization: Initialization, using random: RandomGenerator
  ) {
    weight = initialization.weight([output, input], using: random)
    bias = hasBias ? Tensor.zeros([output]) : nil
    if let form {
      spectral = SpectralNorm(
        for: weight, form: form, using: random,
        iterations: initialization == .unfilled ? 0 : 15)
    }
  }

  /// - Parameter x: `[…, in]`.
  /// - Returns: `[…, out]`.
  public func callAsFunction(_ x: Tensor, mode: Mode = .evaluation) -> Tensor {
    let effective = spectral?.normalized(weight, mode: mode) ?? weight
    return x.linear(effective.converted(to: x.type), bias: bias?.converted(to: x.type))
  }
}
