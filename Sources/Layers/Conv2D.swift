public import Tensors

/// A 2-D convolution with zero padding, optionally spectrally normalized.
public struct Conv2D: Sendable {
  /// `[out, in, k, k]`; with spectral norm the original weight.
  public var weight: Tensor
  /// `[out]`, or none.
  public var bias: Tensor?
  /// Spectral normalization of the weight.
  public var spectral: SpectralNorm?
  /// Step in rows and columns.
  public let stride: Int
  /// Zeros on every side.
  public let padding: Int
  private var packed: PackedConvolution?

  /// A freshly drawn convolution.
  public init(
    _ input: Int, _ output: Int, kernel: Int, stride: Int = 1, padding: Int = 0,
    hasBias: Bool = true, isSpectral: Bool = false, initialization: Initialization,
    using random: RandomGenerator
  ) {
    weight = initialization.weight([output, input, kernel, kernel], using: random)
    bias = hasBias ? Tensor.zeros([output]) : nil
    let iterations = initialization == .unfilled ? 0 : 15
    spectral =
      isSpectral ? SpectralNorm(for: weight, using: random, iterations: iterations) : nil
    self.stride = stride
    self.padding = padding
  }

  /// Convolves.
  /// - Parameter x: `[N, in, H, W]`; its element type is computed in.
  /// - Returns: `[N, out, H′, W′]`.
  public func callAsFunction(_ x: Tensor, mode: Mode = .evaluation) -> Tensor {
    if let packed, !mode.iterates { return packed(x) }
    let effective = (spectral?.normalized(weight, mode: mode) ?? weight)
    return x.convolved(
      effective.converted(to: x.type), bias: bias?.converted(to: x.type), stride: stride,
      padding: padding)
  }

  /// Folds the spectral norm into the weight and packs it once for inference. The layer can no
  /// longer be saved or trained.
  /// - Throws: `TensorError`.
  public mutating func packForInference(
    as type: ElementType, activation: PackedConvolution.Activation = .identity
  ) throws(TensorError) {
    if let spectral { weight = spectral.normalized(weight, mode: .evaluation) }
    spectral = nil
    packed = try PackedConvolution(
      weight: weight, bias: bias, stride: stride,
      padding: [padding, padding, padding, padding], type: type, activation: activation)
  }
}

extension Conv2D: Parameterized {
  /// Visits its parameters under their checkpoint names.
  public mutating func visit(_ visitor: inout some ParameterVisitor, at path: ParameterPath)
    throws(ParameterError)
  {
    try visitor.visit(
      &weight, at: path / (spectral == nil ? "weight" : "weight_orig"), kind: .learned)
    if var bias = self.bias {
      try visitor.visit(&bias, at: path / "bias", kind: .learned)
      self.bias = bias
    }
    if var spectral = self.spectral {
      try visitor.visit(&spectral.u, at: path / "weight_u", kind: .buffer)
      try visitor.visit(&spectral.v, at: path / "weight_v", kind: .buffer)
      self.spectral = spectral
    }
  }
}
