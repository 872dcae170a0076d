import Checkpoints
public import Foundation
public import Imaging

/// Weights of NVlabs/stylegan2-ada-pytorch on their way into a package: a network pickle, whose
/// source is never executed, or the state alone.
public struct StyleGAN2Import: ModelImport {
  /// The reference program.
  public static let program = "NVlabs/stylegan2-ada-pytorch"
  /// A tensor that every generator has.
  private static let mark = "synthesis.b4.const"

  /// Tensors and what they show.
  let weights: StyleBasedWeights<StyleGAN2Generator>
  /// What was concluded, a sentence each.
  public let conclusions: [String]

  /// The newest `network-snapshot-NNNNNN.pkl`, else `G_ema.pth`.
  public static func weightFile(among names: Set<String>) -> String? {
    WeightFiles.newest(among: names) { $0.hasPrefix("network-snapshot-") && $0.hasSuffix(".pkl") }
      ?? ["G_ema.pth", "G_ema.safetensors"].first(where: names.contains)
  }

  /// Objects to weights without the learned constant.
  public static func objection(to source: ImportSource) -> String? {
    tensors(of: source.weights).contains { $0.name == mark } ? nil : "there is no tensor \(mark)"
  }

  /// Of a snapshot the averaged generator.
  private static func tensors(of checkpoint: Checkpoint) -> [StoredTensor] {
    let averaged = checkpoint.tensors(under: "G_ema")
    return averaged.isEmpty ? ImportSource.tensors(of: checkpoint, holding: mark) : averaged
  }

  /// What a state alone does not tell.
  public static let optionNames = ["conv_clamp"]

  /// Concludes.
  /// - Throws: `ImportError`, `ConfigurationError`.
  public init(_ source: ImportSource) throws {
    let tensors = Self.tensors(of: source.weights)
    let file = source.files.generator
    var configuration = try StyleGAN2Configuration(weights: tensors, file: file.path)
    let arguments = source.weights.value["G_ema"]?["_init_kwargs"]
    let said =
      try source.options.number("conv_clamp")
      ?? source.options.section("generator_kwargs")?.section("synthesis_kwargs")?
      .number("conv_clamp")
    configuration.clamp = said ?? arguments?["synthesis_kwargs"]?["conv_clamp"]?.double
    try configuration.validate()
    weights = StyleBasedWeights(configuration: configuration, tensors: tensors, file: file)
    var words = weights.words
    words.append(
      "Pictures of \(configuration.outputSize), joined as “\(configuration.architecture.rawValue)”."
    )
    if let clamp = configuration.clamp {
      words.append("Activations are cut off at ±\(clamp).")
    } else if arguments == nil {
      words.append(
        "A state alone does not say whether activations are cut off: they are not "
          + "(--option conv_clamp=256).")
    }
    conclusions = words
  }

  /// None: it takes no label map.
  public var labelSet: LabelSet? { nil }
  /// What the generator is built from.
  public var configuration: any Encodable & Sendable { weights.configuration }
  /// The file.
  public var files: [URL] { [weights.file] }

  /// The network as a model and as a package stores it.
  public func model(named name: String) throws(ModelError) -> ImportedModel {
    try weights.model(named: name)
  }
}
