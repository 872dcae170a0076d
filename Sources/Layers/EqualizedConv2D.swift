public import Tensors

/// A convolution of equalized learning rate with zero padding (Karras et al. 2018, §4.1).
public struct EqualizedConv2D: Sendable {
  /// Stored weight, `[out, in, k, k]`.
  public var weight: Tensor
  /// `[out]`, or none.
  public var bias: Tensor?
  /// Factor of the weight: gain / √(in · k²).
  public let weightScale: Double
  /// Zeros on every side.
  public let padding: Int
  private let name: EqualizedWeightName

  /// A freshly drawn convolution.
  /// - Parameters:
  ///   - gain: 1 in StyleGAN2, √2 in the port of StyleGAN.
  ///   - random: `nil` leaves the weight unfilled, to be loaded.
  public init(
    _ input: Int, _ output: Int, kernel: Int, padding: Int? = nil, gain: Double = 1,
    hasBias: Bool = true, name: EqualizedWeightName = .weight, using random: RandomGenerator?
  ) {
    let shape = [output, input, kernel, kernel]
    weight = random.map { $0.normal(shape) } ?? Tensor.uninitialized(shape)
    bias = hasBias ? Tensor.zeros([output]) : nil
    weightScale = gain / Double(input * kernel * kernel).squareRoot()
    self.padding = padding ?? kernel / 2
    self.name = name
  }

  /// The weight as it is used, `[out, in, k, k]`.
  public var scaledWeight: Tensor { weight * weightScale }

  /// - Parameter x: `[N, in, H, W]`; its element type is computed in.
  /// - Returns: `[N, out, H′, W′]`.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    x.convolved(
      scaledWeight.converted(to: x.type), bias: bias?.converted(to: x.type), padding: padding)
  }
}

extension EqualizedConv2D: Parameterized {
  /// Visits its parameters under their checkpoint names.
  public mutating func visit(_ visitor: inout some ParameterVisitor, at path: ParameterPath)
    throws(ParameterError)
  {
    try visitor.visit(&weight, at: path / name.rawValue, kind: .learned)
    if var bias = self.bias {
      try visitor.visit(&bias, at: path / "bias", kind: .learned)
      self.bias = bias
    }
  }
}
