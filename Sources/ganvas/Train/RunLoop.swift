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

  /// Trains until it is done or interrupted.
  /// - Parameters:
  ///   - held: Examples for the sample sheets.
  ///   - configuration: Called once the engine is loaded.
  func train<Family: Trainer>(
    _ family: Family.Type, source: any TrainingSource, held: any TrainingSource,
    configuration: () throws -> Family.Configuration
  ) throws {
    try Engine.load(usesCUDA: device != .cpu)
    Engine.threads = threads ?? ProcessInfo.processInfo.activeProcessorCount
    var options = TrainingOptions(folder: folder, pictures: pictures)
    options.start = start
    options.device = try Engine.device(for: device)
    print("\(Engine.description), \(Engine.threads) threads · \(source.summary)")
    let run = try TrainingRun<Family>(
      try configuration(), source: source, held: held, options: options)
    print(
      "\(run.trainer.parameterCount) parameters · run in \(options.folder.path) · "
        + "step \(run.trainer.step)")
    let interrupt = Interrupt()
    try run.run(shouldStop: { interrupt.happened }) { progress in
      FileHandle.standardOutput.write(Data("\(progress)\n".utf8))
    }
    print(interrupt.happened ? "stopped; the same command goes on from here" : "done")
  }
}
