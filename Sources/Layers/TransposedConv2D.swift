public import Tensors

/// A transposed 3×3 convolution that doubles height and width (stride 2, padding 1, output
/// padding 1).
public struct TransposedConv2D: Sendable {
  /// `[in, out, 3, 3]`.
  public var weight: Tensor
  /// `[out]`.
  public var bias: Tensor

  /// A freshly drawn layer.
  public init(
    _ input: Int, _ output: Int, initialization: Initialization, using random: RandomGenerator
  ) {
    weight = initialization.weight([input, output, 3, 3], using: random)
    bias = Tensor.zeros([output])
  }

  /// - Parameter x: `[N, in, H, W]`; its element type is computed in.
  /// - Returns: `[N, out, 2H, 2W]`.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    // LibTorch 1.13 mixes up the weight's axes in bfloat16.
    x.converted(to: .float32).convolvedTransposed(
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
