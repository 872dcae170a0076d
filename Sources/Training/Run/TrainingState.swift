import Checkpoints
public import Foundation
import Generators
import Imaging
import Layers
import Tensors

/// What `run.json` holds.
private struct RunFile<Configuration: Encodable>: Encodable {
  /// The trainer's family; absent in runs from before there was more than SPADE.
  var family: String
  var configuration: Configuration
  var record: TrainingRecord
}

/// A run's folder as it was left: `state.safetensors` with all networks and moments, `run.json`
/// with configuration and record. The first one decides which step counts.
struct SavedState {
  /// What happened in the run.
  let record: TrainingRecord
  /// Steps behind the tensors.
  let step: Int
  /// Networks and moments.
  let checkpoint: Checkpoint

  /// Reads a run's folder.
  /// - Throws: `TrainingError` when a file is missing or damaged, or of another family.
  init(_ folder: URL, family: String) throws(TrainingError) {
    let found = try RunFolder.family(of: folder)
    guard found == family else {
      throw TrainingError("\(folder.path) holds a run of \(found), not of \(family)")
    }
    let state = folder.appendingPathComponent(RunFolder.stateName)
    record = try RunFolder.record(of: folder)
    do {
      checkpoint = try Checkpoint.read(state.path, followingLinks: false)
    } catch {
      throw TrainingError("the run in \(folder.path) cannot be read: \(error)")
    }
    guard let step = checkpoint.metadata["step"].flatMap({ Int($0) }) else {
      throw TrainingError("\(state.path) does not say which step it is from")
    }
    self.step = step
  }
}

/// The configuration alone of `run.json`.
private struct RunConfiguration<Configuration: Decodable>: Decodable {
  let configuration: Configuration
}

/// A run with the configuration it was made with: what a model package is made from.
struct SavedRun<Configuration: TrainingConfiguration> {
  /// What the run depended on.
  let configuration: Configuration
  private let state: SavedState
  /// What happened in the run.
  var record: TrainingRecord { state.record }
  /// Steps behind the tensors.
  var step: Int { state.step }
  /// Networks and moments.
  var checkpoint: Checkpoint { state.checkpoint }

  /// Reads a run's folder.
  /// - Throws: `TrainingError` when a file is missing or damaged, or of another family.
  init(_ folder: URL, family: String) throws(TrainingError) {
    state = try SavedState(folder, family: family)
    do {
      configuration = try JSONDecoder().decode(
        RunConfiguration<Configuration>.self, from: RunFolder.description(of: folder)
      ).configuration
      try configuration.validate()
    } catch {
      throw TrainingError("the run in \(folder.path) cannot be read: \(error)")
    }
  }
}

/// Names and family of a run's folder.
public enum RunFolder {
  static let stateName = "state.safetensors"
  static let descriptionName = "run.json"

  /// The configuration of the run in a folder; `nil` where there is none that can be read.
  static func configuration<Configuration: TrainingConfiguration>(
    of folder: URL, as type: Configuration.Type
  ) -> Configuration? {
    try? JSONDecoder().decode(
      RunConfiguration<Configuration>.self, from: description(of: folder)
    ).configuration
  }

  static func description(of folder: URL) throws -> Data {
    Data(try Directory(folder).read(descriptionName, limit: FileLimits.packageManifest))
  }

  /// What happened in the run in a folder.
  /// - Throws: `TrainingError` when the folder holds no run.
  public static func record(of folder: URL) throws(TrainingError) -> TrainingRecord {
    struct Record: Decodable { let record: TrainingRecord }
    do {
      return try JSONDecoder().decode(Record.self, from: description(of: folder)).record
    } catch {
      throw TrainingError("the run in \(folder.path) cannot be read: \(error)")
    }
  }

  /// The family of the run in a folder.
  /// - Throws: `TrainingError` when the folder holds no run.
  public static func family(of folder: URL) throws(TrainingError) -> String {
    struct Family: Decodable { let family: String? }
    do {
      let run = try JSONDecoder().decode(Family.self, from: description(of: folder))
      return run.family ?? familyOfUnnamedRuns
    } catch {
      throw TrainingError("the run in \(folder.path) cannot be read: \(error)")
    }
  }
}

/// Saves and restores everything a resumed run needs.
enum TrainingState {
  /// Writes both files, each replaced atomically, the record first.
  static func save<Family: Trainer>(
    _ trainer: Family, record: TrainingRecord, to folder: URL
  ) throws(TrainingError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    do {
      let run = RunFile(
        family: Family.family, configuration: trainer.configuration, record: record)
      // Members of the folder itself: a link in a stranger's run is replaced, not followed.
      try Directory(folder).write([UInt8](encoder.encode(run)), to: RunFolder.descriptionName)
      let stored = trainer.savedTensors.map { name, tensor in
        StoredTensor(name: name, shape: tensor.shape, floats: tensor.floats())
      }
      try Checkpoint.writeSafetensors(
        stored, metadata: ["step": "\(trainer.step)"],
        to: folder.appendingPathComponent(RunFolder.stateName).path, followingLinks: false)
    } catch {
      throw TrainingError("the checkpoint could not be written: \(error)")
    }
  }

  /// Puts a saved state into a fresh trainer.
  /// - Returns: The record so far, or `nil` when the folder holds no run.
  static func restore<Family: Trainer>(
    _ trainer: Family, from folder: URL
  ) throws(TrainingError) -> TrainingRecord? {
    let state = folder.appendingPathComponent(RunFolder.stateName)
    guard FileManager.default.fileExists(atPath: state.path) else { return nil }
    let saved = try SavedState(folder, family: Family.family)
    var problems: [String] = []
    for (name, tensor) in trainer.savedTensors {
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
    trainer.resume(atStep: saved.step)
    return saved.record
  }
}

extension Parameterized {
  /// All tensors under their names behind a prefix, for `Trainer.savedTensors`.
  func savedTensors(_ prefix: String) -> [SavedTensor] {
    parameters().map { ("\(prefix).\($0.name)", $0.tensor) }
  }
}

extension Adam {
  /// The moments behind a prefix, for `Trainer.savedTensors`.
  func savedTensors(_ prefix: String) -> [SavedTensor] {
    state().map { ("\(prefix).\($0.name)", $0.tensor) }
  }
}
