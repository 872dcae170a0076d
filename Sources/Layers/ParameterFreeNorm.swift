public import Tensors

/// The normalization inside SPADE: no learned parameters.
public enum ParameterFreeNorm: Sendable {
  /// Per sample and channel, always by current statistics.
  case instance
  /// Per channel; evaluation uses running statistics (`batch` and `syncbatch` alike).
  case batch(RunningStatistics)

  /// Running mean and variance of a batch norm, `[C]` each.
  public struct RunningStatistics: Sendable {
    /// Running mean.
    public var mean: Tensor
    /// Running variance (unbiased, as PyTorch stores it).
    public var variance: Tensor

    /// Mean 0, variance 1.
    public init(channels: Int) {
      mean = Tensor.zeros([channels])
      variance = Tensor.ones([channels])
    }
  }

  /// Normalizes `[N, C, H, W]`; statistics are float32 whatever the type of `x`, which it returns.
  public func callAsFunction(_ x: Tensor, mode: Mode) -> Tensor {
    let type = x.type
    // On a card LibTorch's own norm takes bfloat16 and sums in float32; widening costs four passes.
    let wide = x.device == .cpu ? x.converted(to: .float32) : x
    let normalized =
      switch self {
      case .instance: wide.instanceNormalized()
      case .batch(let statistics): statistics.normalized(wide, mode: mode)
      }
    return normalized.converted(to: type)
  }
}

extension ParameterFreeNorm: Parameterized {
  /// Visits its parameters under their checkpoint names.
  public mutating func visit(_ visitor: inout some ParameterVisitor, at path: ParameterPath)
    throws(ParameterError)
  {
    guard case .batch(var statistics) = self else { return }
    try visitor.visit(&statistics.mean, at: path / "running_mean", kind: .buffer)
    try visitor.visit(&statistics.variance, at: path / "running_var", kind: .buffer)
    self = .batch(statistics)
  }
}
