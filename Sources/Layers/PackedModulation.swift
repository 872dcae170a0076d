public import Tensors

/// A modulated convolution made ready for inference: its weights are packed once and serve every
/// style; factors of the output channels come back apart, for the caller to fold into what follows.
///
/// Where the resolution doubles, the transposed convolution is split into its four phases (kernels
/// of 2×2, 2×1, 1×2 and 1×1: nine taps, as many as the original has), which are then interleaved
/// and filtered.
///
/// Sendable: used by the one thread that computes.
public final class PackedModulation: @unchecked Sendable {
  private let phases: [PackedConvolution]
  private let doubles: Bool
  /// Σ weight² over the kernel, `[out, in]`; none where nothing is demodulated.
  private let energy: Tensor?
  private let filter: Tensor
  private let outputs: Int
  private let type: ElementType

  /// Packs.
  /// - Parameters:
  ///   - filter: Used where the resolution doubles.
  ///   - type: `float32` or `bfloat16`, of input and weights.
  /// - Throws: `TensorError`.
  public init(
    _ convolution: ModulatedConv2D, filter: LowPassFilter, type: ElementType
  ) throws(TensorError) {
    let weight = convolution.weight
    outputs = weight.shape[0]
    doubles = convolution.doubles
    self.type = type
    energy = convolution.demodulates ? weight.squared().sum(over: [2, 3]) : nil
    self.filter = filter.depthwise(channels: outputs, gain: 4, type: type)
    if !doubles {
      let padding = weight.shape[2] / 2
      phases = [
        try PackedConvolution(
          weight: weight, bias: nil, padding: [padding, padding, padding, padding], type: type)
      ]
      return
    }
    var phases: [PackedConvolution] = []
    for row in 0..<2 {
      for column in 0..<2 {
        // Even results see the kernel's last tap on the pixel before and its first on their own,
        // odd ones its middle tap.
        let taps = Self.phase(
          Self.phase(weight, axis: 2, isOdd: row == 1), axis: 3, isOdd: column == 1)
        let (top, left) = (1 - row, 1 - column)
        phases.append(
          try PackedConvolution(
            weight: taps.contiguous(), bias: nil, padding: [top, left, top, left], type: type))
      }
    }
    self.phases = phases
  }

  private static func phase(_ weight: Tensor, axis: Int, isOdd: Bool) -> Tensor {
    if isOdd { return weight.sliced(axis: axis, from: 1, to: 2) }
    return Tensor.concatenated(
      [
        weight.sliced(axis: axis, from: 2, to: 3), weight.sliced(axis: axis, from: 0, to: 1),
      ], axis: axis)
  }

  /// Convolves, without the demodulation.
  /// - Parameter x: Input already scaled by its style, `[N, in, H, W]`, channels-last.
  /// - Returns: `[N, out, H, W]`, or twice that, channels-last.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    let x = x.channelsLast()
    guard doubles else { return phases[0](x) }
    let shape = x.shape
    let (count, height, width) = (shape[0], shape[2], shape[3])
    // Rows and columns 2H + 1, 2W + 1 of the transposed convolution, one more that stays zero.
    let spread = Tensor.uninitialized([count, height + 1, 2, width + 1, 2, outputs], type: type)
    for row in 0..<2 {
      for column in 0..<2 {
        let place = spread.selected(axis: 4, index: column).selected(axis: 2, index: row)
        if row == 1 { place.sliced(axis: 1, from: height, to: height + 1).multiplyInPlace(by: 0) }
        place.sliced(axis: 1, from: 0, to: height + 1 - row)
          .sliced(axis: 2, from: 0, to: width + 1 - column)
          .assign(phases[2 * row + column](x).permuted([0, 2, 3, 1]))
      }
    }
    let dense = spread.reshaped([count, 2 * height + 2, 2 * width + 2, outputs])
      .permuted([0, 3, 1, 2])
    let open = dense.sliced(axis: 2, from: 0, to: 2 * height + 1)
      .sliced(axis: 3, from: 0, to: 2 * width + 1)
    return open.channelsLast().convolved(filter, padding: 1, groups: outputs)
  }

  /// Factors of the output channels.
  /// - Parameter style: Scales of the input channels, `[N, in]`, float32.
  /// - Returns: `[N, out, 1, 1]`; `nil` where nothing is demodulated.
  public func demodulation(of style: Tensor) -> Tensor? {
    energy.map { ModulatedConv2D.demodulation(of: style, energy: $0) }
  }
}
