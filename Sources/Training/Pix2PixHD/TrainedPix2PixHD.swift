public import Checkpoints
public import Foundation
import Generators
public import Imaging
import Layers
import Tensors

/// Turns a pix2pixHD run into a model package: averaged weights and, where it has an encoder, the
/// clusters of the styles that the encoder sees.
public struct TrainedPix2PixHD: TrainedModel {
  /// Name of the family.
  public static let family = Pix2PixHDTrainer.family

  /// Steps behind the weights.
  public let steps: Int
  private let networks: Pix2PixHDNetworks
  private let configuration: Pix2PixHDTrainingConfiguration
  private let record: TrainingRecord
  private var styles: StyleClusters?

  /// Reads the averaged networks of a run.
  /// - Throws: `TrainingError` naming what does not fit.
  public init(run folder: URL) throws(TrainingError) {
    let saved = try SavedRun<Pix2PixHDTrainingConfiguration>(folder, family: Self.family)
    configuration = saved.configuration
    record = saved.record
    steps = saved.step
    var networks = Pix2PixHDNetworks(
      configuration.generator, initialization: .unfilled, using: RandomGenerator(seed: 0))
    do {
      try load(
        into: &networks, from: saved.checkpoint.tensors(under: "average"),
        file: folder.path)
    } catch {
      throw TrainingError("the run's averaged weights do not load: \(error)")
    }
    self.networks = networks
  }

  /// Whether it makes pictures of label maps, not of pictures.
  public var takesMaps: Bool { configuration.generator.labelCount > 0 }

  /// Size of its pictures.
  public var size: PixelSize { configuration.generator.outputSize }

  /// Clusters the styles of the examples' objects.
  public mutating func measure(
    on source: any TrainingSource, batches: Int
  ) throws(TrainingError) {
    guard let encoder = networks.encoder else { return }
    var table = StyleTable(channels: configuration.generator.featureChannels)
    for index in 0..<min(4 * batches, source.count) {
      let example = try source.example(at: index)
      table.append(RegionStyle.styles(of: example, by: encoder), picture: source.name(at: index))
    }
    styles = StyleClustering().clusters(of: table)?.clusters
  }

  /// Writes the package.
  /// - Throws: `TrainingError`.
  public func write(
    to folder: URL, labelSet: LabelSet, precision: Checkpoints.ElementType, licence: String
  ) throws(TrainingError) {
    let name = folder.deletingPathExtension().lastPathComponent
    do {
      // Shown as stored, so the rounding to half precision is part of it.
      let tensors = networks.storedTensors(as: precision)
      var stored = networks
      try load(into: &stored, from: tensors, file: name)
      let model = Pix2PixHDModel(
        name: name, networks: stored, labelSet: takesMaps ? labelSet : nil, styles: styles)
      let isBatch = configuration.generator.normalization == .batch
      let manifest = ModelManifest(
        name: name, family: Self.family,
        configuration: try JSONValue(encoding: configuration.generator),
        labels: takesMaps ? .embedded(labelSet) : nil, statistics: isBatch ? .current : nil,
        weights: .init(precision: precision, parameterCount: networks.parameterCount),
        training: try record.facts(steps: steps, of: configuration), licence: licence,
        provenance: .init(
          source: "trained by ganvas train pix2pixhd from random weights", date: nil))
      try ModelPackage.write(
        manifest, tensors: tensors, styles: styles, preview: model.preview(), to: folder)
    } catch {
      throw TrainingError("\(folder.path) could not be written: \(error)")
    }
  }
}
