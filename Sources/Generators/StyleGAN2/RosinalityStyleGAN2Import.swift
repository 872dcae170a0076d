import Checkpoints
public import Foundation
public import Imaging

/// Weights of rosinality/stylegan2-pytorch on their way into a package: `g_ema` of a checkpoint, or its
/// state alone.
public struct RosinalityStyleGAN2Import: ModelImport {
  /// The reference program.
  public static let program = "rosinality/stylegan2-pytorch"

  let weights: StyleBasedWeights<StyleGAN2Generator>
  /// What was concluded, a sentence each.
  public let conclusions: [String]

  /// The newest `NNNNNN.pt` of a training.
  public static func weightFile(among names: Set<String>) -> String? {
    WeightFiles.newest(among: names) { name in
      name.hasSuffix(".pt") && !name.dropLast(3).isEmpty && name.dropLast(3).allSatisfy(\.isNumber)
    }
  }

  /// Objects to weights without the learned constant and its modulated convolution.
  public static func objection(to source: ImportSource) -> String? {
    RosinalityStyleGAN2.parts(of: source.weights) == nil
      ? "there is no tensor \(RosinalityStyleGAN2.mark) beside conv1.conv.modulation.weight" : nil
  }

  /// Concludes.
  /// - Throws: `ImportError`, `ConfigurationError`.
  public init(_ source: ImportSource) throws {
    let file = source.files.generator
    guard let parts = RosinalityStyleGAN2.parts(of: source.weights) else {
      throw ImportError.notAGenerator(file: file.path, reason: "it holds no generator")
    }
    let made = try RosinalityStyleGAN2(parts.generator, average: parts.average, file: file.path)
    weights = StyleBasedWeights(
      configuration: made.configuration, tensors: made.tensors, file: file,
      measuresAverage: made.lacksAverage)
    var words = weights.words
    words.append("Pictures of \(made.configuration.outputSize); the averaged network is taken.")
    if made.lacksAverage {
      words.append("The file holds no mean w: it is measured over 10,240 seeds.")
    }
    if made.lacksNoise { words.append("The file holds no noise maps: fixed noise is 0.") }
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
