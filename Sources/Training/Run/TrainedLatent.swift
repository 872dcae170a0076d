public import Checkpoints
public import Foundation
import Generators
public import Imaging
import Layers
import Tensors

/// Turns a run of a family of z and classes into a model package: the averaged generator with
/// standing statistics of its own.
public struct TrainedLatent<Family: LatentTrainer>: TrainedModel {
  /// Name of the family.
  public static var family: String { Family.family }

  /// The averaged generator.
  public private(set) var generator: Family.Network
  /// What the run depended on.
  public let configuration: Family.Configuration
  /// What happened in it.
  public let record: TrainingRecord
  /// Steps behind the weights.
  public let steps: Int
  private var referenceDistance: Double?
  private let checkpoint: Checkpoint

  /// Reads the averaged generator of a run.
  /// - Throws: `TrainingError` naming what does not fit.
  public init(run folder: URL) throws(TrainingError) {
    let saved = try SavedRun<Family.Configuration>(folder, family: Family.family)
    configuration = saved.configuration
    record = saved.record
    steps = saved.step
    checkpoint = saved.checkpoint
    do {
      generator = try Family.Network.loaded(
        Family.network(of: saved.configuration),
        from: saved.checkpoint.tensors(under: "average"), file: folder.path, progress: nil)
    } catch {
      throw TrainingError("the run's averaged weights do not load: \(error)")
    }
  }

  /// They are made from a latent.
  public var takesMaps: Bool { false }
  /// Names of its classes.
  public var classNames: [String] { generator.configuration.classNames ?? [] }

  /// Size of its pictures.
  public var size: PixelSize {
    let side = generator.configuration.resolution
    return PixelSize(width: side, height: side)
  }

  /// Measures standing statistics: those copied from training belong to other weights. Also, where
  /// examples have classes, how far real pictures of one class are from each other.
  /// - Parameter batches: Batches whose statistics are averaged, of 16 pictures of drawn codes and
  ///   classes each.
  public mutating func measure(
    on source: any TrainingSource, batches: Int
  ) throws(TrainingError) {
    let random = RandomGenerator(seed: configuration.seed)
    var choice = SeededRandom(seed: configuration.seed, stream: 0xca11)
    let count = 16
    let classes = generator.configuration.classCount
    withoutGradients {
      for batch in 0..<batches {
        let ids = (0..<count).map { _ in Int.random(in: 0..<max(1, classes), using: &choice) }
        _ = generator.pictures(
          random.normal([count, generator.configuration.latentDimension]),
          weights: classes > 0 ? Tensor(oneHot: ids, classes: classes) : nil,
          mode: .measuring(momentum: 1 / Double(batch + 1)), type: .float32, observe: nil,
          checkpoint: {})
      }
    }
    referenceDistance = source.classNames.isEmpty ? nil : try Self.distanceInOneClass(source)
  }

  /// Mean absolute difference of pixels in −1…1 between real pictures of one class, over all pairs
  /// of the first six.
  private static func distanceInOneClass(
    _ source: any TrainingSource
  ) throws(TrainingError) -> Double? {
    var pictures: [RGBImage] = []
    var classID: Int?
    for index in 0..<source.count where pictures.count < 6 {
      let example = try source.example(at: index)
      if classID ?? example.classID != example.classID { continue }
      classID = example.classID
      pictures.append(example.image)
    }
    var total = 0.0
    var pairs = 0.0
    for (index, first) in pictures.enumerated() {
      for second in pictures[(index + 1)...] {
        total += first.meanDistance(to: second)
        pairs += 1
      }
    }
    return pairs > 0 ? total / pairs : nil
  }

  /// What the family measures.
  public func ownMeasures(
    on source: any TrainingSource
  ) throws(TrainingError) -> [String: Double] {
    try Family.measures(of: checkpoint, configuration, on: source)
  }

  /// Writes the package; label sets are no matter of these families.
  /// - Throws: `TrainingError`.
  public func write(
    to folder: URL, labelSet: LabelSet, precision: Checkpoints.ElementType, licence: String
  ) throws(TrainingError) {
    let name = folder.deletingPathExtension().lastPathComponent
    do {
      // Measured on what is stored, so the rounding to half precision is part of it.
      let stored = try Family.Network.loaded(
        generator.configuration, from: generator.storedTensors(as: precision), file: name,
        progress: nil)
      let model = LatentModel(name: name, network: stored)
      var contents = try GeneratorAlone(generator).contents(named: name)
      contents.manifest.latent = try model.codeDistance().map {
        .init(
          dimension: generator.configuration.latentDimension, codeDistance: $0,
          referenceDistance: referenceDistance)
      }
      contents.manifest.training = try record.facts(steps: steps, of: configuration)
      contents.manifest.licence = licence
      contents.manifest.provenance = .init(
        source: "trained by ganvas train \(Family.family) from random weights", date: nil)
      try contents.write(to: folder, as: precision, preview: model.preview())
    } catch {
      throw TrainingError("\(folder.path) could not be written: \(error)")
    }
  }
}
