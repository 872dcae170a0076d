import Imaging

/// What options of NVlabs/SPADE say, whoever said them, about what shapes leave open.
struct SPADEStatements {
  /// Classes, without "unlabelled".
  let labelCount: Int?
  /// Whether one more channel stands for "unlabelled".
  let hasUnlabelledChannel: Bool?
  /// Whether the last channel holds instance edges.
  let usesInstanceEdges: Bool?
  /// Width of the pictures.
  let cropSize: Int?
  /// Width divided by height.
  let aspectRatio: Double?
  /// The label set that is named, among those that can be.
  let labelSet: LabelSet?

  /// - Parameters:
  ///   - options: All options, said by flag or beside the weights.
  ///   - isStrict: Whether a label set of an unknown name is an error: where a flag names it.
  /// - Throws: `ConfigurationError` naming the option.
  init(
    _ options: ReferenceOptions, labelSets: [LabelSet], isStrict: Bool
  ) throws(ConfigurationError) {
    labelCount = try options.bounded("label_nc", 1...4096)
    hasUnlabelledChannel = try options.flag("contain_dontcare_label")
    usesInstanceEdges = try options.flag("no_instance").map { !$0 }
    cropSize = try options.integer("crop_size")
    aspectRatio = try options.number("aspect_ratio")
    let named = try options.labelSet(among: labelSets, isStrict: isStrict)
    let mode = try options.text("dataset_mode").flatMap(KnownLayout.labelSet(ofDataset:))
    labelSet = named ?? labelSets.first { $0.name == mode }
  }

  /// Classes that a set's labels need, without "unlabelled" where that has a channel of its own.
  func classes(of set: LabelSet) -> Int {
    let count = (set.labels.last?.id ?? 0) + 1
    let endsUnlabelled = set.unlabelled == count - 1 && set.ignore != nil
    return endsUnlabelled && hasUnlabelledChannel == true ? count - 1 : count
  }

  /// Divides semantic channels where the number of classes is known: what is not said follows from
  /// how many channels are left over.
  /// - Throws: `ImportError.unanswered` for one channel that may be either.
  /// - Parameter edges: Whether the last channel holds edges, where another flag says it.
  func layout(
    classes: Int, channels: Int, edges said: Bool?
  ) throws(ImportError) -> SPADEConfiguration {
    var configuration = SPADEConfiguration(labelCount: classes)
    let rest = channels - classes
    let (unlabelled, edges) = (hasUnlabelledChannel, said ?? usesInstanceEdges)
    if unlabelled == nil, edges == nil, rest == 1 {
      throw .unanswered([
        ImportError.Question(
          flag: "--edges or --no-edges",
          reason: "the weights have one channel more than there are classes: instance edges, or "
            + "“unlabelled”")
      ])
    }
    configuration.hasUnlabelledChannel = unlabelled ?? (rest == (edges == false ? 1 : 2))
    configuration.usesInstanceEdges =
      edges ?? (rest == (configuration.hasUnlabelledChannel ? 2 : 1))
    return configuration
  }
}

extension ReferenceOptions {
  /// The label set that our own option `label_set` names.
  /// - Parameter isStrict: Whether an unknown name is an error.
  /// - Throws: `ConfigurationError`.
  func labelSet(
    among sets: [LabelSet], isStrict: Bool
  ) throws(ConfigurationError) -> LabelSet? {
    guard let name = try text("label_set") else { return nil }
    let found = sets.first { $0.name == name }
    if found == nil, isStrict {
      throw ConfigurationError(
        field: "label_set", found: name,
        expected: "one of \(sets.map(\.name).sorted().joined(separator: ", "))")
    }
    return found
  }
}
