import Layers
public import Checkpoints
public import Foundation
public import Imaging

/// Weights of NVlabs/SPADE on their way into a model package: read, understood, not yet trusted.
public struct SPADEImport: Sendable {
  /// The files that were read.
  public let files: WeightFiles
  /// What was concluded about them.
  public let conclusion: SPADEConclusion
  /// Tensors of the generator under the reference's names.
  public let generator: [StoredTensor]
  /// Tensors of the encoder under the reference's names.
  public let encoder: [StoredTensor]?

  /// Reads files and concludes; weights are not loaded into networks yet.
  /// - Parameters:
  ///   - answers: What a person said by flag.
  ///   - labelSets: The label sets that can be named.
  /// - Throws: `ImportError`, `CheckpointError`, `ModelError`.
  public init(_ files: WeightFiles, answers: ImportAnswers, labelSets: [LabelSet]) throws {
    self.files = files
    let checkpoint = try Checkpoint.read(files.generator.path)
    generator = Self.tensors(of: checkpoint, holding: "head_0.norm_0.mlp_shared.0.weight")
    let facts = try SPADEWeightFacts(generator, file: files.generator.path)
    var options = try files.options()
    if let text = checkpoint.metadata[Self.optionsKey] {
      options = options.completed(by: ReferenceOptions(text: text))
    }
    var style: SPADEEncoderFacts?
    if let file = files.encoder {
      let tensors = Self.tensors(of: try Checkpoint.read(file.path), holding: "fc_mu.weight")
      style = try SPADEEncoderFacts(tensors, file: file.path)
      encoder = tensors
    } else {
      encoder = nil
    }
    conclusion = try SPADEConclusion(
      facts, encoder: style, options: options, answers: answers, labelSets: labelSets)
  }

  /// Metadata of exported weights that holds the options as text.
  static let optionsKey = "options"

  /// The tensors without what wrappers put before their names (`module.`, `state_dict.`).
  private static func tensors(
    of checkpoint: Checkpoint, holding name: String
  ) -> [StoredTensor] {
    guard checkpoint[name] == nil,
      let wrapped = checkpoint.tensors.first(where: { $0.name.hasSuffix("." + name) })
    else { return checkpoint.tensors }
    return checkpoint.tensors(under: String(wrapped.name.dropLast(name.count + 1)))
  }

  /// Loads the networks, strictly: every tensor must be there, fit and be finite.
  /// - Throws: `ModelError`.
  public func networks() throws(ModelError) -> SPADENetworkPair {
    let configuration = conclusion.configuration
    var style: ConvEncoder?
    if let encoder {
      style = try ConvEncoder.loaded(
        configuration, from: encoder, file: files.encoder?.path ?? "encoder")
    }
    return SPADENetworkPair(
      generator: try SPADEGenerator.loaded(
        configuration, from: generator, file: files.generator.path),
      encoder: style)
  }

  /// The name a package gets where nobody says one: the folder's or file's.
  public static func name(for place: URL) -> String {
    let isWeights = ["pth", "pt", "safetensors"].contains(place.pathExtension.lowercased())
    let base = isWeights ? place.deletingPathExtension().lastPathComponent : place.lastPathComponent
    return base.isEmpty || base == "/" ? "model" : base
  }
}

/// A generator with its style encoder, as trained, not folded.
public struct SPADENetworkPair: Sendable {
  /// The generator.
  public var generator: SPADEGenerator
  /// The style encoder.
  public var encoder: ConvEncoder?

  /// Creates a pair.
  public init(generator: SPADEGenerator, encoder: ConvEncoder? = nil) {
    self.generator = generator
    self.encoder = encoder
  }

  /// Learned numbers of both.
  public var parameterCount: Int {
    generator.parameterCount + (encoder?.parameterCount ?? 0)
  }

  /// All tensors as a package stores them.
  public func packageTensors(as type: Checkpoints.ElementType) -> [StoredTensor] {
    generator.storedTensors(under: "generator", as: type)
      + (encoder?.storedTensors(under: "encoder", as: type) ?? [])
  }
}
