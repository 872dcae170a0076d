public import Imaging

/// What an import concludes about pix2pixHD weights, and why, in words.
public struct Pix2PixHDConclusion: Sendable, Equatable {
  /// What the networks are built from.
  public internal(set) var configuration: Pix2PixHDConfiguration
  /// What its labels mean; `nil` for a model whose input is a picture.
  public internal(set) var labelSet: LabelSet?
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
    let told = try evidence.answers.completed(crop: "loadSize", aspect: nil)
    let options = evidence.answers.options.completed(by: evidence.options)
    configuration = Pix2PixHDConfiguration(labelCount: 0)
    let division = try divideChannels(evidence, try Self.statements(evidence, options), told)
    do throws(ConfigurationError) {
      // What is said is used, the rest is read off the shapes.
      configuration = try Pix2PixHDConfiguration(
        reference: options.completed(by: division).completed(by: facts.options))
    } catch {
      throw Self.undescribed(error)
    }
    let source =
      !evidence.options.contains("label_nc")
      ? "by the number of channels"
      : evidence.answers.options.contains("label_nc")
        ? "as you said" : "the options beside the weights say so"
    if facts.enhancers == 0 { configuration.enhancerBlocks = 3 }
    configuration.encoderWidth = evidence.encoder?.width
    if let encoder = evidence.encoder {
      configuration.encoderDownsamplings = encoder.downsamplings
    }
    chooseSize(told)
    try check(evidence)
    words = sentences(evidence, source)
  }

  /// The size that was said, cut to what the halvings allow.
  private mutating func chooseSize(_ answers: ImportAnswers) {
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
    compare(
      "the number of output channels (output_nc)", configuration.colourCount,
      facts.pictureChannels)
    let flagged = evidence.answers.options
    if facts.enhancers == 0 {
      for name in ["n_local_enhancers", "n_blocks_local"] where flagged.contains(name) {
        lines.append("\(name) is said, the weights have no local enhancers")
      }
    }
    if configuration.labelCount > 0, flagged.contains("input_nc") {
      lines.append("input_nc is said, but the input is a label map (label_nc)")
    }
    if let last = labelSet?.labels.last?.id, last >= configuration.labelCount {
      lines.append(
        "\(labelSet?.name ?? "") has labels up to \(last), the options say "
          + "\(configuration.labelCount) classes (label_nc)")
    }
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
      facts.sentence,
      "\(facts.inputChannels) input channels: \(channelWords); "
        + (evidence.answers.labelSet == nil ? source : "as you said") + ".",
      "Pictures of \(configuration.outputSize) are asked for (--crop, --aspect); the network takes "
        + "any multiple of \(configuration.sizeUnit).",
    ]
    switch configuration.colourCount {
    case 1: words.append("Its pictures are grey.")
    case 2: words.append("Its pictures are grey with an opacity: they are shown on white.")
    case 4: words.append("Its pictures have an opacity: they are shown on white.")
    default: break
    }
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
