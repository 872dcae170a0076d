import Foundation
import Imaging
import Tensors

/// A training run in a folder: steps, progress, checkpoints, sample sheets, loss plot; resumable.
///
/// The folder holds `run.json` (configuration and record), `state.safetensors` (everything a
/// resumed run needs), `samples/*.png` and `losses.png`. All files are replaced atomically.
///
/// Not Sendable: belongs to the training thread, like its trainer.
public final class TrainingRun<Family: Trainer> {
  /// The trainer.
  public let trainer: Family
  /// What happened so far.
  public private(set) var record: TrainingRecord
  private let options: TrainingOptions
  private let source: any TrainingSource
  private let held: any TrainingSource

  /// Opens a run: continues the one in the folder, or starts a new one.
  /// - Parameters:
  ///   - source: Examples to learn from.
  ///   - held: Examples for the sample sheets, never learned from.
  /// - Throws: `TrainingError`, also when the folder holds a run with another network.
  public init(
    _ configuration: Family.Configuration, source: any TrainingSource,
    held: any TrainingSource, options: TrainingOptions
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
    trainer = try Family(configuration, device: options.device)
    if let left = try TrainingState.restore(trainer, from: options.folder) {
      record = left
    } else {
      record = try Self.begun(trainer, options)
    }
    TrainingRecord.note(source.summary, in: &record.data)
    record.scenes = source.scenes
    record.checked = options.checked
    let usual = trainer.step > 0 ? 1 : options.usualUses
    record.uses = options.uses ?? record.uses ?? usual
    TrainingRecord.note(
      "\(Engine.description), \(Engine.threads) threads", in: &record.machines)
  }

  /// The record of a new run, whose trainer begins from another run where one is given.
  private static func begun(
    _ trainer: Family, _ options: TrainingOptions
  ) throws(TrainingError) -> TrainingRecord {
    var record = TrainingRecord()
    guard let start = options.start else { return record }
    if FileManager.default.fileExists(atPath: start.appendingPathComponent("model.json").path) {
      TrainingRecord.note(try trainer.begin(fromPackage: start), in: &record.data)
      return record
    }
    let saved = try SavedState(start, family: Family.family)
    TrainingRecord.note(try trainer.begin(fromRun: saved), in: &record.data)
    return record
  }

  /// Trains until the target is reached or `shouldStop` says so; a checkpoint is written last.
  /// - Throws: `TrainingError`.
  public func run(
    shouldStop: () -> Bool, report: (TrainingProgress) -> Void
  ) throws(TrainingError) {
    let configuration = trainer.configuration
    let schedule = BatchSchedule(
      source, seed: configuration.seed, flips: configuration.flips, uses: record.uses ?? 1
    ) { configuration.picturesSeen(after: $0) }
    let loader = BatchLoader(
      source, schedule: schedule, firstStep: trainer.step, loaders: options.loaders)
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
      meter.add(try step(on: loader.next()))
      let now = elapsed()
      record.seconds = before + now
      if trainer.step % options.progressInterval == 0 {
        let losses = meter.take()
        let stretch = max(1e-9, now - lastLine.seconds)
        let waiting = min(1, loader.takeWaitedSeconds() / stretch)
        record.entries.append(
          .init(
            step: trainer.step, pictures: trainer.picturesSeen, seconds: record.seconds,
            waiting: waiting, losses: losses))
        report(
          TrainingProgress(
            step: trainer.step, pictures: trainer.picturesSeen, target: options.pictures,
            rate: Double(trainer.picturesSeen - lastLine.pictures) / stretch,
            seconds: record.seconds, waiting: waiting,
            losses: Family.lossNames.compactMap { name in losses[name].map { (name, $0) } }))
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

  /// Makes one step. Where the engine fails, above all for want of memory, the run is saved as it
  /// was before the step.
  private func step(
    on examples: [TrainingExample]
  ) throws(TrainingError) -> [Family.Loss: Double] {
    let before = trainer.step
    do {
      return try Engine.guarded { try trainer.train(on: examples) }
    } catch let error as TensorError {
      // What came after the failure computed nothing, but may have counted the step.
      if trainer.step != before { trainer.resume(atStep: before) }
      let failed = before + 1
      try TrainingState.save(trainer, record: record, to: options.folder)
      throw TrainingError(
        "step \(failed): \(error) · the run is saved as it was before; if memory is short, go on "
          + "with a lower --batch or --crop, a new run with a lower --size or width")
    } catch {
      throw error as? TrainingError ?? TrainingError("\(error)")
    }
  }

  /// Writes `samples/<step>.png` and `losses.png`.
  public func writeSheet() throws(TrainingError) {
    var examples: [TrainingExample] = []
    for index in 0..<min(6, held.count) { examples.append(try held.example(at: index)) }
    let name = String(format: "samples/%07d.png", trainer.step)
    do {
      // Members of the folder itself: a link in a stranger's run is replaced, not followed.
      let sheet = try Engine.guarded { trainer.sheet(of: examples) }
      let folder = try Directory(options.folder)
      try folder.write(PNG.encode(sheet), to: name)
      try folder.write(
        PNG.encode(LossPlot.picture(of: record, names: Family.lossNames)), to: "losses.png")
    } catch {
      throw TrainingError("the sample sheet could not be written: \(error)")
    }
  }
}
