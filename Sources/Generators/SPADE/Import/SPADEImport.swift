public import Checkpoints
public import Foundation
public import Imaging
import Layers

/// Weights of NVlabs/SPADE on their way into a model package: read, understood, not yet trusted.
public struct SPADEImport: ModelImport {
  /// The reference program.
  public static let program = "NVlabs/SPADE"
  /// A tensor that every SPADE generator has.
  private static let mark = "head_0.norm_0.mlp_shared.0.weight"

  /// What was concluded about the weights.
  public let conclusion: SPADEConclusion
  /// Tensors of the generator under the reference's names.
  public let generator: [StoredTensor]
  /// Tensors of the encoder under the reference's names.
  public let encoder: [StoredTensor]?
  private let weightFiles: WeightFiles

  /// Objects to weights without SPADE's first block.
  public static func objection(to source: ImportSource) -> String? {
    let names = source.tensors(holding: mark).lazy.map(\.name)
    return names.contains(mark) ? nil : "there is no tensor \(mark)"
  }

  /// What can be said by flag.
  public static let optionNames = [
    "label_nc", "contain_dontcare_label", "no_instance", "label_set", "semantic_nc", "netG",
    "norm_G", "ngf", "use_vae", "z_dim", "num_upsampling_layers", "crop_size", "aspect_ratio",
    "instance_background",
  ]

  /// The program, then what shapes tell.
  public static func identity(of source: ImportSource) -> String {
    let facts = try? SPADEWeightFacts(
      source.tensors(holding: mark), file: source.files.generator.path)
    return source.identity(program: program)
      + (facts.map { "\n\($0.sentence)\n\($0.semanticChannels) semantic channels." } ?? "")
  }

  /// Concludes; weights are not loaded into networks yet.
  /// - Throws: `ImportError`, `CheckpointError`, `ModelError`.
  public init(_ source: ImportSource) throws {
    weightFiles = source.files
    generator = source.tensors(holding: Self.mark)
    let facts = try SPADEWeightFacts(generator, file: weightFiles.generator.path)
    var style: SPADEEncoderFacts?
    if let file = weightFiles.encoder {
      let tensors = ImportSource.tensors(
        of: try Checkpoint.read(file.path), holding: "fc_mu.weight")
      style = try SPADEEncoderFacts(tensors, file: file.path)
      encoder = tensors
    } else {
      encoder = nil
    }
    conclusion = try SPADEConclusion(
      facts, encoder: style, options: source.options, answers: source.answers,
      labelSets: source.labelSets)
  }

  /// What was concluded, a sentence each.
  public var conclusions: [String] { conclusion.words }

  /// What the labels mean.
  public var labelSet: LabelSet? { conclusion.labelSet }

  /// What the generator is built from.
  public var configuration: any Encodable & Sendable { conclusion.configuration }

  /// Generator and encoder.
  public var files: [URL] { [weightFiles.generator, weightFiles.encoder].compactMap { $0 } }

  /// Loads the networks, strictly: every tensor must be there, fit and be finite.
  /// - Throws: `ModelError`.
  public func networks() throws(ModelError) -> SPADENetworkPair {
    let configuration = conclusion.configuration
    var style: ConvEncoder?
    if let encoder {
      style = try ConvEncoder.loaded(
        configuration, from: encoder, file: weightFiles.encoder?.path ?? "encoder")
    }
    return SPADENetworkPair(
      generator: try SPADEGenerator.loaded(
        configuration, from: generator, file: weightFiles.generator.path),
      encoder: style)
  }

  /// The networks as a model and as a package stores them.
  public func model(named name: String) throws(ModelError) -> ImportedModel {
    let networks = try networks()
    return ImportedModel(
      generator: SPADEModel(
        name: name, generator: networks.generator, encoder: networks.encoder,
        labelSet: conclusion.labelSet),
      contents: PackageContents(
        manifest: try .encoded(for: weightFiles.generator.path) {
          try ModelManifest(
            name: name, spade: conclusion.configuration, labelSet: conclusion.labelSet)
        },
        networks: networks))
  }
}
