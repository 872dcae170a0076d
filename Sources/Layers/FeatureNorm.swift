public import Tensors

/// The normalization of image translation networks (pix2pixHD, vid2vid): each picture's own
/// statistics without weights, or batch statistics with a learned scale and shift.
public enum FeatureNorm: Sendable {
  /// Per sample and channel, always by current statistics; no parameters.
  case instance
  /// Per channel; evaluation uses running statistics.
  case batch(BatchNorm)
  /// None: values pass as they are.
  case identity

  /// Which of both, as configurations store it.
  public enum Kind: String, Codable, Sendable, Hashable, CaseIterable {
    /// Instance norm.
    case instance
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
    case .batch: self = .batch(BatchNorm(channels: channels))
    }
  }

  /// Normalizes `[N, C, H, W]`; computed in float32, returned in the type of `x`.
  public func callAsFunction(_ x: Tensor, mode: Mode = .evaluation) -> Tensor {
    switch self {
    case .identity: return x
    case .instance: return ParameterFreeNorm.instance(x, mode: mode)
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
    guard case .batch(var norm) = self else { return }
    try norm.visit(&visitor, at: path)
    self = .batch(norm)
  }
}
