public import Tensors

/// Batch normalization with a learned scale and shift per channel.
public struct BatchNorm: Sendable {
  /// Names in checkpoints.
  public enum Naming: Hashable, Sendable {
    /// `weight`, `bias`, `running_mean`, `running_var`.
    case pyTorch
    /// `gain`, `bias`, `stored_mean`, `stored_var` (ajbrock/BigGAN-PyTorch).
    case bigGAN
  }

  /// Scale, `[C]`.
  public var weight: Tensor
  /// Shift, `[C]`.
  public var bias: Tensor
  /// Stored statistics.
  public var statistics: ParameterFreeNorm.RunningStatistics
  /// Names in checkpoints.
  public let naming: Naming
  /// Added to the variance.
  public let epsilon: Double
  /// Whether the stored variance is the biased one.
  public let keepsBiasedVariance: Bool

  /// Scale 1, shift 0.
  public init(
    channels: Int, naming: Naming = .pyTorch, epsilon: Double = 1e-5,
    keepsBiasedVariance: Bool = false
  ) {
    weight = Tensor.ones([channels])
    bias = Tensor.zeros([channels])
    statistics = ParameterFreeNorm.RunningStatistics(channels: channels)
    self.naming = naming
    self.epsilon = epsilon
    self.keepsBiasedVariance = keepsBiasedVariance
  }
}

extension BatchNorm: ActivationNorm {
  /// Normalizes; the condition is ignored.
  public func callAsFunction(
    _ x: Tensor, condition: Tensor? = nil, mode: Mode = .evaluation
  ) -> Tensor {
    if mode == .evaluation {
      let factors = factors(condition: nil)
      return x.modulated(scale: factors.scale, shift: factors.shift)
    }
    let normalized = statistics.normalized(
      x.converted(to: .float32), mode: mode, epsilon: epsilon,
      keepsBiasedVariance: keepsBiasedVariance)
    let shape = [1, weight.count, 1, 1]
    return (normalized * weight.reshaped(shape) + bias.reshaped(shape)).converted(to: x.type)
  }

  /// Scale and shift, `[C]` each.
  public func factors(condition: Tensor?) -> (scale: Tensor, shift: Tensor) {
    let plain = statistics.scaleAndShift(epsilon: epsilon)
    return (plain.scale * weight, plain.shift * weight + bias)
  }

  /// It has none.
  public mutating func foldSpectralNorm() {}
}

extension BatchNorm: Parameterized {
  /// Visits its parameters under their checkpoint names.
  public mutating func visit(_ visitor: inout some ParameterVisitor, at path: ParameterPath)
    throws(ParameterError)
  {
    let isPlain = naming == .pyTorch
    try visitor.visit(&weight, at: path / (isPlain ? "weight" : "gain"), kind: .learned)
    try visitor.visit(&bias, at: path / "bias", kind: .learned)
    try visitor.visit(
      &statistics.mean, at: path / (isPlain ? "running_mean" : "stored_mean"), kind: .buffer)
    try visitor.visit(
      &statistics.variance, at: path / (isPlain ? "running_var" : "stored_var"), kind: .buffer)
  }
}
