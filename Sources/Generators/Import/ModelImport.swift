public import Foundation
public import Imaging

/// Weights of one family's reference program on their way into a model package: read, understood,
/// not yet trusted. A family adds a type that conforms, and one line in `ImportRegistry`.
public protocol ModelImport: Sendable {
  /// The program whose weights these are, for instance `NVlabs/SPADE`.
  static var program: String { get }

  /// The file of a training folder that holds the generator; the others lie beside it.
  /// - Parameter names: All files of the folder.
  /// - Returns: `nil` when the folder has none of this family's names.
  static func weightFile(among names: Set<String>) -> String?

  /// Looks at tensor names and shapes only; costs next to nothing.
  /// - Returns: `nil` when the weights are of this family, else why not, as half a sentence
  ///   ("there is no tensor fc.weight").
  static func objection(to source: ImportSource) -> String?

  /// Concludes what the model is from weights, options and answers; called only without objection.
  /// - Throws: `ImportError`, `CheckpointError`, `ModelError`; `ImportError.unanswered` lists every
  ///   flag that is needed.
  init(_ source: ImportSource) throws

  /// What was concluded, a sentence each.
  var conclusions: [String] { get }

  /// What the labels mean; `nil` for families without a label map.
  var labelSet: LabelSet? { get }

  /// What the networks will be built from, as `model.json` will hold it.
  var configuration: any Encodable & Sendable { get }

  /// The files that were read.
  var files: [URL] { get }

  /// Builds the networks and fills them, strictly: every tensor must be there, fit, be finite, and
  /// none may be left over.
  /// - Throws: `ModelError`.
  func model(named name: String) throws(ModelError) -> ImportedModel
}

extension ModelImport {
  /// `latest_net_G`, else the highest epoch's, as the image translation programs name it.
  public static func weightFile(among names: Set<String>) -> String? {
    WeightFiles.newestGenerator(among: names)
  }

  /// The name a package gets where nobody says one: the folder's or file's.
  public static func name(for place: URL) -> String {
    let isWeights = ["pth", "pt", "pkl", "model", "safetensors"].contains(
      place.pathExtension.lowercased())
    let base = isWeights ? place.deletingPathExtension().lastPathComponent : place.lastPathComponent
    return base.isEmpty || base == "/" ? "model" : base
  }
}

/// Imported networks: ready to render, and as a package will store them.
public struct ImportedModel: Sendable {
  /// The model.
  public var generator: any Generator
  /// What goes into the package; licence and provenance are still open.
  public var contents: PackageContents

  /// Creates the pair.
  public init(generator: any Generator, contents: PackageContents) {
    self.generator = generator
    self.contents = contents
  }
}

/// The families that can be imported.
public enum ImportRegistry {
  /// One type per reference program, in the order in which they are asked.
  public static let programs: [any ModelImport.Type] = [
    SPADEImport.self, Pix2PixHDImport.self, StyleGANImport.self, StyleGAN2Import.self,
    BigGANImport.self, SelfSupervisedImport.self,
  ]

  /// Reads a weight file, or the folder of a training, as the first family that has no objection.
  /// - Parameters:
  ///   - encoder: Weights of the style encoder; in a folder they are found.
  ///   - clusters: Style clusters (`features_clustered_010.npy`); in a folder they are found.
  ///   - labelSets: The label sets that can be named.
  /// - Throws: `ImportError.unrecognised` with every family's objection, what the family throws,
  ///   `CheckpointError` for unreadable files.
  public static func read(
    _ place: URL, encoder: URL? = nil, clusters: URL? = nil,
    answers: ImportAnswers = ImportAnswers(), labelSets: [LabelSet]
  ) throws -> any ModelImport {
    var refusals: [ImportError.Refusal] = []
    var sources: [URL: ImportSource] = [:]
    for program in programs {
      let files: WeightFiles
      do throws(ImportError) {
        files = try WeightFiles(
          at: place, encoder: encoder, clusters: clusters, chosenBy: program.weightFile)
      } catch {
        continue
      }
      let source =
        try sources[files.generator]
        ?? ImportSource(files, answers: answers, labelSets: labelSets)
      sources[files.generator] = source
      guard let reason = program.objection(to: source) else { return try program.init(source) }
      refusals.append(ImportError.Refusal(program: program.program, reason: reason))
    }
    if refusals.isEmpty { throw ImportError.noWeights(folder: place.path) }
    let files = sources.keys.map(\.path).sorted().joined(separator: ", ")
    throw ImportError.unrecognised(file: files, refusals: refusals)
  }
}
