import Foundation
import Generators
import Imaging
import Tensors

extension ProgramPlaces {
  /// Where a command puts a package: a path that ends in `.ganvas` or has a slash, a plain name
  /// among people's own models, or there under a name of its own.
  func packageFolder(_ output: String?, named name: String) -> URL {
    let suffix = "." + ModelPackage.folderExtension
    guard let output, !output.isEmpty else {
      return ownModels.appendingPathComponent(name + suffix)
    }
    let isPath = output.contains("/") || output.hasSuffix(suffix)
    guard isPath else { return ownModels.appendingPathComponent(output + suffix) }
    let path = output.hasSuffix("/") ? String(output.dropLast()) : output
    return URL(fileURLWithPath: path.hasSuffix(suffix) ? path : path + suffix)
  }

  /// All label sets that can be named.
  func allLabelSets() -> [LabelSet] {
    LabelSet.names(in: labelSets).compactMap { try? LabelSet.load(named: $0, in: labelSets) }
  }

  /// Reads weights that are no package; the pictures of a pyramid are tensors already.
  func imported(
    _ place: URL, encoder: URL? = nil, clusters: URL? = nil,
    answers: ImportAnswers = ImportAnswers()
  ) throws -> any ModelImport {
    try Engine.load()
    return try FamilyTable.builtIn.importedWeights(
      at: place, encoder: encoder, clusters: clusters, answers: answers, labelSets: allLabelSets())
  }

  /// Loads weights that are no package, for rendering without importing them first.
  func loadedCheckpoint(_ place: URL) throws -> any Generator {
    let weights = try imported(place)
    return try weights.model(named: type(of: weights).name(for: place)).generator
  }
}
