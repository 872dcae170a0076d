import Checkpoints
public import Foundation
public import Imaging

/// Weights of torch_mimicry's SSGAN on their way into a model package: read, understood, not yet
/// trusted.
public struct SelfSupervisedImport: ModelImport {
  /// The reference program.
  public static let program = "torch_mimicry SSGAN"
  private static let mark = "block2.c1.weight"

  /// What was concluded about the weights.
  public let generator: SelfSupervisedConfiguration
  private let tensors: [StoredTensor]
  private let file: URL

  /// `netG_100000_steps.pth`, the highest step.
  public static func weightFile(among names: Set<String>) -> String? {
    names.compactMap { name -> (Int, String)? in
      let parts = name.split(separator: "_")
      guard parts.count == 3, parts[0] == "netG", parts[2] == "steps.pth" else { return nil }
      return Int(parts[1]).map { ($0, name) }
    }.max { $0.0 < $1.0 }?.1
  }

  /// Objects to weights without such blocks, and to networks with classes.
  public static func objection(to source: ImportSource) -> String? {
    let names = Set(source.tensors(holding: mark).map(\.name))
    guard names.contains(mark), names.contains("l1.weight") else {
      return "there is no tensor \(mark)"
    }
    return names.contains("block2.b1.weight")
      ? nil : "its norms have no weight: it is a conditional network"
  }

  /// Concludes; weights are not loaded into networks yet.
  /// - Throws: `ImportError`.
  public init(_ source: ImportSource) throws {
    file = source.files.generator
    tensors = source.tensors(holding: Self.mark)
    generator = try Self.concluded(tensors, file: file.path)
  }

  private static func concluded(
    _ tensors: [StoredTensor], file: String
  ) throws(ImportError) -> SelfSupervisedConfiguration {
    let shapes = Dictionary(tensors.map { ($0.name, $0.shape) }) { first, _ in first }
    func fail(_ reason: String) -> ImportError { .notAGenerator(file: file, reason: reason) }
    guard let first = shapes[mark], first.count == 4, let start = shapes["l1.weight"],
      start.count == 2, (first + start).allSatisfy({ $0 > 0 })
    else { throw fail("l1.weight or \(mark) is missing or misshapen") }
    let blocks = (2..<12).prefix { shapes["block\($0).c1.weight"] != nil }.count
    let sides = [3: first[0] == first[1] ? 32 : 48, 4: 64, 5: 128]
    guard let side = sides[blocks] else {
      throw fail("it has \(blocks) blocks, expected 3, 4 or 5")
    }
    var found = SelfSupervisedConfiguration(resolution: side)
    found.width = first[1]
    found.latentDimension = start[1]
    guard start[0] == first[1] * found.startSide * found.startSide else {
      throw fail("l1.weight has shape \(start), expected a map of \(first[1]) channels")
    }
    do throws(ConfigurationError) {
      try found.validate()
    } catch {
      throw .contradictions([error.description])
    }
    return found
  }

  /// What was concluded, a sentence each.
  public var conclusions: [String] {
    [
      "A self-supervised GAN of \(generator.resolution)×\(generator.resolution), first map of "
        + "\(generator.width) channels.",
      "z has \(generator.latentDimension) numbers; there are no classes.",
    ]
  }

  /// None.
  public var labelSet: LabelSet? { nil }
  /// What the generator is built from.
  public var configuration: any Encodable & Sendable { generator }
  /// The weight file.
  public var files: [URL] { [file] }

  /// The network, filled strictly: every tensor must be there, fit and be finite.
  /// - Throws: `ModelError`.
  func network() throws(ModelError) -> SelfSupervisedGenerator {
    try SelfSupervisedGenerator.loaded(generator, from: tensors, file: file.path)
  }

  /// The network as a model and as a package stores it.
  public func model(named name: String) throws(ModelError) -> ImportedModel {
    let network = try network()
    return ImportedModel(
      generator: SelfSupervisedModel(name: name, network: network),
      contents: try GeneratorAlone(network).contents(named: name))
  }
}
