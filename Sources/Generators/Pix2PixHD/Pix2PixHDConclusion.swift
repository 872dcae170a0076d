public import Imaging

/// What an import concludes about pix2pixHD weights, and why, in words.
public struct Pix2PixHDConclusion: Sendable, Equatable {
  /// What the networks are built from.
  public private(set) var configuration: Pix2PixHDConfiguration
  /// What its labels mean; `nil` for a model whose input is a picture.
  public private(set) var labelSet: LabelSet?
  /// The conclusions, a sentence each.
  public private(set) var words: [String] = []

  /// Everything read from the files.
  struct Evidence {
    let facts: Pix2PixHDWeightFacts
    let encoder: Pix2PixHDEncoderFacts?
    let styles: StyleClusters?
    let options: ReferenceOptions
    let answers: ImportAnswers
    let labelSets: [LabelSet]
  }

  /// Concludes from shapes, options of the training and answers; answers win over options.
  /// - Throws: `ImportError.contradictions` or `.unanswered`, with everything at once.
  init(_ evidence: Evidence) throws(ImportError) {
    let facts = evidence.facts
    let source: String
    if evidence.options.contains("label_nc") {
      source = "the options beside the weights say so"
      do throws(ConfigurationError) {
        configuration = try Pix2PixHDConfiguration(reference: evidence.options)
      } catch {
        throw .contradictions(["the options do not describe a pix2pixHD: \(error)"])
      }
      labelSet = try Self.labelSet(evidence, classes: configuration.labelCount)
    } else {
      source = "by the number of channels"
      configuration = Pix2PixHDConfiguration(labelCount: 0)
      configuration.ngf = facts.ngf
      configuration.downsamplings = facts.downsamplings
      configuration.blocks = facts.blocks
      configuration.enhancers = facts.enhancers
      configuration.enhancerBlocks = facts.enhancerBlocks
      configuration.normalization = facts.normalization
      try divideChannels(evidence)
    }
    if facts.enhancers == 0 { configuration.enhancerBlocks = 3 }
    configuration.encoderWidth = evidence.encoder?.width
    if let encoder = evidence.encoder {
      configuration.encoderDownsamplings = encoder.downsamplings
    }
    chooseSize(evidence)
    try check(evidence)
    words = sentences(evidence, source)
  }

  /// The label set that was named, else the known or only one that fits.
  private static func labelSet(
    _ evidence: Evidence, classes: Int
  ) throws(ImportError) -> LabelSet? {
    if classes == 0 { return nil }
    if let said = evidence.answers.labelSet { return said }
    let name: String?
    do throws(ConfigurationError) {
      name = try evidence.options.text("label_set")
    } catch {
      throw .contradictions(["\(error)"])
    }
    if let named = evidence.labelSets.first(where: { $0.name == name }) { return named }
    let fitting = evidence.labelSets.filter { ($0.labels.last?.id ?? -1) + 1 == classes }
    return fitting.count == 1 ? fitting[0] : .numbered(classes)
  }

  /// Divides the input's channels into classes, borders and features.
  private mutating func divideChannels(_ evidence: Evidence) throws(ImportError) {
    let channels = evidence.facts.inputChannels
    var features = evidence.encoder?.featureChannels ?? evidence.styles?.channels
    do throws(ConfigurationError) {
      features = try evidence.options.integer("feat_num") ?? features
    } catch {
      throw .contradictions(["\(error)"])
    }
    if channels == 3, evidence.answers.labelSet == nil, features == nil {
      configuration.usesInstanceEdges = false
      return
    }
    let cityscapes = evidence.labelSets.first { $0.name == "cityscapes" }
    guard let set = evidence.answers.labelSet ?? ((35...39).contains(channels) ? cityscapes : nil)
    else { throw .unanswered(Self.questions(evidence)) }
    let classes = (set.labels.last?.id ?? -1) + 1
    labelSet = set
    configuration.labelCount = classes
    let rest = channels - classes
    // Cityscapes as released has 3 features or none; elsewhere nobody can know.
    if features == nil, evidence.answers.labelSet != nil, channels - classes > 1 {
      throw .unanswered([
        ImportError.Question(
          flag: "--encoder FILE, --clusters FILE or --option feat_num=N",
          reason: "the weights take \(channels) channels, \(set.name) has \(classes) classes: the "
            + "rest are features of objects, perhaps with one for borders between them")
      ])
    }
    let wanted = features.map { [$0] } ?? [0, 3]
    let borders = evidence.answers.usesInstanceEdges.map { [$0] } ?? [true, false]
    let fitting = wanted.flatMap { count in
      borders.filter { count + ($0 ? 1 : 0) == rest }.map { (count, $0) }
    }
    guard let choice = fitting.first else {
      throw .contradictions([
        "the weights take \(channels) channels, \(set.name) has \(classes) classes: that leaves "
          + "\(rest) for borders between objects (1 or none: --edges, --no-edges) and features "
          + "(--encoder, --clusters or --option feat_num=N say how many"
          + (features.map { "; here \($0)" } ?? "") + ")"
      ])
    }
    (configuration.featureChannels, configuration.usesInstanceEdges) = choice
  }

  private static func questions(_ evidence: Evidence) -> [ImportError.Question] {
    var questions = [
      ImportError.Question(
        flag: "--labels NAME|FILE",
        reason:
          "the weights take \(evidence.facts.inputChannels) channels, which no known data set "
          + "has: classes, perhaps one for borders between objects, perhaps features")
    ]
    if evidence.encoder == nil, evidence.styles == nil {
      questions.append(
        ImportError.Question(
          flag: "--encoder FILE, --clusters FILE or --option feat_num=N",
          reason: "only if objects have styles (instance_feat): how many numbers each"))
    }
    return questions
  }

  /// The size that was said, cut to what the halvings allow.
  private mutating func chooseSize(_ evidence: Evidence) {
    let answers = evidence.answers
    var size = configuration.outputSize
    if answers.cropSize != nil || answers.aspectRatio != nil {
      let aspect = answers.aspectRatio ?? Double(size.width) / Double(size.height)
      let width = answers.cropSize ?? size.width
      size = PixelSize(width: width, height: Int((Double(width) / aspect).rounded()))
    }
    let unit = configuration.sizeUnit
    func fitted(_ side: Int) -> Int {
      max(2 * unit, Int((Double(side) / Double(unit)).rounded()) * unit)
    }
    configuration.outputSize = PixelSize(width: fitted(size.width), height: fitted(size.height))
  }

  /// Compares what was said with what the weights show: the reference loads whatever matches and
  /// leaves the rest random (its issue 163), here every difference is named.
  private func check(_ evidence: Evidence) throws(ImportError) {
    let facts = evidence.facts
    var lines: [String] = []
    func compare<Value: Equatable>(_ name: String, _ said: Value, _ found: Value) {
      if said != found { lines.append("\(name) should be \(said), the weights have \(found)") }
    }
    compare(
      "the number of input channels (\(channelWords))", configuration.generatorChannels,
      facts.inputChannels)
    compare("the width ngf", configuration.ngf, facts.ngf)
    compare(
      "the number of halvings (n_downsample_global)", configuration.downsamplings,
      facts.downsamplings)
    compare("the number of residual blocks (n_blocks_global)", configuration.blocks, facts.blocks)
    compare("the number of local enhancers", configuration.enhancers, facts.enhancers)
    if facts.enhancers > 0 {
      compare(
        "the blocks of an enhancer (n_blocks_local)", configuration.enhancerBlocks,
        facts.enhancerBlocks)
    }
    compare("the norm", configuration.normalization.rawValue, facts.normalization.rawValue)
    if let encoder = evidence.encoder, encoder.featureChannels != configuration.featureChannels {
      lines.append(
        "the encoder makes \(encoder.featureChannels) numbers per object, the generator takes "
          + "\(configuration.featureChannels)")
    }
    if let styles = evidence.styles, styles.channels != configuration.featureChannels {
      lines.append(
        "the style clusters have \(styles.channels) numbers each, the generator takes "
          + "\(configuration.featureChannels) per object")
    }
    do {
      try configuration.validate()
    } catch {
      lines.append(error.description)
    }
    guard lines.isEmpty else { throw .contradictions(lines) }
  }

  private var channelWords: String {
    var parts = [
      configuration.labelCount > 0
        ? "\(configuration.labelCount) classes (\(labelSet?.name ?? "unnamed"))"
        : "a picture of \(configuration.inputChannels)"
    ]
    if configuration.usesInstanceEdges { parts.append("one for borders between objects") }
    if configuration.featureChannels > 0 {
      let owner = configuration.sharesFeaturesByLabel == true ? "class" : "object"
      parts.append("\(configuration.featureChannels) features per \(owner)")
    }
    return parts.joined(separator: ", ")
  }

  private func sentences(_ evidence: Evidence, _ source: String) -> [String] {
    let facts = evidence.facts
    var words = [
      "A pix2pixHD generator of width ngf \(facts.ngf): \(facts.downsamplings) halvings, "
        + "\(facts.blocks) residual blocks, \(facts.normalization.rawValue) norm"
        + (facts.enhancers == 0
          ? "."
          : ", inside \(facts.enhancers) local enhancer\(facts.enhancers == 1 ? "" : "s") of "
            + "\(facts.enhancerBlocks) blocks."),
      "\(facts.inputChannels) input channels: \(channelWords); "
        + (evidence.answers.labelSet == nil ? source : "as you said") + ".",
      "Pictures of \(configuration.outputSize) are asked for (--crop, --aspect); the network takes "
        + "any multiple of \(configuration.sizeUnit).",
    ]
    if let encoder = evidence.encoder {
      words.append(
        "A feature encoder of width \(encoder.width) with \(encoder.downsamplings) halvings: "
          + "objects on photos can give styles.")
    }
    if let styles = evidence.styles {
      let count = styles.classes.values.reduce(0) { $0 + $1.count }
      let known = styles.classes.keys.filter { $0 < configuration.labelCount }
      words.append("\(count) style clusters for \(known.count) classes.")
      let unknown = styles.classes.keys.filter { $0 >= configuration.labelCount }.sorted()
      if !unknown.isEmpty {
        words.append(
          "Clusters of the classes \(unknown.map(String.init).joined(separator: ", ")) are left "
            + "out: the model has 0…\(configuration.labelCount - 1).")
      }
    } else if configuration.featureChannels > 0 {
      words.append(
        "No style clusters: every object's style is zeros until it gets one (ganvas styles).")
    }
    return words
  }
}
