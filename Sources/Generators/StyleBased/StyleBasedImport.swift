import Checkpoints
public import Foundation
public import Imaging

/// Weights of rosinality/style-based-gan-pytorch on their way into a package.
public struct StyleGANImport: ModelImport {
  /// The reference program.
  public static let program = "rosinality/style-based-gan-pytorch"
  /// A tensor that every generator of the port has.
  private static let mark = "generator.progression.0.conv1.input"

  private let weights: StyleBasedWeights<StyleGANGenerator>
  /// What was concluded, a sentence each.
  public let conclusions: [String]

  /// The newest of `train_step-N.model` and `NNNNNN.model`.
  public static func weightFile(among names: Set<String>) -> String? {
    newest(among: names) { $0.hasSuffix(".model") }
  }

  /// Objects to weights without the learned constant.
  public static func objection(to source: ImportSource) -> String? {
    let tensors = tensors(of: source.weights)
    return tensors.contains { $0.name == mark } ? nil : "there is no tensor \(mark)"
  }

  private static func tensors(of checkpoint: Checkpoint) -> [StoredTensor] {
    let averaged = StyleGANGenerator.tensors(of: checkpoint)
    if averaged.contains(where: { $0.name == mark }) { return averaged }
    return ImportSource.tensors(of: checkpoint, holding: mark)
  }

  /// Concludes.
  /// - Throws: `ImportError`, `ConfigurationError`.
  public init(_ source: ImportSource) throws {
    let tensors = Self.tensors(of: source.weights)
    let file = source.files.generator
    // The option is ours; the port's programs name the side of the pictures.
    var step = try source.options.integer("step")
    if step == nil, let side = try source.options.integer("size") ?? source.answers.cropSize {
      step = side >= 4 && side.nonzeroBitCount == 1 ? side.trailingZeroBitCount - 2 : -1
    }
    let isSaid = step != nil
    step = step ?? Self.step(named: file.lastPathComponent)
    let configuration = try StyleGANConfiguration(
      weights: tensors, step: step, file: file.path)
    weights = StyleBasedWeights(configuration: configuration, tensors: tensors, file: file)
    var words = weights.words
    words.append(
      "Pictures of \(configuration.outputSize)"
        + (isSaid
          ? " (--crop)."
          : step == nil
            ? ", the largest level stored; a training that stopped earlier is said by --crop SIDE."
            : ", as the file's name says (--crop SIDE)."))
    if StyleGANGenerator.lacksAverage(tensors) {
      words.append("The file holds no mean w: it is measured over 10,240 seeds.")
    }
    conclusions = words
  }

  /// The level in a name such as `train_step-3.model`.
  private static func step(named name: String) -> Int? {
    guard name.hasPrefix("train_step-"), let number = name.dropFirst(11).split(separator: ".").first
    else { return nil }
    return Int(number)
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

/// Weights of NVlabs/stylegan2-ada-pytorch on their way into a package: a network pickle, whose
/// source is never executed, or the state alone.
public struct StyleGAN2Import: ModelImport {
  /// The reference program.
  public static let program = "NVlabs/stylegan2-ada-pytorch"
  /// A tensor that every generator has.
  private static let mark = "synthesis.b4.const"

  private let weights: StyleBasedWeights<StyleGAN2Generator>
  /// What was concluded, a sentence each.
  public let conclusions: [String]

  /// The newest `network-snapshot-NNNNNN.pkl`, else `G_ema.pth`.
  public static func weightFile(among names: Set<String>) -> String? {
    newest(among: names) { $0.hasPrefix("network-snapshot-") && $0.hasSuffix(".pkl") }
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

/// What both imports have: tensors of one generator with the configuration they show.
struct StyleBasedWeights<Network: StyleBasedNetwork>: Sendable {
  let configuration: Network.Configuration
  let tensors: [StoredTensor]
  let file: URL

  /// What the shapes tell, a sentence each.
  var words: [String] {
    let classes = configuration.classNames.count
    return [
      "A \(Network.familyName) generator: z of \(configuration.latentDimension) numbers, w of "
        + "\(configuration.styleDimension) for each of \(configuration.layerCount) layers, "
        + (classes == 0 ? "no classes." : "\(classes) classes.")
    ]
  }

  func model(named name: String) throws(ModelError) -> ImportedModel {
    let network = try Network.loaded(
      configuration, from: tensors, file: file.path, progress: nil)
    return ImportedModel(
      generator: StyleBasedModel(name: name, generator: network),
      contents: PackageContents(
        manifest: try .encoded(for: file.path) {
          try ModelManifest(styleBased: network, name: name)
        },
        networks: GeneratorAlone(network)))
  }
}

/// The name with the highest number among those that fit.
private func newest(among names: Set<String>, _ fits: (String) -> Bool) -> String? {
  func number(_ name: String) -> Int { Int(name.filter(\.isNumber).suffix(15)) ?? -1 }
  return names.filter(fits).max { (number($0), $0) < (number($1), $1) }
}
