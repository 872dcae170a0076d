import ArgumentParser
import Foundation
import Generators
import Imaging
import Tensors

/// Opens a training run and makes its steps, with a line for each stretch of them.
struct RunLoop {
  /// Device, threads, and the person in front.
  let environment: TrainingEnvironment
  /// Pictures to see in all.
  let pictures: Int
  /// Folder of the run.
  let folder: URL
  /// Folder of a run of a lower resolution where a new run begins.
  var start: URL?
  /// How examples get to the training thread.
  var loading: LoadingOptions?
  /// Threads that draw, where that is all there is to say about loading.
  var loaders: Int?
  /// Sources whose files are checked before the first step.
  var whole: [any TrainingSource] = []

  /// Refuses a configuration that flags made impossible, as wrong usage.
  /// - Throws: `ValidationError`.
  static func check(_ configuration: some TrainingConfiguration) throws {
    do throws(ConfigurationError) {
      try configuration.validate()
    } catch {
      throw ValidationError("\(error)")
    }
  }

  /// Trains until it is done or interrupted.
  /// - Parameters:
  ///   - held: Examples for the sample sheets.
  ///   - configuration: Called once the engine is loaded.
  func train<Family: Trainer>(
    _ family: Family.Type, source: any TrainingSource, held: any TrainingSource,
    configuration: () throws -> Family.Configuration
  ) throws {
    let stamp = try check(source, held: held)
    try Engine.load(usesCUDA: environment.device != .cpu)
    Engine.threads = environment.threads
    var options = TrainingOptions(folder: folder, pictures: pictures)
    options.start = start
    loading?.apply(to: &options)
    if let loaders { options.loaders = loaders }
    options.checked = stamp
    options.device = try Engine.device(for: environment.device)
    Engine.allowFastMath(options.device == .cuda)
    environment.show(
      "\(Engine.description), \(Engine.threads) threads, \(options.loaders) loaders · "
        + source.summary)
    let configuration = try configuration()
    try Self.check(configuration)
    let lock = try lockedFolder()
    defer { lock.release() }
    let run = try TrainingRun<Family>(
      configuration, source: source, held: held, options: options)
    environment.show(
      "\(run.trainer.parameterCount) parameters · run in \(options.folder.path) · "
        + "step \(run.trainer.step)")
    try run.run(shouldStop: environment.isInterrupted) { environment.show("\($0)") }
    guard run.trainer.picturesSeen < options.pictures else { return environment.show("done") }
    environment.show("stopped; the same command goes on from here")
    lock.release()
    throw ExitCode(75)
  }

  /// Makes the run's folder, if it is not there, and takes its lock: two trainings that write into
  /// one folder would destroy each other's checkpoints.
  private func lockedFolder() throws -> FolderLock {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    do {
      return try FolderLock(Directory(folder), identity: .current())
    } catch FolderLock.Refusal.held(let holder) {
      throw TrainingError(
        "the run in \(folder.path) is trained by ganvas \(holder.pid) on \(holder.host). "
          + "Wait for it or stop it; if that machine is gone, remove "
          + folder.appendingPathComponent(FolderLock.fileName).path)
    } catch FolderLock.Refusal.file(let error) {
      throw TrainingError("the run cannot be locked: \(error)")
    }
  }

  /// Reads every file before the first step, unless this run has done so with the files as they
  /// are, and says what it found.
  /// - Returns: The files' stamp, for the run's record.
  /// - Throws: `TrainingError` naming broken files.
  private func check(
    _ source: any TrainingSource, held: any TrainingSource
  ) throws -> String? {
    guard !whole.isEmpty else { return nil }
    let stamp = DataCheck.stamp(of: whole)
    if let record = try? RunFolder.record(of: folder), record.checked == stamp { return stamp }
    for part in whole {
      let size = try source.example(at: 0).image.size
      try DataReport.check(part, becoming: size, say: environment.show)
    }
    if whole.count == 1, held.count + source.count == whole[0].count {
      environment.show("\(source.count) to learn from, \(held.count) held back for the sheets")
    }
    return stamp
  }
}
