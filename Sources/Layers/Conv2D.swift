public import Tensors

/// A 2-D convolution with zero padding, optionally spectrally normalized.
public struct Conv2D: SpectrallyNormalizable {
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
    self.init(
      input, output, kernel: kernel, stride: stride, padding: padding, hasBias: hasBias,
      spectral: isSpectral ? .stored : nil, initialization: initialization, using: random)
  }

  /// A freshly drawn convolution with a spectral norm of the given form, if any.
  public init(
    _ input: Int, _ output: Int, kernel: Int, stride: Int = 1, padding: Int = 0,
    hasBias: Bool = true, spectral form: SpectralNorm.Form?, initialization: Initialization,
    using random: RandomGenerator
  ) {
    weight = initialization.weight([output, input, kernel, kernel], using: random)
    bias = hasBias ? Tensor.zeros([output]) : nil
    if let form {
      spectral = SpectralNorm(
        for: weight, form: form, using: random,
        iterations: initialization == .unfilled ? 0 : 15)
    }
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
    foldSpectralNorm()
    packed = try PackedConvolution(
      weight: weight, bias: bias, stride: stride,
      padding: [padding, padding, padding, padding], type: type, activation: activation)
  }
}
