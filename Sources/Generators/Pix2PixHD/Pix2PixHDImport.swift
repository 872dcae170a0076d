import Checkpoints
public import Foundation
public import Imaging
import Layers

/// Weights of NVIDIA/pix2pixHD on their way into a model package: read, understood, not yet trusted.
public struct Pix2PixHDImport: ModelImport {
  /// The reference program.
  public static let program = "NVIDIA/pix2pixHD"
  /// A tensor that every generator and every encoder has.
  private static let mark = "model.1.weight"

  /// What was concluded about the weights.
  public let conclusion: Pix2PixHDConclusion
  /// The clusters of object styles that the model's classes can have.
  public let styles: StyleClusters?
  /// The clusters as the file has them, with those of classes the model has not.
  let clusters: StyleClusters?
  private let generator: [StoredTensor]
  private let encoder: [StoredTensor]?
  private let weightFiles: WeightFiles

  /// What can be said by flag.
  public static let optionNames = [
    "label_nc", "input_nc", "output_nc", "no_instance", "label_set", "instance_feat", "label_feat",
    "feat_num", "netG", "norm", "ngf", "n_downsample_global", "n_blocks_global",
    "n_local_enhancers", "n_blocks_local", "loadSize", "width", "height", "instance_background",
  ]

  /// Objects to weights without the 7×7 convolution and the residual blocks of its list.
  public static func objection(to source: ImportSource) -> String? {
    let tensors = source.tensors(holding: mark)
    let names = Set(tensors.map(\.name))
    if names.contains(where: { $0.hasPrefix("scale0_layer0.") || $0 == "layer0.0.weight" }) {
      return "it holds a discriminator; pictures are made by the generator (net_G)"
    }
    guard let stem = tensors.first(where: { $0.name == mark }) else {
      return "there is no tensor \(mark)"
    }
    guard stem.shape.count == 4, stem.shape[2...] == [7, 7] else {
      return "\(mark) has shape \(stem.shape), not [width, channels, 7, 7]"
    }
    guard names.contains(where: { $0.hasSuffix(".conv_block.1.weight") }) else {
      return "there are no residual blocks (conv_block); a feature encoder (net_E) is given with "
        + "--encoder, beside its generator"
    }
    return nil
  }

  /// The program, then what shapes tell.
  public static func identity(of source: ImportSource) -> String {
    let facts = try? Pix2PixHDWeightFacts(
      source.tensors(holding: mark), file: source.files.generator.path)
    return source.identity(program: program)
      + (facts.map { "\n\($0.sentence)\n\($0.inputChannels) input channels." } ?? "")
  }

  /// Concludes; weights are not loaded into networks yet.
  /// - Throws: `ImportError`, `CheckpointError`, `ModelError`, `StyleClusterError`.
  public init(_ source: ImportSource) throws {
    weightFiles = source.files
    generator = source.tensors(holding: Self.mark)
    let facts = try Pix2PixHDWeightFacts(generator, file: weightFiles.generator.path)
    var encoderFacts: Pix2PixHDEncoderFacts?
    if let file = weightFiles.encoder {
      let tensors = ImportSource.tensors(
        of: try Checkpoint.read(file.path), holding: Self.mark)
      encoderFacts = try Pix2PixHDEncoderFacts(tensors, file: file.path)
      encoder = tensors
    } else {
      encoder = nil
    }
    var clusters: StyleClusters?
    if let file = weightFiles.clusters {
      clusters = try StyleClusters(try Checkpoint.read(file.path))
    }
    conclusion = try Pix2PixHDConclusion(
      .init(
        facts: facts, encoder: encoderFacts, styles: clusters, options: source.options,
        answers: source.answers, labelSets: source.labelSets))
    self.clusters = clusters
    let count = conclusion.configuration.labelCount
    styles = clusters.map { clusters in
      StyleClusters(
        classes: clusters.classes.filter { $0.key < count }, channels: clusters.channels)
    }
  }

  /// What was concluded, a sentence each.
  public var conclusions: [String] { conclusion.words }

  /// What the labels mean.
  public var labelSet: LabelSet? { conclusion.labelSet }

  /// What the networks are built from.
  public var configuration: any Encodable & Sendable { conclusion.configuration }

  /// Generator, encoder, clusters.
  public var files: [URL] {
    [weightFiles.generator, weightFiles.encoder, weightFiles.clusters].compactMap { $0 }
  }

  /// Loads the networks, strictly: every tensor must be there, fit and be finite.
  /// - Throws: `ModelError`.
  func networks() throws(ModelError) -> Pix2PixHDNetworks {
    let configuration = conclusion.configuration
    var networks = Pix2PixHDNetworks(
      generator: try Pix2PixHDGenerator.loaded(
        configuration, from: generator, file: weightFiles.generator.path))
    if let encoder {
      networks.encoder = try FeatureEncoder.loaded(
        configuration, from: encoder, file: weightFiles.encoder?.path ?? "encoder")
    }
    return networks
  }

  /// The networks as a model and as a package stores them.
  public func model(named name: String) throws(ModelError) -> ImportedModel {
    let networks = try networks()
    return ImportedModel(
      generator: Pix2PixHDModel(
        name: name, networks: networks, labelSet: labelSet, styles: styles),
      contents: PackageContents(
        manifest: try .encoded(for: weightFiles.generator.path) {
          try ModelManifest(
            name: name, family: Pix2PixHDModel.family, configuration: conclusion.configuration,
            labelSet: labelSet)
        },
        networks: networks, styles: styles))
  }
}
