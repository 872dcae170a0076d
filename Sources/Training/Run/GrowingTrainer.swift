public import Checkpoints
import Foundation
import Generators

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

  /// Begins from a model package of the same family.
  /// - Returns: The package in words, for the record.
  /// - Throws: `TrainingError`.
  func begin(fromPackage folder: URL) throws(TrainingError) -> String {
    let package: ModelPackage
    let weights: Checkpoint
    do throws(ModelError) {
      package = try ModelPackage.read(folder)
      weights = try package.weights()
    } catch {
      throw TrainingError("\(folder.path) cannot be begun from: \(error)")
    }
    guard package.manifest.family == Self.family else {
      throw TrainingError(
        "\(folder.path) is a model of \(package.manifest.family), not of \(Self.family)")
    }
    try begin(from: weights)
    return "begun from the model \(package.name)"
  }
}
