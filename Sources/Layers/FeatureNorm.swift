public import Tensors

/// The normalization of image translation networks (pix2pixHD, vid2vid): each picture's own
/// statistics without weights, or batch statistics with a learned scale and shift.
public enum FeatureNorm: Sendable {
  /// Per sample and channel, always by current statistics; no parameters.
  case instance
  /// Per sample and channel by current statistics; evaluation uses stored ones instead, without
  /// weights (vid2vid's instance norm tracks them).
  case trackedInstance(ParameterFreeNorm.RunningStatistics)
  /// Per channel; evaluation uses running statistics.
  case batch(BatchNorm)
  /// None: values pass as they are.
  case identity

  /// Which of both, as configurations store it.
  public enum Kind: String, Codable, Sendable, Hashable, CaseIterable {
    /// Instance norm.
    case instance
    /// Instance norm with stored statistics.
    case trackedInstance
    /// Batch norm.
    case batch
    /// No norm.
    case identity
  }

  /// A new norm: scale 1, shift 0, mean 0, variance 1.
  public init(_ kind: Kind, channels: Int) {
    switch kind {
    case .instance: self = .instance
    case .identity: self = .identity
    case .trackedInstance: self = .trackedInstance(.init(channels: channels))
    case .batch: self = .batch(BatchNorm(channels: channels))
    }
  }

  /// Normalizes `[N, C, H, W]`; computed in float32, returned in the type of `x`.
  public func callAsFunction(_ x: Tensor, mode: Mode = .evaluation) -> Tensor {
    switch self {
    case .identity: return x
    case .instance: return ParameterFreeNorm.instance(x, mode: mode)
    case .trackedInstance(let statistics):
      let norm: ParameterFreeNorm = mode == .evaluation ? .batch(statistics) : .instance
      return norm(x, mode: mode)
    case .batch(let norm):
      return norm(x.converted(to: .float32), mode: mode).converted(to: x.type)
    }
  }
}

extension FeatureNorm: Parameterized {
  /// Visits its parameters under their checkpoint names.
  public mutating func visit(_ visitor: inout some ParameterVisitor, at path: ParameterPath)
    throws(ParameterError)
  {
    switch self {
    case .instance, .identity: break
    case .trackedInstance(var statistics):
      try visitor.visit(&statistics.mean, at: path / "running_mean", kind: .buffer)
      try visitor.visit(&statistics.variance, at: path / "running_var", kind: .buffer)
      self = .trackedInstance(statistics)
    case .batch(var norm):
      try norm.visit(&visitor, at: path)
      self = .batch(norm)
    }
  }
}
