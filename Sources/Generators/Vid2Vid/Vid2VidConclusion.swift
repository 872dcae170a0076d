public import Imaging
import Layers

/// What an import concludes about vid2vid weights, and why, in words.
public struct Vid2VidConclusion: Sendable, Equatable {
  /// What the networks are built from.
  public private(set) var configuration: Vid2VidConfiguration
  /// What its labels mean.
  public private(set) var labelSet: LabelSet
  /// The conclusions, a sentence each.
  public private(set) var words: [String]

  /// What options and answers say, read before anything is concluded.
  private struct Said {
    let borders: Bool?
    let labelCount: Int?
    let beginsFromNothing: Bool?
    let foregroundLabels: [Int]?
    let labelSet: LabelSet?
    let width: Int
    let height: Int?
    let aspect: Double?

    init(
      _ options: ReferenceOptions, _ answers: ImportAnswers, _ sets: [LabelSet]
    ) throws(ConfigurationError) {
      let edges = try options.flag("use_instance")
      borders = answers.usesInstanceEdges ?? edges
      labelCount = try options.integer("label_nc")
      beginsFromNothing = try options.flag("no_first_img")
      foregroundLabels = try options.integers("fg_labels")
      let named = try options.labelSet(
        among: sets, isStrict: answers.options.contains("label_set"))
      labelSet = answers.labelSet ?? named
      let widths = (try options.integer("width"), try options.integer("loadSize"))
      width = answers.cropSize ?? widths.0 ?? widths.1 ?? 1024
      height = try options.integer("height")
      aspect = answers.aspectRatio
    }
  }

  /// Concludes from shapes, options of the training and answers; answers win over options.
  /// - Throws: `ImportError.contradictions` or `.unanswered`, with everything at once.
  init(
    _ facts: Vid2VidWeightFacts, first: Vid2VidConfiguration.First?, options: ReferenceOptions,
    answers: ImportAnswers, labelSets: [LabelSet]
  ) throws(ImportError) {
    let said: Said
    do throws(ConfigurationError) {
      said = try Said(options, answers, labelSets)
    } catch {
      throw .contradictions(["\(error)"])
    }
    let channels = facts.mapChannels
    let borders =
      said.borders ?? said.labelCount.map { $0 == channels - 1 } ?? (channels == 36)
    let count = channels - (borders ? 1 : 0)
    if let wanted = said.labelCount, wanted != count {
      throw .contradictions([
        "label_nc is \(wanted), the weights have \(channels) channels a map"
          + (borders ? ", one of them for borders" : "") + " (--edges, --no-edges)"
      ])
    }
    configuration = Vid2VidConfiguration(labelCount: max(1, count))
    configuration.ngf = facts.width
    configuration.usesInstanceEdges = borders
    configuration.frames = facts.frames
    configuration.downsamplings = facts.downsamplings
    configuration.blocks = facts.blocks
    configuration.localBlocks = facts.localBlocks ?? configuration.localBlocks
    configuration.scales = facts.scales
    configuration.normalization = facts.normalization
    configuration.hasFlow = facts.hasFlow
    configuration.beginsFromNothing = said.beginsFromNothing ?? false
    configuration.first = first
    if facts.hasForeground {
      configuration.foregroundLabels = said.foregroundLabels ?? (count == 35 ? [26] : [])
    }
    let known = said.labelSet ?? Self.fitting(labelSets, classes: count)
    labelSet = known ?? .numbered(max(1, count))
    words = []
    configuration.outputSize = Self.size(said, unit: configuration.sizeUnit)
    try ask(facts, said, known)
    do throws(ConfigurationError) {
      try configuration.validate()
    } catch {
      throw .contradictions(["\(error)"])
    }
    words = sentences(options)
  }

  private func ask(
    _ facts: Vid2VidWeightFacts, _ said: Said, _ known: LabelSet?
  ) throws(ImportError) {
    var questions: [ImportError.Question] = []
    let count = configuration.labelCount
    if said.borders == nil, said.labelCount == nil, facts.mapChannels != 36,
      (known?.labels.last?.id ?? -1) + 1 != count
    {
      questions.append(
        ImportError.Question(
          flag: "--edges or --no-edges",
          reason: "each map has \(facts.mapChannels) channels: perhaps the last one is for borders "
            + "between objects"))
    }
    if facts.hasForeground, configuration.foregroundLabels.isEmpty {
      questions.append(
        ImportError.Question(
          flag: "--option fg_labels=[N]",
          reason: "the foreground has a branch of its own; which classes it is, is not in the file")
      )
    }
    if !questions.isEmpty { throw .unanswered(questions) }
  }

  private static func fitting(_ sets: [LabelSet], classes: Int) -> LabelSet? {
    if classes == 35, let cityscapes = sets.first(where: { $0.name == "cityscapes" }) {
      return cityscapes
    }
    let fitting = sets.filter { ($0.labels.last?.id ?? -1) + 1 == classes }
    return fitting.count == 1 ? fitting[0] : nil
  }

  private static func size(_ said: Said, unit: Int) -> PixelSize {
    func bounded(_ side: Int) -> Int { min(max(side, 8), 8192) }
    let width = bounded(said.width)
    let aspect = said.aspect.flatMap { $0.isFinite && (0.01...100).contains($0) ? $0 : nil }
    let height = bounded(
      aspect.map { Int((Double(width) / $0).rounded()) } ?? said.height ?? width / 2)
    func fitted(_ side: Int) -> Int {
      max(2 * unit, Int((Double(side) / Double(unit)).rounded()) * unit)
    }
    return PixelSize(width: fitted(width), height: fitted(height))
  }

  private func sentences(_ options: ReferenceOptions) -> [String] {
    let it = configuration
    var words = [
      "A vid2vid generator of width ngf \(it.ngf) at \(it.scales) spatial "
        + "scale\(it.scales == 1 ? "" : "s"): \(it.downsamplings) halvings, \(it.blocks) residual "
        + "blocks, \(it.normalization == .batch ? "batch" : "instance") norm; it sees "
        + "\(it.frames) maps and \(it.history) earlier pictures.",
      "\(it.mapChannels) channels a map: \(it.labelCount) classes (\(labelSet.name))"
        + (it.usesInstanceEdges ? ", one for borders between objects." : "."),
      it.hasFlow
        ? "Earlier pictures are moved along a flow of its own."
        : "It has no flow: every picture is new throughout.",
    ]
    if it.hasForeground {
      words.append(
        "A branch of its own makes "
          + it.foregroundLabels.map { labelSet.name(of: $0) }.joined(separator: ", ") + ".")
    }
    words.append(
      it.first != nil
        ? "A network beside it makes the first pictures of a film."
        : it.beginsFromNothing
          ? "Films begin from nothing (no_first_img)."
          : "Films begin with given pictures, or from nothing, for which it was not trained"
            + (options.contains("no_first_img") ? "." : " unless --option no_first_img=true."))
    words.append(
      "Pictures of \(it.outputSize) are asked for (--crop, --aspect); the network takes any "
        + "multiple of \(it.sizeUnit).")
    return words
  }
}
