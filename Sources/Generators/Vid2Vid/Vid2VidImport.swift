import Checkpoints
public import Foundation
public import Imaging
import Layers

/// Weights of NVIDIA/vid2vid on their way into a model package: the generators of all spatial scales
/// and, where it lies beside them, the network for first pictures.
public struct Vid2VidImport: ModelImport {
  /// The reference program.
  public static let program = "NVIDIA/vid2vid"
  private static let ending = "_net_G0.pth"
  /// Where the released program keeps its networks for single pictures.
  static let firstFolder = "label2city_single"

  /// What was concluded about the weights.
  public let conclusion: Vid2VidConclusion
  /// The files that were read.
  public let files: [URL]
  private let tensors: [StoredTensor]

  /// What can be said by flag.
  public static let optionNames = [
    "label_nc", "use_instance", "fg_labels", "no_first_img", "use_single_G", "n_scales_spatial",
    "label_set", "loadSize", "width", "height",
  ]

  /// `latest_net_G0`, else the highest epoch's.
  public static func weightFile(among names: Set<String>) -> String? {
    if names.contains("latest" + ending) { return "latest" + ending }
    let epochs = names.compactMap { $0.hasSuffix(ending) ? Int($0.dropLast(ending.count)) : nil }
    return epochs.max().map { "\($0)" + ending }
  }

  /// Objects to weights without the two inputs.
  public static func objection(to source: ImportSource) -> String? {
    let names = Set(source.tensors(holding: Vid2VidWeightFacts.mark).map(\.name))
    for name in [Vid2VidWeightFacts.mark, "model_down_img.1.weight", "model_final_img.1.weight"]
    where !names.contains(name) {
      return "there is no tensor \(name)"
    }
    return nil
  }

  /// Reads the generators beside the coarsest and concludes.
  /// - Throws: `ImportError`, `CheckpointError`, `ModelError`.
  public init(_ source: ImportSource) throws {
    let coarsest = source.files.generator
    var scales = [source.tensors(holding: Vid2VidWeightFacts.mark)]
    var files = [coarsest]
    let name = coarsest.lastPathComponent
    let folder = coarsest.deletingLastPathComponent()
    if let number = name.range(of: "net_G0.") {
      while scales.count < 6 {
        let finer = folder.appendingPathComponent(
          name.replacingCharacters(in: number, with: "net_G\(scales.count)."))
        guard FileManager.default.fileExists(atPath: finer.path) else { break }
        scales.append(
          ImportSource.tensors(
            of: try Checkpoint.read(finer.path), holding: Vid2VidWeightFacts.mark))
        files.append(finer)
      }
    } else if name.contains("net_G1.") || name.contains("net_G2.") {
      throw ImportError.notAGenerator(
        file: coarsest.path,
        reason: "a finer scale adds to the features of the coarser one: take net_G0 beside it")
    }
    let facts = try Vid2VidWeightFacts(scales, file: coarsest.path)
    if let said = try source.options.integer("n_scales_spatial"), said != facts.scales {
      throw ImportError.notAGenerator(
        file: coarsest.path,
        reason: "the options say \(said) spatial scales, the folder holds net_G0 to "
          + "net_G\(facts.scales - 1)")
    }
    var tensors = scales.enumerated().flatMap { index, scale in
      scale.map { $0.renamed("\(index).\($0.name)") }
    }
    var first: Vid2VidConfiguration.First?
    if let (file, network) = try Self.firstNetwork(beside: folder, source.options) {
      let shapes = Dictionary(network.map { ($0.name, $0.shape) }) { first, _ in first }
      if let found = try? TranslationFacts(shapes),
        found.inputChannels == facts.mapChannels
          || found.inputChannels == facts.mapChannels - 1
      {
        first = Vid2VidConfiguration.First(
          width: found.width, downsamplings: found.downsamplings, blocks: found.blocks)
        tensors += network.map { $0.renamed("first.\($0.name)") }
        files.append(file)
      }
    }
    conclusion = try Vid2VidConclusion(
      facts, first: first, options: source.options, answers: source.answers,
      labelSets: source.labelSets)
    self.files = files
    self.tensors = tensors
  }

  /// The network for single pictures that the options ask for.
  private static func firstNetwork(
    beside folder: URL, _ options: ReferenceOptions
  ) throws -> (file: URL, tensors: [StoredTensor])? {
    guard try options.flag("use_single_G") ?? false else { return nil }
    let place = folder.appendingPathComponent(firstFolder)
    // The enhanced one of 2048 pixels has another form.
    for size in [512, 1024] {
      let file = place.appendingPathComponent("latest_net_G_\(size).pth")
      guard FileManager.default.fileExists(atPath: file.path) else { continue }
      let tensors = ImportSource.tensors(
        of: try Checkpoint.read(file.path), holding: "model.1.weight")
      return (file, tensors)
    }
    return nil
  }

  /// What was concluded, a sentence each.
  public var conclusions: [String] { conclusion.words }
  /// What the labels mean.
  public var labelSet: LabelSet? { conclusion.labelSet }
  /// What the networks are built from.
  public var configuration: any Encodable & Sendable { conclusion.configuration }

  /// Loads the generators, strictly: every tensor must be there, fit and be finite.
  /// - Throws: `ModelError`.
  func generator() throws(ModelError) -> Vid2VidGenerator {
    try Vid2VidGenerator.loaded(
      conclusion.configuration, from: tensors, file: files.map(\.path).joined(separator: ", "))
  }

  /// The generators as a model and as a package stores them.
  public func model(named name: String) throws(ModelError) -> ImportedModel {
    let generator = try generator()
    return ImportedModel(
      generator: Vid2VidModel(
        name: name, generator: generator, labelSet: conclusion.labelSet),
      contents: PackageContents(
        manifest: try .encoded(for: files[0].path) {
          try ModelManifest(
            name: name, family: Vid2VidModel.family, configuration: conclusion.configuration,
            labelSet: conclusion.labelSet)
        },
        networks: Vid2VidNetworks(generator)))
  }
}
