import Checkpoints
public import Foundation
public import Imaging

/// Weights of rosinality/style-based-gan-pytorch on their way into a package.
public struct StyleGANImport: ModelImport {
  /// The reference program.
  public static let program = "rosinality/style-based-gan-pytorch"
  /// A tensor that every generator of the port has.
  private static let mark = "generator.progression.0.conv1.input"

  /// Tensors and what they show.
  let weights: StyleBasedWeights<StyleGANGenerator>
  /// What was concluded, a sentence each.
  public let conclusions: [String]

  /// The newest of `train_step-N.model` and `NNNNNN.model`.
  public static func weightFile(among names: Set<String>) -> String? {
    WeightFiles.newest(among: names) { $0.hasSuffix(".model") }
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

  /// The level, which weights do not tell: by number or by the side of its pictures.
  public static let optionNames = ["step", "size"]

  /// Concludes.
  /// - Throws: `ImportError`, `ConfigurationError`.
  public init(_ source: ImportSource) throws {
    let tensors = Self.tensors(of: source.weights)
    let file = source.files.generator
    // The option is ours; the port's programs name the side of the pictures.
    var step = try source.options.integer("step")
    for side in [try source.options.integer("size"), source.answers.cropSize].compactMap({ $0 }) {
      let level = side >= 4 && side.nonzeroBitCount == 1 ? side.trailingZeroBitCount - 2 : -1
      guard step ?? level == level else {
        throw ImportError.contradictions([
          "step, size and --crop mean different levels: step \(step ?? 0) makes pictures of "
            + "\(4 << min(max(step ?? 0, 0), 20)), not of \(side)"
        ])
      }
      step = level
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
