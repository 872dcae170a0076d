public import Tensors

/// Name under which a layer of equalized learning rate stores its weight.
public enum EqualizedWeightName: String, Sendable, Equatable {
  /// `weight`: StyleGAN2-ADA.
  case weight
  /// `weight_orig`: the PyTorch port of StyleGAN.
  case original = "weight_orig"
}

/// A fully connected layer of equalized learning rate (Karras et al. 2018, §4.1): its stored weight
/// is of unit variance and scaled when it is used, so that all layers learn equally fast.
public struct EqualizedLinear: Sendable {
  /// Stored weight, `[out, in]`.
  public var weight: Tensor
  /// Stored bias, `[out]`.
  public var bias: Tensor
  /// Factor of the weight: gain · rate / √in.
  public let weightScale: Double
  /// Factor of the bias: rate.
  public let biasScale: Double
  private let name: EqualizedWeightName
  /// Weight and bias as they are used, where they no longer change.
  private var scaled: (weight: Tensor, bias: Tensor)?

  /// A freshly drawn layer.
  /// - Parameters:
  ///   - rate: Learning rate relative to other layers; 0.01 in StyleGAN2's mapping.
  ///   - gain: 1 in StyleGAN2, √2 in the port of StyleGAN.
  ///   - bias: Start of every bias.
  ///   - random: `nil` leaves the weight unfilled, to be loaded.
  public init(
    _ input: Int, _ output: Int, rate: Double = 1, gain: Double = 1, bias: Double = 0,
    name: EqualizedWeightName = .weight, using random: RandomGenerator?
  ) {
    weight =
      random.map { $0.normal([output, input]) / rate } ?? Tensor.uninitialized([output, input])
    self.bias = Tensor.full([output], bias)
    weightScale = gain * rate / Double(input).squareRoot()
    biasScale = rate
    self.name = name
  }

  /// - Parameter x: `[…, in]`, float32.
  /// - Returns: `[…, out]`.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    if let scaled { return x.linear(scaled.weight, bias: scaled.bias) }
    return x.linear(weight * weightScale, bias: biasScale == 1 ? bias : bias * biasScale)
  }

  /// Scales weight and bias once, for inference: the same numbers. It can no longer be trained.
  public mutating func scaleForInference() {
    scaled = (weight * weightScale, biasScale == 1 ? bias : bias * biasScale)
  }
}

extension EqualizedLinear: Parameterized {
  /// Visits its parameters under their checkpoint names.
  public mutating func visit(_ visitor: inout some ParameterVisitor, at path: ParameterPath)
    throws(ParameterError)
  {
    try visitor.visit(&weight, at: path / name.rawValue, kind: .learned)
    try visitor.visit(&bias, at: path / "bias", kind: .learned)
  }
}
