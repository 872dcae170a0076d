public import Imaging
public import Layers
public import Tensors

/// A modulated convolution made ready for inference: its weights are packed once and serve every
/// style; what comes before and after it (styles, demodulation, filter) is the caller's.
///
/// Where the resolution doubles, the transposed convolution is split into its four phases (kernels
/// of 2×2, 2×1, 1×2 and 1×1: nine taps, as many as the original has).
///
/// Not Sendable: belongs to the thread that computes.
public final class PackedModulation {
  /// Whether the resolution doubles.
  public let doubles: Bool
  /// Channels of the result.
  public let outputs: Int
  /// Where the resolution stays.
  private let whole: PlannedConvolution?
  private let phases: [PackedConvolution]
  /// Σ weight² over the kernel, `[out, in]`.
  private let energy: Tensor

  /// Packs.
  /// - Parameters:
  ///   - type: `float32` or `bfloat16`, of input and weights.
  ///   - level: Size of the result.
  /// - Throws: `TensorError`.
  public init(
    _ convolution: ModulatedConv2D, type: ElementType, level: PixelSize
  ) throws(TensorError) {
    let weight = convolution.weight
    outputs = weight.shape[0]
    doubles = convolution.doubles
    energy = weight.squared().sum(over: [2, 3])
    if !doubles {
      whole = try PlannedConvolution(
        weight: weight, bias: nil, padding: weight.shape[2] / 2, type: type, level: level)
      phases = []
      return
    }
    whole = nil
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

  /// Convolves, without filter and demodulation.
  /// - Parameters:
  ///   - x: Input already scaled by its style, `[1, in, H, W]`, channels-last.
  ///   - memory: Gives the memory of a part of the result, by number, height and width:
  ///     `[1, out, height, width]`, channels-last.
  ///   - workspace: Memory of the computation.
  /// - Returns: `[1, out, H, W]` alone; where the resolution doubles, the pixels (y, x) of a
  ///   transposed convolution of 2H + 1 by 2W + 1, in four parts by 2·(y mod 2) + (x mod 2).
  public func callAsFunction(
    _ x: Tensor, in workspace: Workspace,
    memory: (_ part: Int, _ height: Int, _ width: Int) -> Tensor
  ) -> [Tensor] {
    let (height, width) = (x.shape[2], x.shape[3])
    if let whole { return [whole(x, into: memory(0, height, width), in: workspace)] }
    return phases.enumerated().map { index, phase in
      phase(x, into: memory(index, height + 1 - index / 2, width + 1 - index % 2))
    }
  }

  /// Factors of the output channels.
  /// - Parameter style: Scales of the input channels, `[1, in]`, float32.
  /// - Returns: `[1, out, 1, 1]`.
  public func demodulation(of style: Tensor) -> Tensor {
    ModulatedConv2D.demodulation(of: style, energy: energy)
  }
}
