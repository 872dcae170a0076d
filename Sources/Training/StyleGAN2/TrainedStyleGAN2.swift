public import Checkpoints
public import Foundation
public import Generators
public import Imaging
import Synthesis

/// Turns a StyleGAN2 run into a model package: the averaged generator with its own mean w.
public struct TrainedStyleGAN2: TrainedModel {
  /// Name of the family.
  public static let family = StyleGAN2Trainer.family

  /// The averaged generator.
  public private(set) var generator: StyleGAN2Generator
  /// What the run depended on.
  public let configuration: StyleGAN2TrainingConfiguration
  /// What happened in it.
  public let record: TrainingRecord
  /// Steps behind the weights.
  public let steps: Int

  /// Size of its pictures.
  public var size: PixelSize { configuration.generator.outputSize }

  /// Reads the averaged generator of a run.
  /// - Throws: `TrainingError` naming what does not fit.
  public init(run folder: URL) throws(TrainingError) {
    let saved = try SavedRun<StyleGAN2TrainingConfiguration>(folder, family: Self.family)
    configuration = saved.configuration
    record = saved.record
    steps = saved.step
    do {
      generator = try StyleGAN2Generator.loaded(
        saved.configuration.generator, from: saved.checkpoint.tensors(under: "average"),
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
      let model = StyleGAN2Model(name: name, generator: generator)
      let latent = ModelManifest.LatentFacts(
        dimension: configuration.generator.latentDimension,
        codeDistance: try model.codeDistance())
      let contents = PackageContents(
        manifest: try ModelManifest(
          styleBased: generator, name: name, latent: latent,
          training: try record.facts(steps: steps, of: configuration), licence: licence,
          provenance: .init(
            source: "trained by ganvas train stylegan2 from random weights", date: nil)),
        networks: GeneratorAlone(generator))
      try contents.write(to: folder, as: precision, preview: try model.preview())
    } catch {
      throw TrainingError("\(folder.path) could not be written: \(error)")
    }
  }
}
