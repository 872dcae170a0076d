public import Imaging

/// What an import concludes about a SPADE generator, and why, in words.
public struct SPADEConclusion: Sendable, Equatable {
  /// What the generator is built from.
  public private(set) var configuration: SPADEConfiguration
  /// What its labels mean.
  public let labelSet: LabelSet
  /// The conclusions, a sentence each.
  public private(set) var words: [String] = []

  /// Concludes from shapes, options of the training and answers; answers win over options, and
  /// what nobody says is read off the shapes.
  /// - Parameters:
  ///   - encoder: Facts of the style encoder, if there is one.
  ///   - options: Options of the training.
  ///   - labelSets: The sets that can be named.
  /// - Throws: `ImportError.contradictions` or `.unanswered`, with everything at once.
  public init(
    _ facts: SPADEWeightFacts, encoder: SPADEEncoderFacts?, options: ReferenceOptions,
    answers: ImportAnswers, labelSets: [LabelSet]
  ) throws(ImportError) {
    try answers.checkUpsampling()
    let told = try answers.completed(crop: "crop_size", aspect: "aspect_ratio")
    var said = answers.options.completed(by: options)
    let statements: SPADEStatements
    do throws(ConfigurationError) {
      statements = try SPADEStatements(
        said, labelSets: labelSets, isStrict: answers.options.contains("label_set"))
    } catch {
      throw .contradictions(["the options do not describe a SPADE: \(error)"])
    }
    if let edges = answers.usesInstanceEdges, let other = statements.usesInstanceEdges,
      edges != other
    {
      throw .contradictions([
        "--\(edges ? "" : "no-")edges, but the options say the opposite (no_instance)"
      ])
    }
    let source: String
    var layout: SPADEConfiguration
    let set = answers.labelSet ?? statements.labelSet
    let isDivided = statements.hasUnlabelledChannel != nil && set != nil
    let known =
      statements.labelCount != nil || isDivided
      ? nil : KnownLayout.layout(channels: facts.semanticChannels, labelSet: set?.name)
    if let count = statements.labelCount ?? (isDivided ? set.map(statements.classes) : nil) {
      source =
        options.contains("label_nc") && !answers.options.contains("label_nc")
        ? "the options beside the weights say so" : "as you said"
      layout = try statements.layout(
        classes: count, channels: facts.semanticChannels, edges: told.usesInstanceEdges)
      labelSet = set ?? Self.labelSet(of: layout, facts, labelSets)
    } else {
      source = known.map { "as \($0.name) has it" } ?? "assumed"
      var told = told
      told.labelSet = set
      (layout, labelSet) = try Self.infer(facts, known, told, labelSets)
    }
    // What is said is used, the rest is read off the shapes.
    var wanted = told
    wanted.options = said
    wanted.cropSize = told.cropSize ?? statements.cropSize
    wanted.aspectRatio = told.aspectRatio ?? statements.aspectRatio
    layout.take(facts)
    try layout.chooseSize(facts, known, wanted)
    said = ReferenceOptions(answers: told).completed(by: said)
      .completed(by: ReferenceOptions(text: layout.referenceText(labelSet: "")))
    do throws(ConfigurationError) {
      configuration = try SPADEConfiguration(reference: said)
    } catch {
      throw .contradictions(["the options do not describe a SPADE: \(error)"])
    }
    configuration.hiddenChannels = facts.hiddenChannels
    configuration.encoderWidth = encoder?.width
    try check(facts, encoder)
    let isInFile = options.contains("crop_size") || options.contains("num_upsampling_layers")
    words = sentences(
      facts, encoder, answers, source: source,
      sizeSource: isInFile
        ? "the options beside the weights say so"
        : known.map { "as \($0.name) has it" } ?? "assumed")
  }

  /// The set for classes that nobody named: a known data set's, the only one that fits, numbers.
  private static func labelSet(
    of layout: SPADEConfiguration, _ facts: SPADEWeightFacts, _ labelSets: [LabelSet]
  ) -> LabelSet {
    let classes = layout.labelCount + (layout.hasUnlabelledChannel ? 1 : 0)
    let name = KnownLayout.layout(channels: facts.semanticChannels, labelSet: nil)?.labelSet
    let fitting = labelSets.filter { $0.labels.count == classes }
    return labelSets.first { $0.name == name }
      ?? (fitting.count == 1 ? fitting[0] : .numbered(classes))
  }

  /// Divides the channels by shapes, known layouts and answers.
  private static func infer(
    _ facts: SPADEWeightFacts, _ known: KnownLayout?, _ answers: ImportAnswers,
    _ labelSets: [LabelSet]
  ) throws(ImportError) -> (SPADEConfiguration, LabelSet) {
    guard let set = answers.labelSet ?? labelSets.first(where: { $0.name == known?.labelSet })
    else {
      throw .unanswered(unknownLabels(facts, answers))
    }
    var configuration: SPADEConfiguration
    if let known, answers.usesInstanceEdges ?? known.usesInstanceEdges == known.usesInstanceEdges {
      configuration = SPADEConfiguration(labelCount: known.labelCount)
      configuration.hasUnlabelledChannel = known.hasUnlabelledChannel
      configuration.usesInstanceEdges = known.usesInstanceEdges
    } else {
      configuration = try SPADEConfiguration(
        channels: facts.semanticChannels, labelSet: set, hasEdges: answers.usesInstanceEdges)
    }
    return (configuration, set)
  }

  private static func unknownLabels(
    _ facts: SPADEWeightFacts, _ answers: ImportAnswers
  ) -> [ImportError.Question] {
    var questions = [
      ImportError.Question(
        flag: "--labels NAME|FILE",
        reason: "no known data set has \(facts.semanticChannels) semantic channels")
    ]
    if answers.usesInstanceEdges == nil {
      questions.append(
        ImportError.Question(
          flag: "--edges or --no-edges",
          reason: "the last of the channels may hold instance edges"))
    }
    if answers.upsampling == nil, !facts.isMost {
      questions.append(
        ImportError.Question(
          flag: "--upsampling normal|more", reason: "both have the same tensors"))
    }
    if answers.aspectRatio == nil {
      questions.append(
        ImportError.Question(
          flag: "--aspect R", reason: "width by height of the pictures, 1 for square ones"))
    }
    return questions
  }

  /// Compares what was said with what the weights show.
  private func check(
    _ facts: SPADEWeightFacts, _ encoder: SPADEEncoderFacts?
  ) throws(ImportError) {
    var lines: [String] = []
    func compare<Value: Equatable>(_ name: String, _ said: Value, _ found: Value) {
      if said != found { lines.append("\(name) should be \(said), the weights have \(found)") }
    }
    compare("the width ngf", configuration.ngf, facts.ngf)
    compare(
      "the number of semantic channels", configuration.semanticChannels, facts.semanticChannels)
    compare("the modulation's kernel", configuration.kernel, facts.kernel)
    compare("spectral norm", configuration.isSpectral, facts.isSpectral)
    compare(
      "running statistics", configuration.normalization != .instance, facts.hasRunningStatistics)
    compare("the block up_4 of “most”", configuration.upsampling == .most, facts.isMost)
    let cells = configuration.startWidth * configuration.startHeight
    switch facts.start {
    case .labels: compare("a latent z", configuration.usesVAE, false)
    case .latent(let dimension, let found):
      compare("a latent z", configuration.usesVAE, true)
      compare("the length of z", configuration.latentDimension, dimension)
      compare(
        "the start grid (\(configuration.startWidth)×\(configuration.startHeight))", cells, found)
    }
    if let encoder {
      compare("a latent z, which the encoder makes,", configuration.usesVAE, true)
      compare("the encoder's z", configuration.latentDimension, encoder.latentDimension)
    }
    let last = labelSet.labels.last?.id ?? 0
    if last >= configuration.labelCount + (configuration.hasUnlabelledChannel ? 1 : 0),
      labelSet.unlabelled.map({ $0 != last }) ?? true
    {
      lines.append(
        "\(labelSet.name) has labels up to \(last), the options say "
          + "\(configuration.labelCount) classes (label_nc)")
    }
    do {
      try configuration.validate()
    } catch {
      lines.append(error.description)
    }
    guard lines.isEmpty else { throw .contradictions(lines) }
  }

  private func sentences(
    _ facts: SPADEWeightFacts, _ encoder: SPADEEncoderFacts?, _ answers: ImportAnswers,
    source: String, sizeSource: String
  ) -> [String] {
    let size = configuration.outputSize
    var parts = ["\(configuration.labelCount) classes (\(labelSet.name))"]
    if configuration.hasUnlabelledChannel { parts.append("one for unlabelled") }
    if configuration.usesInstanceEdges { parts.append("one for instance edges") }
    var words = [
      facts.sentence,
      "\(facts.semanticChannels) semantic channels: \(parts.joined(separator: ", ")); "
        + (answers.usesInstanceEdges == nil && answers.labelSet == nil ? source : "as you said")
        + ".",
    ]
    switch facts.start {
    case .labels: words.append("No latent: the same map always gives the same picture.")
    case .latent(let dimension, _):
      words.append(
        "A VAE: a z of \(dimension) numbers starts a grid of "
          + "\(configuration.startWidth)×\(configuration.startHeight).")
    }
    words.append(
      "\(configuration.upsampling.doublings) doublings (“\(configuration.upsampling.rawValue)”): "
        + (facts.isMost
          ? "there is a block up_4."
          : (answers.upsampling == nil ? sizeSource : "as you said") + " (--upsampling)."))
    let isSaid =
      answers.aspectRatio != nil || answers.cropSize != nil
      || answers.options.contains("crop_size") || answers.options.contains("aspect_ratio")
    words.append(
      "Pictures of \(size): " + (isSaid ? "as you said" : sizeSource) + " (--aspect, --crop).")
    if let encoder {
      words.append(
        "A style encoder of width \(encoder.width) with \(encoder.hasSixthLayer ? 6 : 5) layers: "
          + "photos can give the style.")
    } else if configuration.usesVAE {
      words.append("No style encoder: photos cannot give the style.")
    }
    return words
  }
}
