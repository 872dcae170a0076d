import Checkpoints
public import Foundation
public import Imaging

extension FamilyTable {
  /// Reads a weight file, or the folder of a training, as the first program that has no objection.
  /// - Parameters:
  ///   - encoder: Weights of the style encoder; in a folder they are found.
  ///   - clusters: Style clusters (`features_clustered_010.npy`); in a folder they are found.
  ///   - labelSets: The label sets that can be named.
  /// - Throws: `ImportError.unrecognised` with every program's objection, `.unknownOptions` for
  ///   options said by flag that the family has not, what the importer throws,
  ///   `CheckpointError` for unreadable files.
  public func importedWeights(
    at place: URL, encoder: URL? = nil, clusters: URL? = nil,
    answers: ImportAnswers = ImportAnswers(), labelSets: [LabelSet]
  ) throws -> any ModelImport {
    var refusals: [ImportError.Refusal] = []
    var sources: [URL: ImportSource] = [:]
    for importer in importers {
      let files: WeightFiles
      do throws(ImportError) {
        files = try WeightFiles(
          at: place, encoder: encoder, clusters: clusters, chosenBy: importer.weightFile)
      } catch {
        continue
      }
      let source =
        try sources[files.generator]
        ?? ImportSource(files, answers: answers, labelSets: labelSets)
      sources[files.generator] = source
      guard let reason = importer.objection(to: source) else {
        let unknown = answers.options.names.filter { !importer.optionNames.contains($0) }
        guard unknown.isEmpty else {
          throw ImportError.unknownOptions(
            unknown, program: importer.program, known: importer.optionNames)
        }
        do {
          return try importer.init(source)
        } catch ImportError.unanswered(let questions, _) {
          throw ImportError.unanswered(questions, what: importer.identity(of: source))
        }
      }
      refusals.append(ImportError.Refusal(program: importer.program, reason: reason))
    }
    if refusals.isEmpty { throw ImportError.noWeights(folder: place.path) }
    if sources.count == 1, let weights = sources.values.first?.weights {
      try Self.refuseLatents(weights)
    }
    let files = sources.keys.map(\.path).sorted().joined(separator: ", ")
    throw ImportError.unrecognised(file: files, refusals: refusals)
  }

  /// Names latents and directions, which lie beside weights and look like them.
  /// - Throws: `ImportError.noModel`.
  private static func refuseLatents(_ weights: Checkpoint) throws(ImportError) {
    let name = weights.tensors.first?.name ?? ""
    if weights.tensors.count == 1, ["z", "w", "ws"].contains(name) {
      throw .noModel(
        file: weights.file, what: "it holds a latent (\(name))",
        advice: "Render it with the model it was made with: ganvas render --latent FILE")
    }
    guard let found = try? DirectionFile(weights), found.components[0].rows[0].count >= 16 else {
      return
    }
    throw .noModel(
      file: weights.file, what: String(found.sentence.dropLast()),
      advice: "Go along it with a model: ganvas render --direction FILE=STEPS")
  }
}
