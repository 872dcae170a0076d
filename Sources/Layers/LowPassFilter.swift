public import Tensors

/// The low-pass filter around StyleGAN2's changes of resolution (`upfirdn2d`; ReferenceSystems
/// article): a depthwise convolution with zero padding, its taps stored with the weights.
public struct LowPassFilter: Sendable {
  /// Taps that sum to 1, `[4, 4]`.
  public var taps: Tensor

  /// The filter of all released networks: [1, 3, 3, 1] ⊗ [1, 3, 3, 1] / 64.
  public init() {
    let line: [Float] = [1, 3, 3, 1]
    taps = Tensor(line.flatMap { row in line.map { row * $0 / 64 } }, shape: [4, 4])
  }

  /// Four symmetric taps of sum 1 of which the filter is the outer product; `nil` where it is none.
  public var line: [Float]? {
    let values = taps.floats()
    guard taps.shape == [4, 4] else { return nil }
    let line = (0..<4).map { row in values[4 * row..<4 * row + 4].reduce(0, +) }
    for row in 0..<4 {
      for column in 0..<4
      where abs(line[row] * line[column] - values[4 * row + column]) > 1e-6 { return nil }
    }
    return line[0] == line[3] && line[1] == line[2] ? line : nil
  }

  /// Filters at one resolution.
  /// - Parameters:
  ///   - x: `[N, C, H, W]`.
  ///   - padding: Zeros on every side: the result is 2·padding − 3 larger.
  ///   - gain: Factor of the result.
  ///   - stride: Every so many samples are kept.
  public func callAsFunction(
    _ x: Tensor, padding: Int, gain: Double = 1, stride: Int = 1
  ) -> Tensor {
    let channels = x.shape[1]
    // A true convolution: the taps are mirrored (which changes only filters not symmetric).
    return x.convolved(
      depthwise(channels: channels, gain: gain, type: x.type), stride: stride, padding: padding,
      groups: channels)
  }

  /// Twice the resolution: a zero after every sample, padding 2 before and 1 after, filter, gain 4.
  /// - Parameter x: `[N, C, H, W]`.
  /// - Returns: `[N, C, 2H, 2W]`.
  public func upsampled(_ x: Tensor) -> Tensor {
    let channels = x.shape[1]
    return x.convolvedTransposed(
      depthwise(taps, channels, 4, x.type), stride: 2, padding: 1, groups: channels)
  }

  /// Half the resolution: padding 1, filter, every second sample.
  /// - Parameter x: `[N, C, H, W]`, both sides even.
  /// - Returns: `[N, C, H/2, W/2]`.
  public func downsampled(_ x: Tensor) -> Tensor { self(x, padding: 1, stride: 2) }

  /// The filter for `convolved`, `[channels, 1, 4, 4]`.
  func depthwise(channels: Int, gain: Double, type: ElementType) -> Tensor {
    depthwise(taps.flipped([0, 1]), channels, gain, type)
  }

  private func depthwise(
    _ taps: Tensor, _ channels: Int, _ gain: Double, _ type: ElementType
  ) -> Tensor {
    let shape = taps.shape
    return (taps * gain).converted(to: type).reshaped([1, 1] + shape)
      .expanded([channels, 1] + shape).contiguous()
  }
}

extension LowPassFilter: Parameterized {
  /// Visits the taps as `resample_filter`.
  public mutating func visit(_ visitor: inout some ParameterVisitor, at path: ParameterPath)
    throws(ParameterError)
  {
    try visitor.visit(&taps, at: path / "resample_filter", kind: .buffer)
  }
}
