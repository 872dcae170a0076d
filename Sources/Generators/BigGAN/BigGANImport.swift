import Checkpoints
public import Foundation
public import Imaging

/// Weights of ajbrock/BigGAN-PyTorch on their way into a model package, those converted from
/// TFHub's included: read, understood, not yet trusted.
public struct BigGANImport: ModelImport {
  /// The reference program.
  public static let program = "ajbrock/BigGAN-PyTorch"
  /// A tensor that every generator of the program has.
  private static let mark = "blocks.0.0.bn1.gain.weight"

  /// What was concluded about the weights.
  public let generator: BigGANConfiguration
  /// What was concluded, a sentence each.
  public private(set) var conclusions: [String]
  private let tensors: [StoredTensor]
  private let file: URL

  /// `G_ema`, its copies and best ones, else `G`.
  public static func weightFile(among names: Set<String>) -> String? {
    for start in ["G_ema", "G"] {
      if names.contains(start + ".pth") { return start + ".pth" }
      let others = names.filter {
        ($0.hasPrefix(start + "_best") || $0.hasPrefix(start + "_copy")) && $0.hasSuffix(".pth")
      }
      if let last = others.max() { return last }
    }
    return nil
  }

  /// Objects to weights without conditional norms, and to BigGAN-deep.
  public static func objection(to source: ImportSource) -> String? {
    let names = Set(source.tensors(holding: mark).map(\.name))
    guard names.contains(mark) else { return "there is no tensor \(mark)" }
    return names.contains("blocks.0.0.conv3.weight")
      ? "it is a BigGAN-deep (blocks.0.0.conv3.weight), whose blocks are others" : nil
  }

  /// What weights do not tell.
  public static let optionNames = ["BN_eps", "SN_eps"]

  /// Concludes; weights are not loaded into networks yet.
  /// - Throws: `ImportError`, `ConfigurationError`.
  public init(_ source: ImportSource) throws {
    file = source.files.generator
    let stored = source.tensors(holding: Self.mark)
    let isConverted = !stored.contains { $0.name.hasSuffix(".sv0") }
    tensors = BigGANWeights.canonical(stored)
    let facts = try BigGANWeightFacts(stored, file: file.path)
    var configuration = facts.configuration
    let options = source.options
    var words = facts.words
    // TFHub's networks were trained with these; weights do not tell.
    let epsilon = isConverted && facts.configuration.isSpectral ? 1e-4 : nil
    configuration.normEpsilon = try options.number("BN_eps") ?? epsilon ?? 1e-5
    configuration.spectralEpsilon = try options.number("SN_eps") ?? epsilon ?? 1e-12
    words.append(
      "BN_eps is \(configuration.normEpsilon): "
        + (options.contains("BN_eps")
          ? "as the options say."
          : epsilon == nil
            ? "the program's default; say another with --option BN_eps=…."
            : "there is no sv0, so the weights were converted from TFHub's, which has that."))
    if let names = source.answers.classNames { configuration.classNames = names }
    words.append(
      configuration.classNames == nil
        ? "Classes are called by number; name them with --classes FILE."
        : "Classes are called as the file of names says.")
    conclusions = words
    do throws(ConfigurationError) {
      try configuration.validate()
    } catch {
      throw ImportError.contradictions([error.description])
    }
    generator = configuration
  }

  /// None.
  public var labelSet: LabelSet? { nil }
  /// What the generator is built from.
  public var configuration: any Encodable & Sendable { generator }
  /// The weight file.
  public var files: [URL] { [file] }

  /// The network, filled strictly: every tensor must be there, fit and be finite.
  /// - Throws: `ModelError`.
  func network() throws(ModelError) -> BigGANGenerator {
    try BigGANGenerator.loaded(generator, from: tensors, file: file.path)
  }

  /// The network as a model and as a package stores it.
  public func model(named name: String) throws(ModelError) -> ImportedModel {
    let network = try network()
    return ImportedModel(
      generator: BigGANModel(name: name, network: network),
      contents: try GeneratorAlone(network).contents(named: name))
  }
}
