import Checkpoints
import Foundation
import Generators
import Imaging
import Layers
import Tensors

/// Saves and restores everything a resumed run needs: `state.safetensors` with all networks and
/// moments, `run.json` with configuration and record. The first one decides which step counts.
enum TrainingState {
  private struct Run: Codable {
    var configuration: SPADETrainingConfiguration
    var record: TrainingRecord
  }

  /// What a run's folder holds.
  struct Saved {
    let configuration: SPADETrainingConfiguration
    let record: TrainingRecord
    let checkpoint: Checkpoint
    let step: Int
  }

  private static func tensors(of trainer: SPADETrainer) -> [(name: String, tensor: Tensor)] {
    func named(_ prefix: String, _ entries: [ParameterCollector.Entry]) -> [(String, Tensor)] {
      entries.map { ("\(prefix).\($0.name)", $0.tensor) }
    }
    return named("networks", trainer.networks.parameters())
      + named("average", trainer.average.network.parameters())
      + named("discriminator", trainer.discriminator.parameters())
      + trainer.generatorOptimizer.state().map { ("adam.\($0.name)", $0.tensor) }
      + trainer.discriminatorOptimizer.state().map { ("judge.\($0.name)", $0.tensor) }
  }

  /// Writes both files, each replaced atomically, the record first.
  static func save(_ trainer: SPADETrainer, record: TrainingRecord, to folder: URL)
    throws(TrainingError)
  {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    do {
      let run = Run(configuration: trainer.configuration, record: record)
      try AtomicFile.write(
        [UInt8](encoder.encode(run)), to: folder.appendingPathComponent("run.json"))
      let stored = tensors(of: trainer).map { name, tensor in
        StoredTensor(name: name, shape: tensor.shape, floats: tensor.floats())
      }
      try Checkpoint.writeSafetensors(
        stored, metadata: ["step": "\(trainer.step)"],
        to: folder.appendingPathComponent("state.safetensors").path)
    } catch {
      throw TrainingError("the checkpoint could not be written: \(error)")
    }
  }

  /// Reads a run's folder.
  /// - Throws: `TrainingError` when a file is missing or damaged.
  static func read(_ folder: URL) throws(TrainingError) -> Saved {
    let state = folder.appendingPathComponent("state.safetensors")
    let run: Run
    let checkpoint: Checkpoint
    do {
      run = try JSONDecoder().decode(
        Run.self, from: Data(contentsOf: folder.appendingPathComponent("run.json")))
      checkpoint = try Checkpoint.read(state.path)
    } catch {
      throw TrainingError("the run in \(folder.path) cannot be read: \(error)")
    }
    guard let step = checkpoint.metadata["step"].flatMap({ Int($0) }) else {
      throw TrainingError("\(state.path) does not say which step it is from")
    }
    return Saved(
      configuration: run.configuration, record: run.record, checkpoint: checkpoint, step: step)
  }

  /// Puts a saved state into a fresh trainer.
  /// - Returns: The record so far, or `nil` when the folder holds no run.
  static func restore(_ trainer: SPADETrainer, from folder: URL) throws(TrainingError)
    -> TrainingRecord?
  {
    let state = folder.appendingPathComponent("state.safetensors")
    guard FileManager.default.fileExists(atPath: state.path) else { return nil }
    let saved = try read(folder)
    var problems: [String] = []
    for (name, tensor) in tensors(of: trainer) {
      guard let stored = saved.checkpoint[name] else {
        problems.append("\(name) is missing")
        continue
      }
      guard stored.shape == tensor.shape else {
        problems.append("\(name) has shape \(stored.shape), the run wants \(tensor.shape)")
        continue
      }
      withoutGradients {
        tensor.detached().assign(Tensor(stored.floats(), shape: stored.shape))
      }
    }
    guard problems.isEmpty else {
      throw TrainingError(
        "\(state.path) belongs to another network: \(problems.prefix(5).joined(separator: "; "))"
          + (problems.count > 5 ? " and \(problems.count - 5) more" : ""))
    }
    trainer.step = saved.step
    trainer.generatorOptimizer.resume(atStep: saved.step)
    trainer.discriminatorOptimizer.resume(atStep: saved.step)
    return saved.record
  }
}
