public import Checkpoints
public import Foundation
import Generators
public import Imaging
import Synthesis

/// Turns a run of a style-based family into a model package: the averaged generator with its own
/// mean w; of a run that still grows the levels that have learned.
public struct TrainedStyleBased<Family: StyleTrainer>: TrainedModel {
  /// Name of the family.
  public static var family: String { Family.family }

  /// The averaged generator.
  public private(set) var generator: Family.Maker
  /// What the run depended on.
  public let configuration: Family.Configuration
  /// What happened in it.
  public let record: TrainingRecord
  /// Steps behind the weights.
  public let steps: Int

  /// Size of its pictures.
  public var size: PixelSize { generator.configuration.outputSize }
  /// They are made from a latent.
  public var takesMaps: Bool { false }
  /// Names of its classes.
  public var classNames: [String] { generator.configuration.classNames }

  /// Reads the averaged generator of a run.
  /// - Throws: `TrainingError` naming what does not fit.
  public init(run folder: URL) throws(TrainingError) {
    let saved = try SavedRun<Family.Configuration>(folder, family: Self.family)
    configuration = saved.configuration
    record = saved.record
    steps = saved.step
    let shipped = Family.shipped(saved.configuration, after: saved.step)
    do {
      generator = try Family.Maker.loaded(
        shipped, from: Family.tensors(saved.checkpoint.tensors(under: "average"), of: shipped),
        file: folder.path, progress: nil)
    } catch {
      throw TrainingError("the run's averaged weights do not load: \(error)")
    }
  }

  /// Measures the mean w of the averaged mapping: the one tracked in training follows the network
  /// that was trained.
  /// - Parameter batches: Batches of 1024 latents; the examples are not needed.
  public mutating func measure(
    on source: any TrainingSource, batches: Int
  ) throws(TrainingError) {
    generator.measureAverageStyle(seed: configuration.seed, batches: max(1, batches))
  }

  /// Writes the package.
  /// - Parameter labelSet: Not used: it takes no label map.
  /// - Throws: `TrainingError`.
  public func write(
    to folder: URL, labelSet: LabelSet, precision: Checkpoints.ElementType, licence: String
  ) throws(TrainingError) {
    let name = folder.deletingPathExtension().lastPathComponent
    do {
      let model = StyleBasedModel(name: name, generator: generator)
      let latent = ModelManifest.LatentFacts(
        dimension: generator.configuration.latentDimension,
        codeDistance: try model.codeDistance())
      let contents = PackageContents(
        manifest: try ModelManifest(
          styleBased: generator, name: name, latent: latent,
          training: try record.facts(steps: steps, of: configuration), licence: licence,
          provenance: .init(
            source: "trained by ganvas train \(Self.family) from random weights", date: nil)),
        networks: GeneratorAlone(generator))
      try contents.write(to: folder, as: precision, preview: try model.preview())
    } catch {
      throw TrainingError("\(folder.path) could not be written: \(error)")
    }
  }
}
