public import Tensors

/// The residual block of pix2pixHD and vid2vid (after Johnson et al. 2016): two 3×3 convolutions
/// with mirrored borders, a norm after each, ReLU between; no activation after the sum.
public struct ReflectionResnetBlock: Sendable {
  /// First convolution, without padding of its own.
  public var conv0: Conv2D
  /// Norm after it, before ReLU.
  public var norm0: FeatureNorm
  /// Second convolution.
  public var conv1: Conv2D
  /// Norm after it.
  public var norm1: FeatureNorm

  /// A freshly drawn block.
  public init(
    channels: Int, norm: FeatureNorm.Kind, initialization: Initialization,
    using random: RandomGenerator
  ) {
    conv0 = Conv2D(
      channels, channels, kernel: 3, initialization: initialization, using: random)
    norm0 = FeatureNorm(norm, channels: channels)
    conv1 = Conv2D(
      channels, channels, kernel: 3, initialization: initialization, using: random)
    norm1 = FeatureNorm(norm, channels: channels)
  }

  /// - Parameter x: `[N, C, H, W]`, at least 2×2.
  /// - Returns: `[N, C, H, W]`.
  public func callAsFunction(_ x: Tensor, mode: Mode = .evaluation) -> Tensor {
    let hidden = norm0(conv0(x.reflectionPadded(1), mode: mode), mode: mode).relu()
    return x + norm1(conv1(hidden.reflectionPadded(1), mode: mode), mode: mode)
  }
}

extension ReflectionResnetBlock: Parameterized {
  /// Visits its parameters under their checkpoint names.
  public mutating func visit(_ visitor: inout some ParameterVisitor, at path: ParameterPath)
    throws(ParameterError)
  {
    let block = path / "conv_block"
    try conv0.visit(&visitor, at: block / "1")
    try norm0.visit(&visitor, at: block / "2")
    try conv1.visit(&visitor, at: block / "5")
    try norm1.visit(&visitor, at: block / "6")
  }
}
