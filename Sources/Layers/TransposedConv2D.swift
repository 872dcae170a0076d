public import Tensors

/// A 3×3 convolution that doubles height and width: transposed (stride 2, padding 1, output padding
/// 1) as reference programs have it, or after every pixel was doubled, with the same weight. A
/// transposed one reaches some pixels with one tap and others with four, which draws lattices.
public struct TransposedConv2D: Sendable {
  /// `[in, out, 3, 3]`.
  public var weight: Tensor
  /// `[out]`.
  public var bias: Tensor
  /// Whether pixels are doubled first, and the picture's edge repeated.
  public let resizes: Bool

  /// A freshly drawn layer.
  public init(
    _ input: Int, _ output: Int, resizes: Bool = false, initialization: Initialization,
    using random: RandomGenerator
  ) {
    self.resizes = resizes
    weight = initialization.weight([input, output, 3, 3], using: random)
    bias = Tensor.zeros([output])
  }

  /// - Parameter x: `[N, in, H, W]`; its element type is computed in.
  /// - Returns: `[N, out, 2H, 2W]`.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    if resizes {
      return x.upsampledTwice().replicationPadded(1).convolved(
        weight.transposed(0, 1).converted(to: x.type), bias: bias.converted(to: x.type))
    }
    // LibTorch 1.13 mixes up the weight's axes in bfloat16.
    return x.converted(to: .float32).convolvedTransposed(
      weight, bias: bias, stride: 2, padding: 1, outputPadding: 1
    ).converted(to: x.type)
  }
}

extension TransposedConv2D: Parameterized {
  /// Visits its parameters under their checkpoint names.
  public mutating func visit(_ visitor: inout some ParameterVisitor, at path: ParameterPath)
    throws(ParameterError)
  {
    try visitor.visit(&weight, at: path / "weight", kind: .learned)
    try visitor.visit(&bias, at: path / "bias", kind: .learned)
  }
}
