public import Foundation
public import Imaging

/// Weights of one family's reference program on their way into a model package: read, understood,
/// not yet trusted. A family names the types that conform in its `Family`.
public protocol ModelImport: Sendable {
  /// The program whose weights these are, for instance `NVlabs/SPADE`.
  static var program: String { get }

  /// The file of a training folder that holds the generator; the others lie beside it.
  /// - Parameter names: All files of the folder.
  /// - Returns: `nil` when the folder has none of this family's names.
  static func weightFile(among names: Set<String>) -> String?

  /// The options of the reference program that can be said by flag, by their own names: those
  /// whose value changes what is concluded, or is compared with what the weights show.
  static var optionNames: [String] { get }

  /// Looks at tensor names and shapes only; costs next to nothing.
  /// - Returns: `nil` when the weights are of this family, else why not, as half a sentence
  ///   ("there is no tensor fc.weight").
  static func objection(to source: ImportSource) -> String?

  /// What the weights are, in sentences that need no answers: said before anything is asked.
  static func identity(of source: ImportSource) -> String

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
  /// The program and what lies beside the weights.
  public static func identity(of source: ImportSource) -> String {
    source.identity(program: program)
  }

  /// None: weights of most programs tell everything.
  public static var optionNames: [String] { [] }

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
