import Checkpoints
public import Foundation
public import Imaging

/// Folders of the reference program on their way into a model package.
public struct SinGANImport: ModelImport {
  /// The reference program.
  public static let program = "tamarott/SinGAN"

  private let pyramid: SinGANPyramid
  private let folder: SinGANFolder

  /// `Gs.pth`, else the generator of the coarsest scale.
  public static func weightFile(among names: Set<String>) -> String? {
    if names.contains(SinGANFolder.generatorsName) { return SinGANFolder.generatorsName }
    let isScales = names.contains("0") && !names.contains { $0.hasSuffix("net_G.pth") }
    return isScales
      && (names.contains("reals.pth") || names.contains("NoiseAmp.pth") || names.contains("1"))
      ? "0/netG.pth" : nil
  }

  /// Objects to weights without such blocks.
  public static func objection(to source: ImportSource) -> String? {
    let names = Set(source.weights.tensors.map(\.name))
    for prefix in ["", "0."]
    where names.contains(prefix + "head.conv.weight") && names.contains(prefix + "tail.0.weight") {
      return nil
    }
    return "there are no tensors head.conv.weight and tail.0.weight"
  }

  /// Reads the whole folder.
  /// - Throws: `ImportError`, `CheckpointError`, `ModelError`.
  public init(_ source: ImportSource) throws {
    var place = source.files.generator.deletingLastPathComponent()
    let isWhole = source.files.generator.lastPathComponent == SinGANFolder.generatorsName
    if source.files.generator.lastPathComponent == "netG.pth" {
      place.deleteLastPathComponent()
    } else if !isWhole {
      throw ImportError.notAGenerator(
        file: source.files.generator.path,
        reason: "a pyramid is a folder: Gs.pth needs Zs.pth, reals.pth and NoiseAmp.pth beside it")
    }
    var folder = SinGANFolder(place)
    pyramid = try folder.pyramid(knowing: isWhole ? source.weights : nil)
    self.folder = folder
  }

  /// What was concluded, a sentence each.
  public var conclusions: [String] { folder.notes }
  /// None.
  public var labelSet: LabelSet? { nil }
  /// What the pyramid is built from.
  public var configuration: any Encodable & Sendable { pyramid.configuration }
  /// The files that were read.
  public var files: [URL] { folder.files }

  /// The pyramid as a model and as a package stores it.
  public func model(named name: String) throws(ModelError) -> ImportedModel {
    ImportedModel(
      generator: SinGANModel(name: name, pyramid: pyramid),
      contents: try pyramid.contents(named: name))
  }
}

extension SinGANPyramid: ModelNetwork {
  /// The pyramid as a loaded model.
  public func model(named name: String) -> any Generator {
    SinGANModel(name: name, pyramid: self)
  }

  /// Manifest and networks of a new package.
  /// - Throws: `ModelError` for a configuration that cannot be written.
  public func contents(named name: String) throws(ModelError) -> PackageContents {
    PackageContents(
      manifest: try .encoded(for: name) {
        try ModelManifest(
          name: name, family: SinGANModel.family, configuration: configuration, labelSet: nil)
      },
      networks: GeneratorAlone(self))
  }
}
