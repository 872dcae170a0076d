public import Tensors

/// StyleGAN's blur: depthwise [1, 2, 1] ⊗ [1, 2, 1] / 16 with zero padding, stored as the PyTorch
/// port stores it (once for each channel, and mirrored once more).
public struct BinomialBlur: Sendable {
  /// `[C, 1, 3, 3]`.
  public var weight: Tensor
  /// The mirrored weight, `[C, 1, 3, 3]`; only stored, the same numbers.
  public var mirrored: Tensor

  /// The blur of so many channels.
  public init(channels: Int) {
    let line: [Float] = [1, 2, 1]
    let taps = Tensor(line.flatMap { row in line.map { row * $0 / 16 } }, shape: [1, 1, 3, 3])
    weight = taps.expanded([channels, 1, 3, 3]).contiguous()
    mirrored = weight.copy()
  }

  /// - Parameter x: `[N, C, H, W]`; its element type is computed in.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    x.convolved(weight.converted(to: x.type), padding: 1, groups: weight.shape[0])
  }
}

extension BinomialBlur: Parameterized {
  /// Visits its buffers under their checkpoint names.
  public mutating func visit(_ visitor: inout some ParameterVisitor, at path: ParameterPath)
    throws(ParameterError)
  {
    try visitor.visit(&weight, at: path / "weight", kind: .buffer)
    try visitor.visit(&mirrored, at: path / "weight_flip", kind: .buffer)
  }
}
