import Checkpoints
public import Foundation
public import Imaging

/// Weights of NVlabs/stylegan, TensorFlow's pickles, on their way into a package. The pickles hold Python
/// source that the original executes; here it is never looked at.
public struct NVStyleGANImport: ModelImport {
  /// The reference program.
  public static let program = "NVlabs/stylegan (TensorFlow)"

  let weights: StyleBasedWeights<NVStyleGANGenerator>
  /// What was concluded, a sentence each.
  public let conclusions: [String]

  /// The newest `network-snapshot-NNNNNN.pkl` or `network-final.pkl`.
  public static func weightFile(among names: Set<String>) -> String? {
    TensorFlowStyleGAN2Import.weightFile(among: names)
  }

  /// Objects to what holds no generator of this program.
  public static func objection(to source: ImportSource) -> String? {
    guard let network = TensorFlowNetwork.generator(in: source.weights) else {
      return "it holds no networks of dnnlib.tflib"
    }
    return NVStyleGANWeights.objection(to: network)
  }

  /// Concludes.
  /// - Throws: `ImportError`.
  public init(_ source: ImportSource) throws {
    let file = source.files.generator
    guard let network = TensorFlowNetwork.generator(in: source.weights) else {
      throw ImportError.notAGenerator(file: file.path, reason: "it holds no generator")
    }
    let made = try NVStyleGANWeights(network, file: file.path)
    weights = StyleBasedWeights(
      configuration: made.configuration, tensors: made.tensors, file: file)
    var words = weights.words
    words.append("Pictures of \(made.configuration.outputSize); the averaged network Gs is taken.")
    words.append("The program truncates at ψ 0.7 below layer 8 where nobody says otherwise.")
    if made.configuration.lod > 0 {
      words.append(
        "Training was at lod \(made.configuration.lod): pictures are made smaller and enlarged.")
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
