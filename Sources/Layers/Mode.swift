/// How a network is run.
public enum Mode: Sendable, Equatable {
  /// Evaluation: stored statistics, spectral vectors as they are.
  case evaluation
  /// Evaluation with the statistics of the current picture (SPADE issue 37).
  case currentStatistics
  /// Like training, but the stored statistics move by this momentum: 1/n on the n-th of some
  /// batches leaves them at the mean of all.
  case measuring(momentum: Double)
  /// Training: current statistics, which move the stored ones; one power iteration per pass.
  case training

  /// Whether spectral vectors take a step.
  public var iterates: Bool {
    switch self {
    case .training, .measuring: true
    case .evaluation, .currentStatistics: false
    }
  }
}
