public import Tensors

/// StyleGAN2's plain convolution (`Conv2dLayer`): equalized, optionally halving or doubling the
/// resolution through the filter, optionally with leaky ReLU · √2.
public struct ResampledConv2D: Sendable {
  /// Change of resolution.
  public enum Resampling: Sendable, Equatable {
    /// None.
    case none
    /// Twice the resolution; only for kernel 1, after the convolution.
    case up
    /// Half the resolution.
    case down
  }

  /// The convolution.
  public var convolution: EqualizedConv2D
  /// The filter; stored even where nothing is resampled.
  public var filter = LowPassFilter()
  private let kernel: Int
  private let resampling: Resampling
  private let activates: Bool

  /// A freshly drawn convolution.
  /// - Parameter random: `nil` leaves the weight unfilled, to be loaded.
  public init(
    _ input: Int, _ output: Int, kernel: Int, hasBias: Bool = true,
    resampling: Resampling = .none, activates: Bool = true, using random: RandomGenerator?
  ) {
    precondition(resampling != .up || kernel == 1, "only a 1×1 convolution doubles here")
    convolution = EqualizedConv2D(
      input, output, kernel: kernel, padding: resampling == .none ? kernel / 2 : 0,
      hasBias: hasBias, using: random)
    self.kernel = kernel
    self.resampling = resampling
    self.activates = activates
  }

  /// - Parameters:
  ///   - x: `[N, in, H, W]`; its element type is computed in.
  ///   - gain: Factor of the result.
  ///   - clamp: Largest magnitude of the result before `gain`; `nil` for none.
  /// - Returns: `[N, out, H′, W′]`.
  public func callAsFunction(_ x: Tensor, gain: Double = 1, clamp: Double? = nil) -> Tensor {
    let type = x.type
    let weight = convolution.scaledWeight.converted(to: type)
    var y: Tensor
    switch resampling {
    case .none: y = x.convolved(weight, padding: kernel / 2)
    case .up: y = filter.upsampled(x.convolved(weight))
    case .down:
      y =
        kernel == 1
        ? filter.downsampled(x).convolved(weight)
        : filter(x, padding: kernel / 2 + 1).convolved(weight, stride: 2)
    }
    if let bias = convolution.bias {
      y = y + bias.converted(to: type).reshaped([1, -1, 1, 1])
    }
    if activates { y = y.leakyReLU() }
    let factor = (activates ? 2.0.squareRoot() : 1) * gain
    if factor != 1 { y = y * factor }
    return clamp.map { y.clamped(from: -$0 * gain, to: $0 * gain) } ?? y
  }
}

extension ResampledConv2D: Parameterized {
  /// Visits its parameters under their checkpoint names.
  public mutating func visit(_ visitor: inout some ParameterVisitor, at path: ParameterPath)
    throws(ParameterError)
  {
    try convolution.visit(&visitor, at: path)
    try filter.visit(&visitor, at: path)
  }
}
