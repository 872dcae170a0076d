/// How far loading has come; reported from the inference thread.
public struct LoadingProgress: Hashable, Sendable {
  /// What is being done.
  public enum Stage: String, Hashable, Sendable {
    /// The tensor engine is loaded, once per run.
    case engine
    /// Weights are read and put into the network.
    case weights
  }

  /// The model's name as it was asked for; empty for the engine alone.
  public var model: String
  /// What is being done.
  public var stage: Stage
  /// Share of the whole that is done, 0…1.
  public var fraction: Double

  /// Creates a report.
  public init(model: String, stage: Stage, fraction: Double) {
    self.model = model
    self.stage = stage
    self.fraction = fraction
  }
}
