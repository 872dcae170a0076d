public import Tensors

/// StyleGAN2's modulated convolution (Karras et al. 2020, eqs. 1–3).
///
/// Scales the input channels by the style and the output channels by the demodulation instead of
/// the weight, which is the same function: one weight serves every style and can stay packed.
public struct ModulatedConv2D: Sendable {
  /// `[out, in, k, k]`; unscaled, because demodulation cancels any scale.
  public var weight: Tensor
  /// Whether output channels are brought back to unit variance.
  public let demodulates: Bool
  /// Whether the resolution doubles.
  public let doubles: Bool

  /// A freshly drawn convolution.
  /// - Parameter random: `nil` leaves the weight unfilled, to be loaded.
  public init(
    _ input: Int, _ output: Int, kernel: Int, demodulates: Bool = true, doubles: Bool = false,
    using random: RandomGenerator?
  ) {
    precondition(!doubles || kernel == 3, "only a 3×3 convolution doubles here")
    let shape = [output, input, kernel, kernel]
    weight = random.map { $0.normal(shape) } ?? Tensor.uninitialized(shape)
    self.demodulates = demodulates
    self.doubles = doubles
  }

  /// - Parameters:
  ///   - x: `[N, in, H, W]`; its element type is computed in.
  ///   - style: Scales of the input channels, `[N, in]`, float32.
  ///   - filter: Used where the resolution doubles.
  /// - Returns: `[N, out, H, W]`, or twice that.
  public func callAsFunction(_ x: Tensor, style: Tensor, filter: LowPassFilter) -> Tensor {
    let type = x.type
    let scaled = x * style.converted(to: type).reshaped(style.shape + [1, 1])
    var y: Tensor
    if doubles {
      // A transposed convolution of the stored kernel is a true convolution: nothing is mirrored.
      y = scaled.convolvedTransposed(weight.transposed(0, 1).converted(to: type), stride: 2)
      y = filter(y, padding: 1, gain: 4)
    } else {
      y = scaled.convolved(weight.converted(to: type), padding: weight.shape[2] / 2)
    }
    guard demodulates else { return y }
    return y * demodulation(of: style).converted(to: type)
  }

  /// Factors of the output channels: 1/√(Σ (weight · style)² + 1e-8).
  /// - Parameter style: `[N, in]`.
  /// - Returns: `[N, out, 1, 1]`.
  public func demodulation(of style: Tensor) -> Tensor {
    Self.demodulation(of: style, energy: weight.squared().sum(over: [2, 3]))
  }

  /// Factors of the output channels for known energies of the weight.
  /// - Parameter energy: Σ weight² over the kernel, `[out, in]`.
  public static func demodulation(of style: Tensor, energy: Tensor) -> Tensor {
    let factors = (style.squared().linear(energy) + 1e-8).reciprocalSquareRoot()
    return factors.reshaped(factors.shape + [1, 1])
  }
}

extension ModulatedConv2D: Parameterized {
  /// Visits its weight.
  public mutating func visit(_ visitor: inout some ParameterVisitor, at path: ParameterPath)
    throws(ParameterError)
  {
    try visitor.visit(&weight, at: path / "weight", kind: .learned)
  }
}
