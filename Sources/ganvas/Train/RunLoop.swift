import Foundation
import Tensors
import Training

/// Opens a training run and makes its steps, with a line for each stretch of them.
struct RunLoop {
  /// Where the networks learn.
  let device: DeviceChoice
  /// All cores if `nil`.
  let threads: Int?
  /// Pictures to see in all.
  let pictures: Int
  /// Folder of the run.
  let folder: URL
  /// Folder of a run of a lower resolution where a new run begins.
  var start: URL?
  /// How examples get to the training thread.
  var loading: LoadingOptions?
  /// Sources whose files are checked before the first step.
  var whole: [any TrainingSource] = []

  /// Trains until it is done or interrupted.
  /// - Parameters:
  ///   - held: Examples for the sample sheets.
  ///   - configuration: Called once the engine is loaded.
  func train<Family: Trainer>(
    _ family: Family.Type, source: any TrainingSource, held: any TrainingSource,
    configuration: () throws -> Family.Configuration
  ) throws {
    let stamp = try check(source, held: held)
    try Engine.load(usesCUDA: device != .cpu)
    Engine.threads = threads ?? ProcessInfo.processInfo.activeProcessorCount
    var options = TrainingOptions(folder: folder, pictures: pictures)
    options.start = start
    loading?.apply(to: &options)
    options.checked = stamp
    options.device = try Engine.device(for: device)
    say(
      "\(Engine.description), \(Engine.threads) threads, \(options.loaders) loaders · "
        + source.summary)
    let run = try TrainingRun<Family>(
      try configuration(), source: source, held: held, options: options)
    say(
      "\(run.trainer.parameterCount) parameters · run in \(options.folder.path) · "
        + "step \(run.trainer.step)")
    let interrupt = Interrupt()
    try run.run(shouldStop: { interrupt.happened }) { progress in
      say("\(progress)")
    }
    say(interrupt.happened ? "stopped; the same command goes on from here" : "done")
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
      try DataReport.check(part, becoming: size, say: say)
    }
    if whole.count == 1, held.count + source.count == whole[0].count {
      say("\(source.count) to learn from, \(held.count) held back for the sheets")
    }
    return stamp
  }

  /// Prints a line at once, so that lines come in order wherever they go.
  private func say(_ line: String) {
    FileHandle.standardOutput.write(Data("\(line)\n".utf8))
  }
}
