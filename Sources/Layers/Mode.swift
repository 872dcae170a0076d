/// How a network is run.
public enum Mode: Sendable, Equatable {
  /// Evaluation: stored statistics, spectral vectors as they are.
  case evaluation
  /// Evaluation with the statistics of the current picture (SPADE issue 37).
  case currentStatistics
  /// Training: current statistics, which move the stored ones; one power iteration per pass.
  case training
}
