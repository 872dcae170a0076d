public import Checkpoints
public import Imaging

/// What an import goes by: the weight file, what lies beside it, and what a person said.
public struct ImportSource: Sendable {
  /// Metadata of exported weights that holds the options as text.
  public static let optionsKey = "options"

  /// The files.
  public let files: WeightFiles
  /// The main weight file, read.
  public let weights: Checkpoint
  /// Options of the training: those said by flag, then those beside the weights, then those inside.
  public let options: ReferenceOptions
  /// What a person said by flag.
  public let answers: ImportAnswers
  /// The label sets that can be named.
  public let labelSets: [LabelSet]

  /// Reads the main weight file and the options.
  /// - Throws: `CheckpointError`, `ModelError` for files that cannot be read.
  public init(
    _ files: WeightFiles, answers: ImportAnswers = ImportAnswers(), labelSets: [LabelSet]
  ) throws {
    self.files = files
    self.answers = answers
    self.labelSets = labelSets
    weights = try Checkpoint.read(files.generator.path)
    var options = answers.options.completed(by: try files.options())
    if let text = weights.metadata[Self.optionsKey] {
      options = options.completed(by: ReferenceOptions(text: text))
    }
    self.options = options
  }

  /// A sentence that says whose weights these are and what lies beside them.
  func identity(program: String) -> String {
    let beside = [files.encoder, files.clusters, files.optionsText, files.optionsJSON]
      .compactMap { $0?.lastPathComponent }
    return "\(files.generator.lastPathComponent) holds weights of \(program)"
      + (beside.isEmpty ? "." : ", with \(beside.joined(separator: ", ")) beside them.")
  }

  /// The main file's tensors without what wrappers put before their names (`module.`,
  /// `state_dict.`).
  /// - Parameter name: A tensor that every network of the family has.
  public func tensors(holding name: String) -> [StoredTensor] {
    Self.tensors(of: weights, holding: name)
  }

  /// The tensors of a checkpoint without what wrappers put before their names.
  public static func tensors(of checkpoint: Checkpoint, holding name: String) -> [StoredTensor] {
    guard checkpoint[name] == nil,
      let wrapped = checkpoint.tensors.first(where: { $0.name.hasSuffix("." + name) })
    else { return checkpoint.tensors }
    return checkpoint.tensors(under: String(wrapped.name.dropLast(name.count + 1)))
  }
}
