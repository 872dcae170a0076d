public import Tensors

/// A 3×3 convolution fused with a change of resolution, as the PyTorch port of StyleGAN has it from
/// 128 pixels on: the kernel is the mean of its four shifts by one, 4×4, applied with stride 2.
public struct FusedResampling: Sendable {
  /// Stored weight: `[in, out, 3, 3]` where it doubles, `[out, in, 3, 3]` where it halves.
  public var weight: Tensor
  /// `[out]`.
  public var bias: Tensor
  private let doubles: Bool
  private let scale: Double

  /// A freshly drawn convolution.
  /// - Parameters:
  ///   - doubles: Twice the resolution instead of half.
  ///   - random: `nil` leaves the weight unfilled, to be loaded.
  public init(_ input: Int, _ output: Int, doubles: Bool, using random: RandomGenerator?) {
    let shape = doubles ? [input, output, 3, 3] : [output, input, 3, 3]
    weight = random.map { $0.normal(shape) } ?? Tensor.uninitialized(shape)
    bias = Tensor.zeros([output])
    self.doubles = doubles
    scale = (2 / Double(input * 9)).squareRoot()
  }

  /// The 4×4 kernel as it is used.
  public var kernel: Tensor {
    let padded = Engine.call(
      "aten::constant_pad_nd", "", .tensor(weight * scale), .ints([1, 1, 1, 1]), .double(0))
    func shifted(_ row: Int, _ column: Int) -> Tensor {
      padded.sliced(axis: 2, from: row, to: row + 4)
        .sliced(axis: 3, from: column, to: column + 4)
    }
    return (shifted(1, 1) + shifted(0, 1) + shifted(1, 0) + shifted(0, 0)) / 4
  }

  /// - Parameter x: `[N, in, H, W]`; its element type is computed in.
  /// - Returns: `[N, out, 2H, 2W]` or `[N, out, H/2, W/2]`.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    let kernel = kernel.converted(to: x.type)
    let bias = bias.converted(to: x.type)
    return doubles
      ? x.convolvedTransposed(kernel, bias: bias, stride: 2, padding: 1)
      : x.convolved(kernel, bias: bias, stride: 2, padding: 1)
  }
}

extension FusedResampling: Parameterized {
  /// Visits its parameters under their checkpoint names.
  public mutating func visit(_ visitor: inout some ParameterVisitor, at path: ParameterPath)
    throws(ParameterError)
  {
    try visitor.visit(&weight, at: path / "weight", kind: .learned)
    try visitor.visit(&bias, at: path / "bias", kind: .learned)
  }
}
