public import Tensors

/// A fully connected layer, x·Wᵀ + b over the last axis, optionally spectrally normalized.
public struct Linear: Sendable {
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

  /// Divides the weight by its spectral norm and forgets the norm: the same function, for
  /// inference only.
  public mutating func foldSpectralNorm() {
    guard let spectral else { return }
    weight = spectral.normalized(weight, mode: .evaluation)
    self.spectral = nil
  }
}

extension Linear: Parameterized {
  /// Visits its parameters under their checkpoint names.
  public mutating func visit(_ visitor: inout some ParameterVisitor, at path: ParameterPath)
    throws(ParameterError)
  {
    try visitor.visit(&weight, at: path / (spectral?.weightName ?? "weight"), kind: .learned)
    if var bias = self.bias {
      try visitor.visit(&bias, at: path / "bias", kind: .learned)
      self.bias = bias
    }
    if var spectral = self.spectral {
      try spectral.visit(&visitor, at: path)
      self.spectral = spectral
    }
  }
}
