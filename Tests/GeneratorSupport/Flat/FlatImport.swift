import Checkpoints
public import Foundation
public import Generators
public import Imaging
public import Tensors

/// Weights of flat networks on their way into a package.
public struct FlatImport: ModelImport {
  /// The reference program.
  public static let program = "example/flat"
  private static let mark = "flat.color"

  private let network: FlatNetwork
  private let file: URL

  /// Objects to weights without a colour.
  public static func objection(to source: ImportSource) -> String? {
    source.tensors(holding: mark).contains { $0.name == mark } ? nil : "there is no tensor \(mark)"
  }

  /// Reads the colour.
  public init(_ source: ImportSource) throws {
    file = source.files.generator
    var network = FlatNetwork(color: .zeros([3]))
    try load(into: &network, from: source.tensors(holding: Self.mark), file: file.path)
    self.network = network
  }

  /// What was concluded.
  public var conclusions: [String] { ["One colour."] }
  /// None.
  public var labelSet: LabelSet? { nil }
  /// What the network is built from.
  public var configuration: any Encodable & Sendable { network.configuration }
  /// The file.
  public var files: [URL] { [file] }

  /// The network as a model and as a package stores it.
  public func model(named name: String) throws(ModelError) -> ImportedModel {
    ImportedModel(
      generator: network.model(named: name),
      contents: PackageContents(
        manifest: try network.manifest(named: name), networks: GeneratorAlone(network)))
  }
}

extension FlatNetwork {
  /// The manifest of a package with this network.
  public func manifest(named name: String) throws(ModelError) -> ModelManifest {
    do {
      return try ModelManifest(
        name: name, family: FlatModel.family, configuration: configuration, labelSet: nil)
    } catch {
      throw .malformedManifest(file: name, reason: "\(error)")
    }
  }
}

extension ModelPreset {
  /// A grey picture.
  static let flat = ModelPreset(name: "flat-8", parameterCount: 3, labels: nil) { _, _ in
    let network = FlatNetwork(color: .zeros([3]))
    return PackageContents(
      manifest: try network.manifest(named: "flat-8"), networks: GeneratorAlone(network))
  }
}

/// What fixtures of flat networks expect.
public enum FlatFixture: FixtureNetwork {
  /// `image`.
  public static func outputs(of fixture: ReferenceFixture) throws -> [String: Tensor] {
    guard let weights = try fixture.weights("net_G") else { return [:] }
    var network = FlatNetwork(color: .zeros([3]))
    try load(into: &network, from: weights.tensors, file: weights.file)
    return ["image": network.picture()]
  }
}
