import Checkpoints
import Foundation
import Generators
import Imaging
import Layers
import Tensors

/// The files of a run of a pyramid.
enum SinGANRunFiles {
  private struct Description: Codable {
    var family: String
    var configuration: SinGANTrainingConfiguration
    var record: TrainingRecord
  }

  /// A finished scale.
  struct FinishedScale {
    let generator: SinGANGenerator
    let discriminator: SinGANDiscriminator
    let noise: Tensor
    let amplitude: Double
  }

  private static let photoName = "photo.png"
  private static let progressName = "progress.json"

  /// Configuration and record of the run that was left in a folder; `nil` for a folder without.
  /// - Throws: `TrainingError` for a run of another family, or one that cannot be read.
  static func left(
    in folder: URL
  ) throws(TrainingError) -> (configuration: SinGANTrainingConfiguration, record: TrainingRecord)? {
    let file = folder.appendingPathComponent(RunFolder.descriptionName)
    guard FileManager.default.fileExists(atPath: file.path) else { return nil }
    let family = try RunFolder.family(of: folder)
    guard family == SinGANModel.family else {
      throw TrainingError("\(folder.path) holds a run of \(family): name another folder")
    }
    do {
      let run = try JSONDecoder().decode(Description.self, from: Data(contentsOf: file))
      return (run.configuration, run.record)
    } catch {
      throw TrainingError("the run in \(folder.path) cannot be read: \(error)")
    }
  }

  /// The photo of a run.
  static func photo(in folder: URL) throws(TrainingError) -> RGBImage {
    do {
      return try ImageFile.read(folder.appendingPathComponent(photoName))
    } catch {
      throw TrainingError("the run's photo cannot be read: \(error)")
    }
  }

  /// Makes the folder of a run, unless it is there.
  static func begin(
    in folder: URL, photo: RGBImage, _ configuration: SinGANTrainingConfiguration,
    _ record: TrainingRecord
  ) throws(TrainingError) {
    do {
      for name in ["scales", "samples"] {
        try FileManager.default.createDirectory(
          at: folder.appendingPathComponent(name), withIntermediateDirectories: true)
      }
      let place = folder.appendingPathComponent(photoName)
      if !FileManager.default.fileExists(atPath: place.path) {
        try AtomicFile.write(PNG.encode(photo), to: place)
      }
    } catch {
      throw TrainingError("\(folder.path) cannot be made: \(error)")
    }
    try describe(configuration, record, in: folder)
  }

  /// Writes `run.json`.
  static func describe(
    _ configuration: SinGANTrainingConfiguration, _ record: TrainingRecord, in folder: URL
  ) throws(TrainingError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    try writing {
      let run = Description(
        family: SinGANModel.family, configuration: configuration, record: record)
      try AtomicFile.write(
        [UInt8](encoder.encode(run)),
        to: folder.appendingPathComponent(RunFolder.descriptionName))
    }
  }

  /// Writes `progress.json`, which the studio watches.
  static func write(_ progress: SinGANRun.Progress, in folder: URL) throws(TrainingError) {
    try writing {
      try AtomicFile.write(
        [UInt8](JSONEncoder().encode(progress)), to: folder.appendingPathComponent(progressName))
    }
  }

  /// Writes a sample picture.
  static func write(
    _ picture: RGBImage, named name: String, in folder: URL
  ) throws(TrainingError) {
    try writing {
      try AtomicFile.write(
        PNG.encode(picture), to: folder.appendingPathComponent("samples/\(name)"))
    }
  }

  private static func writing(_ body: () throws -> Void) throws(TrainingError) {
    do {
      try body()
    } catch {
      throw TrainingError("the run could not be saved: \(error)")
    }
  }

  // MARK: The scale in work

  /// Writes the state of the scale in work, the record first.
  static func save(
    _ trainer: SinGANScaleTrainer, scale: Int, _ configuration: SinGANTrainingConfiguration,
    _ record: TrainingRecord, in folder: URL
  ) throws(TrainingError) {
    try describe(configuration, record, in: folder)
    try writing {
      try Checkpoint.writeSafetensors(
        stored(trainer.savedTensors),
        metadata: ["scale": "\(scale)", "iteration": "\(trainer.iteration)"],
        to: folder.appendingPathComponent(RunFolder.stateName).path)
    }
  }

  /// Puts the state that was left into the trainer of its scale; that of another scale is old.
  static func restore(
    _ trainer: SinGANScaleTrainer, scale: Int, in folder: URL
  ) throws(TrainingError) {
    let file = folder.appendingPathComponent(RunFolder.stateName)
    guard FileManager.default.fileExists(atPath: file.path) else { return }
    let checkpoint = try read(file)
    guard checkpoint.metadata["scale"] == "\(scale)",
      let iteration = checkpoint.metadata["iteration"].flatMap({ Int($0) }), iteration >= 0
    else { return }
    for (name, tensor) in trainer.savedTensors {
      guard let stored = checkpoint[name], stored.shape == tensor.shape else {
        throw TrainingError(
          "\(file.path) belongs to another network: \(name) is missing or misshapen")
      }
      withoutGradients { tensor.detached().assign(Tensor(stored)) }
    }
    trainer.resume(at: iteration)
  }

  // MARK: Finished scales

  private static func file(_ scale: Int, _ folder: URL) -> URL {
    folder.appendingPathComponent("scales/\(scale).safetensors")
  }

  /// Writes a finished scale; from then on the run goes on behind it.
  static func finish(
    _ scale: Int, _ generator: SinGANGenerator, _ discriminator: SinGANDiscriminator,
    _ noise: Tensor, _ amplitude: Double, in folder: URL
  ) throws(TrainingError) {
    try writing {
      try Checkpoint.writeSafetensors(
        generator.storedTensors(under: "generator")
          + discriminator.storedTensors(under: "discriminator")
          + stored([("noise", noise)]),
        // Swift prints doubles so that reading gives the same bits.
        metadata: ["amplitude": "\(amplitude)"], to: file(scale, folder).path)
    }
  }

  /// A finished scale; `nil` when it is not.
  static func scale(_ scale: Int, in folder: URL) throws(TrainingError) -> FinishedScale? {
    let file = file(scale, folder)
    guard FileManager.default.fileExists(atPath: file.path) else { return nil }
    let checkpoint = try read(file)
    do {
      let tensors = checkpoint.tensors(under: "generator")
      guard let channels = SinGANGenerator.channels(of: tensors),
        let amplitude = checkpoint.metadata["amplitude"].flatMap({ Double($0) }),
        let noise = checkpoint["noise"]
      else { throw TrainingError("it holds no finished scale") }
      return FinishedScale(
        generator: try .loaded(channels: channels, from: tensors, file: file.path),
        discriminator: try .loaded(
          from: checkpoint.tensors(under: "discriminator"), file: file.path),
        noise: Tensor(noise), amplitude: amplitude)
    } catch {
      throw TrainingError("\(file.path) cannot be read: \(error)")
    }
  }

  private static func read(_ file: URL) throws(TrainingError) -> Checkpoint {
    do {
      return try Checkpoint.read(file.path)
    } catch {
      throw TrainingError("the run cannot be read: \(error)")
    }
  }

  private static func stored(_ tensors: [SavedTensor]) -> [StoredTensor] {
    tensors.map { StoredTensor(name: $0, shape: $1.shape, floats: $1.detached().floats()) }
  }
}

extension SinGANDiscriminator {
  /// A copy that shares nothing.
  func duplicated() -> SinGANDiscriminator {
    let channels =
      [trunk.head.conv.weight.shape[0]] + trunk.body.map { $0.conv.weight.shape[0] }
    let copy = SinGANDiscriminator(channels: channels, using: nil)
    withoutGradients {
      for (to, from) in zip(copy.parameters(), parameters()) {
        to.tensor.assign(from.tensor.detached())
      }
    }
    return copy
  }
}

/// Times of a scale in work: what an iteration takes, when a line and a checkpoint are due.
struct SinGANWatch {
  /// Iterations made since the watch started.
  var count = 0
  private let before: Double
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  private var lastLine = 0.0
  private var lastSave = 0.0

  /// - Parameter before: Seconds of the run so far.
  init(before: Double) {
    self.before = before
    start = clock.now
  }

  private var elapsed: Double { Double((clock.now - start) / .seconds(1)) }
  /// Seconds of the run.
  var seconds: Double { before + elapsed }
  /// Mean of an iteration.
  var secondsPerIteration: Double { elapsed / Double(max(1, count)) }

  /// Whether two seconds have passed since the last line.
  mutating func isLineDue() -> Bool { Self.isDue(&lastLine, elapsed, every: 2) }
  /// Whether five seconds have passed since the last checkpoint.
  mutating func isSaveDue() -> Bool { Self.isDue(&lastSave, elapsed, every: 5) }

  private static func isDue(_ last: inout Double, _ now: Double, every interval: Double) -> Bool {
    guard now - last >= interval else { return false }
    last = now
    return true
  }
}
