import Checkpoints
public import Foundation
public import Imaging

/// Weights of NVlabs/stylegan2 and NVlabs/stylegan2-ada, TensorFlow's pickles, on their way into a
/// package. The pickles hold Python source that the original executes; here it is never looked at.
public struct TensorFlowStyleGAN2Import: ModelImport {
  /// The reference programs.
  public static let program = "NVlabs/stylegan2 (TensorFlow)"

  let weights: StyleBasedWeights<StyleGAN2Generator>
  /// What was concluded, a sentence each.
  public let conclusions: [String]

  /// The newest `network-snapshot-NNNNNN.pkl` or `network-final.pkl`.
  public static func weightFile(among names: Set<String>) -> String? {
    WeightFiles.newest(among: names) { $0.hasPrefix("network-snapshot-") && $0.hasSuffix(".pkl") }
      ?? (names.contains("network-final.pkl") ? "network-final.pkl" : nil)
  }

  /// Objects to what holds no generator of these programs.
  public static func objection(to source: ImportSource) -> String? {
    guard let network = TensorFlowNetwork.generator(in: source.weights) else {
      return "it holds no networks of dnnlib.tflib"
    }
    return TensorFlowStyleGAN2.objection(to: network)
  }

  /// Concludes.
  /// - Throws: `ImportError`, `ConfigurationError`.
  public init(_ source: ImportSource) throws {
    let file = source.files.generator
    guard let network = TensorFlowNetwork.generator(in: source.weights) else {
      throw ImportError.notAGenerator(file: file.path, reason: "it holds no generator")
    }
    let made = try TensorFlowStyleGAN2(network, file: file.path)
    try made.configuration.validate()
    weights = StyleBasedWeights(
      configuration: made.configuration, tensors: made.tensors, file: file)
    var words = weights.words
    words.append(
      "Pictures of \(made.configuration.outputSize), joined as "
        + "“\(made.configuration.architecture.rawValue)”; the averaged network Gs is taken.")
    if let clamp = made.configuration.clamp {
      words.append("Activations are cut off at ±\(clamp).")
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
