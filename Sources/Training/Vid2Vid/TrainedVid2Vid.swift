public import Checkpoints
public import Foundation
import Generators
public import Imaging
import Layers
import Tensors

/// Turns a vid2vid run into a model package: the averaged generators. Each frame is normalized by its
/// own statistics, so that nothing is left to measure.
public struct TrainedVid2Vid: TrainedModel {
  /// Name of the family.
  public static let family = Vid2VidTrainer.family

  /// Steps behind the weights.
  public let steps: Int
  private let generator: Vid2VidGenerator
  private let configuration: Vid2VidTrainingConfiguration
  private let record: TrainingRecord

  /// Reads the averaged generators of a run.
  /// - Throws: `TrainingError` naming what does not fit.
  public init(run folder: URL) throws(TrainingError) {
    let saved = try SavedRun<Vid2VidTrainingConfiguration>(folder, family: Self.family)
    configuration = saved.configuration
    record = saved.record
    steps = saved.step
    do {
      generator = try Vid2VidGenerator.loaded(
        configuration.generator, from: saved.checkpoint.tensors(under: "average"),
        file: folder.path)
    } catch {
      throw TrainingError("the run's averaged weights do not load: \(error)")
    }
  }

  /// Size of its pictures.
  public var size: PixelSize { configuration.generator.outputSize }

  /// Nothing is left to measure.
  public mutating func measure(
    on source: any TrainingSource, batches: Int
  ) throws(TrainingError) {}

  /// Writes the package.
  /// - Throws: `TrainingError`.
  public func write(
    to folder: URL, labelSet: LabelSet, precision: Checkpoints.ElementType, licence: String
  ) throws(TrainingError) {
    let name = folder.deletingPathExtension().lastPathComponent
    do {
      guard labelSet.channelCount == configuration.generator.labelCount else {
        throw TrainingError(
          "the run has \(configuration.generator.labelCount) labels, \(labelSet.name) has "
            + "\(labelSet.channelCount)")
      }
      var contents = PackageContents(
        manifest: try ModelManifest(
          name: name, family: Self.family, configuration: configuration.generator,
          labelSet: labelSet),
        networks: Vid2VidNetworks(generator))
      contents.manifest.statistics = .current
      contents.manifest.training = try record.facts(steps: steps, of: configuration)
      contents.manifest.licence = licence
      contents.manifest.provenance = .init(
        source: "trained by ganvas train vid2vid from random weights", date: nil)
      // Shown as stored, so the rounding to half precision is part of it.
      var stored = generator
      try load(into: &stored, from: generator.storedTensors(as: precision), file: name)
      let model = Vid2VidModel(name: name, generator: stored, labelSet: labelSet)
      try contents.write(to: folder, as: precision, preview: try model.preview())
    } catch {
      throw TrainingError("\(folder.path) could not be written: \(error)")
    }
  }
}
