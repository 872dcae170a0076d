public import Tensors

/// A fully connected layer, x·Wᵀ + b over the last axis.
public struct Linear: Sendable {
  /// `[out, in]`.
  public var weight: Tensor
  /// `[out]`.
  public var bias: Tensor

  /// A freshly drawn layer.
  public init(
    _ input: Int, _ output: Int, initialization: Initialization, using random: RandomGenerator
  ) {
    weight = initialization.weight([output, input], using: random)
    bias = Tensor.zeros([output])
  }

  /// - Parameter x: `[…, in]`.
  /// - Returns: `[…, out]`.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    x.linear(weight.converted(to: x.type), bias: bias.converted(to: x.type))
  }
}

extension Linear: Parameterized {
  /// Visits its parameters under their checkpoint names.
  public mutating func visit(_ visitor: inout some ParameterVisitor, at path: ParameterPath)
    throws(ParameterError)
  {
    try visitor.visit(&weight, at: path / "weight", kind: .learned)
    try visitor.visit(&bias, at: path / "bias", kind: .learned)
  }
}
