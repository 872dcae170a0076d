public import Foundation
import Imaging
public import Tensors

/// A training run in a folder: steps, progress, checkpoints, sample sheets, loss plot; resumable.
///
/// The folder holds `run.json` (configuration and record), `state.safetensors` (everything a
/// resumed run needs), `samples/*.png` and `losses.png`. All files are replaced atomically.
public final class TrainingRun {
  /// What belongs to a run but not to its result.
  public struct Options: Sendable {
    /// Folder of the run.
    public var folder: URL
    /// The run ends when this many pictures have been seen.
    public var pictures: Int
    /// Where the networks live and learn.
    public var device = Device.cpu
    /// Seconds between checkpoints.
    public var checkpointInterval = 300.0
    /// Seconds between sample sheets.
    public var sheetInterval = 600.0
    /// Steps between progress lines.
    public var progressInterval = 25

    /// Options with the usual intervals.
    public init(folder: URL, pictures: Int) {
      self.folder = folder
      self.pictures = pictures
    }
  }

  /// A moment of the run, for progress lines.
  public struct Progress: Sendable {
    /// Steps made.
    public var step: Int
    /// Pictures seen.
    public var pictures: Int
    /// Pictures the run will see.
    public var target: Int
    /// Pictures per second since the last line.
    public var rate: Double
    /// Wall time of the run so far in seconds.
    public var seconds: Double
    /// Mean losses since the last line.
    public var losses: SPADETrainer.Losses

    /// Seconds until the target at the present rate.
    public var remaining: Double { Double(max(0, target - pictures)) / max(rate, 1e-9) }
  }

  /// The trainer.
  public let trainer: SPADETrainer
  /// What happened so far.
  public private(set) var record: TrainingRecord
  private let options: Options
  private let source: any TrainingSource
  private let held: any TrainingSource

  /// Opens a run: continues the one in the folder, or starts a new one.
  /// - Parameters:
  ///   - source: Examples to learn from.
  ///   - held: Examples for the sample sheets, never learned from.
  /// - Throws: `TrainingError`, also when the folder holds a run with another network.
  public init(
    _ configuration: SPADETrainingConfiguration, source: any TrainingSource,
    held: any TrainingSource, options: Options
  ) throws(TrainingError) {
    self.options = options
    self.source = source
    self.held = held
    do {
      try FileManager.default.createDirectory(
        at: options.folder.appendingPathComponent("samples"), withIntermediateDirectories: true)
    } catch {
      throw TrainingError("\(options.folder.path) cannot be made: \(error.localizedDescription)")
    }
    trainer = try SPADETrainer(configuration, device: options.device)
    record = try TrainingState.restore(trainer, from: options.folder) ?? TrainingRecord()
    TrainingRecord.note(source.summary, in: &record.data)
    TrainingRecord.note(
      "\(Engine.description), \(Engine.threads) threads", in: &record.machines)
  }

  /// Trains until the target is reached or `shouldStop` says so; a checkpoint is written last.
  /// - Throws: `TrainingError`.
  public func run(
    shouldStop: () -> Bool, report: (Progress) -> Void
  ) throws(TrainingError) {
    let loader = BatchLoader(
      source, batchSize: trainer.configuration.batchSize, seed: trainer.configuration.seed,
      flips: trainer.configuration.flips, firstStep: trainer.step)
    defer { loader.stop() }
    let before = record.seconds
    let clock = ContinuousClock()
    let start = clock.now
    func elapsed() -> Double { Double((clock.now - start) / .seconds(1)) }
    var lastCheckpoint = 0.0
    var lastSheet = -options.sheetInterval
    var lastLine = (seconds: 0.0, pictures: trainer.picturesSeen)
    var meter = LossMeter()
    while trainer.picturesSeen < options.pictures, !shouldStop() {
      meter.add(try trainer.train(on: loader.next()))
      let now = elapsed()
      record.seconds = before + now
      if trainer.step % options.progressInterval == 0 {
        let losses = meter.take()
        record.entries.append(
          .init(
            step: trainer.step, pictures: trainer.picturesSeen, seconds: record.seconds,
            losses: losses))
        report(
          Progress(
            step: trainer.step, pictures: trainer.picturesSeen, target: options.pictures,
            rate: Double(trainer.picturesSeen - lastLine.pictures)
              / max(1e-9, now - lastLine.seconds),
            seconds: record.seconds, losses: losses))
        lastLine = (now, trainer.picturesSeen)
      }
      if now - lastSheet >= options.sheetInterval {
        try writeSheet()
        lastSheet = now
      }
      if now - lastCheckpoint >= options.checkpointInterval {
        try TrainingState.save(trainer, record: record, to: options.folder)
        lastCheckpoint = now
      }
    }
    try TrainingState.save(trainer, record: record, to: options.folder)
    try writeSheet()
  }

  /// Writes `samples/<step>.png` and `losses.png`.
  public func writeSheet() throws(TrainingError) {
    var examples: [TrainingExample] = []
    for index in 0..<min(6, held.count) { examples.append(try held.example(at: index)) }
    let sheet = SampleSheet.picture(
      of: trainer.average.network, examples: examples, configuration: trainer.configuration)
    let name = String(format: "samples/%07d.png", trainer.step)
    do {
      try AtomicFile.write(
        PNG.encode(sheet), to: options.folder.appendingPathComponent(name))
      try AtomicFile.write(
        PNG.encode(LossPlot.picture(of: record)),
        to: options.folder.appendingPathComponent("losses.png"))
    } catch {
      throw TrainingError("the sample sheet could not be written: \(error)")
    }
  }
}
