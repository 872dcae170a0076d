public import Checkpoints

/// A trainer that can begin where a finished run of a lower resolution ended.
public protocol GrowingTrainer: Trainer {
  /// Takes over what fits from a run's state; steps count from 0.
  /// - Throws: `TrainingError` naming what does not fit.
  func begin(from checkpoint: Checkpoint) throws(TrainingError)
}

extension GrowingTrainer {
  /// Begins from the run in a folder.
  /// - Returns: The run in words, for the record.
  /// - Throws: `TrainingError`.
  func begin(fromRun saved: SavedState) throws(TrainingError) -> String {
    try begin(from: saved.checkpoint)
    let pictures = saved.record.entries.last?.pictures
    return "begun from a run of \(saved.step) steps"
      + (pictures.map { " and \($0) pictures" } ?? "")
      + (saved.record.data.last.map { " on \($0)" } ?? "")
  }
}
