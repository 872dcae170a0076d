public import Tensors

/// Class-conditional batch normalization (BigGAN's `ccbn`): scale and shift per channel come from a
/// condition, normalized · (1 + gain(y)) + bias(y).
public struct ConditionalBatchNorm: Sendable {
  /// What the condition is.
  public enum Condition: Hashable, Sendable {
    /// A vector of this length: an embedded class, perhaps with a part of z behind it.
    case vector(Int)
    /// A weight for each of so many classes; one of them 1 for a single class.
    case classes(Int)
  }

  /// Condition to gain, without bias; of classes, a table `[classes, C]`.
  private var gain: Projection
  /// Condition to bias.
  private var bias: Projection
  /// Stored statistics.
  public var statistics: ParameterFreeNorm.RunningStatistics
  /// Added to the variance.
  public let epsilon: Double
  /// Whether the stored variance is the biased one.
  public let keepsBiasedVariance: Bool

  fileprivate enum Projection: Sendable {
    case linear(Linear)
    case table(Tensor)
  }

  /// A freshly drawn norm.
  /// - Parameter form: Of the spectral norms of linear projections; a table has none.
  public init(
    channels: Int, condition: Condition, spectral form: SpectralNorm.Form?,
    epsilon: Double = 1e-5, keepsBiasedVariance: Bool = false, initialization: Initialization,
    using random: RandomGenerator
  ) {
    func projection() -> Projection {
      switch condition {
      case .vector(let length):
        .linear(
          Linear(
            length, channels, hasBias: false, spectral: form, initialization: initialization,
            using: random))
      case .classes(let count):
        .table(initialization.weight([count, channels], using: random))
      }
    }
    gain = projection()
    bias = projection()
    statistics = ParameterFreeNorm.RunningStatistics(channels: channels)
    self.epsilon = epsilon
    self.keepsBiasedVariance = keepsBiasedVariance
  }

  private static func project(
    _ condition: Tensor, by projection: Projection, mode: Mode
  ) -> Tensor {
    switch projection {
    case .linear(let linear): linear(condition, mode: mode)
    case .table(let table): condition.matmul(table)
    }
  }
}

extension ConditionalBatchNorm: ActivationNorm {
  /// Normalizes, scales and shifts.
  public func callAsFunction(_ x: Tensor, condition: Tensor?, mode: Mode) -> Tensor {
    if mode == .evaluation {
      let factors = factors(condition: condition)
      return x.modulated(scale: factors.scale, shift: factors.shift)
    }
    let (gain, bias) = projected(condition, mode: mode)
    let normalized = statistics.normalized(
      x.converted(to: .float32), mode: mode, epsilon: epsilon,
      keepsBiasedVariance: keepsBiasedVariance)
    let shape = gain.shape + [1, 1]
    return (normalized * gain.reshaped(shape) + bias.reshaped(shape)).converted(to: x.type)
  }

  /// Scale and shift, `[N, C]` each.
  public func factors(condition: Tensor?) -> (scale: Tensor, shift: Tensor) {
    let (gain, bias) = projected(condition, mode: .evaluation)
    let plain = statistics.scaleAndShift(epsilon: epsilon)
    return (gain * plain.scale, gain * plain.shift + bias)
  }

  /// 1 + gain(y) and bias(y), `[N, C]` each.
  private func projected(_ condition: Tensor?, mode: Mode) -> (gain: Tensor, bias: Tensor) {
    guard let condition else { preconditionFailure("a conditional norm needs its condition") }
    return (
      Self.project(condition, by: gain, mode: mode) + 1,
      Self.project(condition, by: bias, mode: mode)
    )
  }

  /// Divides the projections by their spectral norms, for inference only.
  public mutating func foldSpectralNorm() {
    gain.foldSpectralNorm()
    bias.foldSpectralNorm()
  }
}

extension ConditionalBatchNorm.Projection: Parameterized {
  mutating func foldSpectralNorm() {
    guard case .linear(var linear) = self else { return }
    linear.foldSpectralNorm()
    self = .linear(linear)
  }

  mutating func visit(_ visitor: inout some ParameterVisitor, at path: ParameterPath)
    throws(ParameterError)
  {
    switch self {
    case .linear(var linear):
      try linear.visit(&visitor, at: path)
      self = .linear(linear)
    case .table(var table):
      try visitor.visit(&table, at: path / "weight", kind: .learned)
      self = .table(table)
    }
  }
}

extension ConditionalBatchNorm: Parameterized {
  /// Visits its parameters under their checkpoint names.
  public mutating func visit(_ visitor: inout some ParameterVisitor, at path: ParameterPath)
    throws(ParameterError)
  {
    try gain.visit(&visitor, at: path / "gain")
    try bias.visit(&visitor, at: path / "bias")
    try visitor.visit(&statistics.mean, at: path / "stored_mean", kind: .buffer)
    try visitor.visit(&statistics.variance, at: path / "stored_var", kind: .buffer)
  }
}
