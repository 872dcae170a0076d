public import Tensors

/// A layer of a weight and perhaps a bias whose weight may be divided by its spectral norm.
public protocol SpectrallyNormalizable: Parameterized, Sendable {
  /// The weight; with spectral norm the original one.
  var weight: Tensor { get set }
  /// `[out]`, or none.
  var bias: Tensor? { get set }
  /// Spectral normalization of the weight.
  var spectral: SpectralNorm? { get set }
}

extension SpectrallyNormalizable {
  /// Divides the weight by its spectral norm and forgets the norm: the same function, for
  /// inference only.
  public mutating func foldSpectralNorm() {
    guard let spectral else { return }
    weight = spectral.normalized(weight, mode: .evaluation)
    self.spectral = nil
  }

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
