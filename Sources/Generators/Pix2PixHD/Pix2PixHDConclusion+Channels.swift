import Imaging

/// How the channels of the input divide.
extension Pix2PixHDConclusion {
  /// What options say about it.
  static func statements(
    _ evidence: Evidence, _ options: ReferenceOptions
  ) throws(ImportError) -> Pix2PixHDStatements {
    do throws(ConfigurationError) {
      return try Pix2PixHDStatements(
        options, labelSets: evidence.labelSets,
        isStrict: evidence.answers.options.contains("label_set"))
    } catch {
      throw undescribed(error)
    }
  }

  /// Options that cannot be a pix2pixHD's.
  static func undescribed(_ error: ConfigurationError) -> ImportError {
    .contradictions(["the options do not describe a pix2pixHD: \(error)"])
  }

  /// The label set that was named, else the only one that fits, else numbers.
  private static func labelSet(
    _ evidence: Evidence, _ statements: Pix2PixHDStatements, classes: Int
  ) -> LabelSet? {
    if classes == 0 { return nil }
    if let said = evidence.answers.labelSet ?? statements.labelSet { return said }
    let fitting = evidence.labelSets.filter { ($0.labels.last?.id ?? -1) + 1 == classes }
    return fitting.count == 1 ? fitting[0] : .numbered(classes)
  }

  /// Divides the input's channels into classes (or a picture), borders and features.
  /// - Returns: The options that say so.
  mutating func divideChannels(
    _ evidence: Evidence, _ statements: Pix2PixHDStatements, _ told: ImportAnswers
  ) throws(ImportError) -> ReferenceOptions {
    if let edges = told.usesInstanceEdges, let other = statements.usesInstanceEdges, edges != other
    {
      throw .contradictions([
        "--\(edges ? "" : "no-")edges, but the options say the opposite (no_instance)"
      ])
    }
    let channels = evidence.facts.inputChannels
    let features =
      statements.featureChannels ?? evidence.encoder?.featureChannels ?? evidence.styles?.channels
      ?? (statements.hasFeatures == true ? 3 : nil)
    let classes = try classCount(evidence, statements, features: features)
    labelSet = labelSet ?? Self.labelSet(evidence, statements, classes: classes)
    let isPicture = classes == 0
    let edges = told.usesInstanceEdges ?? statements.usesInstanceEdges
    let picture = statements.inputChannels ?? (edges == true ? channels - 1 : min(3, channels))
    let rest = channels - (isPicture ? picture : classes)
    var choice = (features: features ?? 0, edges: edges ?? (rest == 1))
    if features == nil || edges == nil {
      // Cityscapes as released has 3 features or none; elsewhere nobody can know.
      let isKnown = evidence.answers.labelSet == nil && statements.labelCount == nil
      if features == nil, !isPicture, !isKnown, rest > 1 {
        throw .unanswered([
          ImportError.Question(
            flag: "--encoder FILE, --clusters FILE or --option feat_num=N",
            reason: "the weights take \(channels) channels, \(classWords(classes)): the "
              + "rest are features of objects, perhaps with one for borders between them")
        ])
      }
      let wanted = features.map { [$0] } ?? [0, 3]
      let borders = edges.map { [$0] } ?? [true, false]
      let fitting = wanted.flatMap { count in
        borders.filter { count + ($0 ? 1 : 0) == rest }.map { (count, $0) }
      }
      guard let found = fitting.first else {
        throw .contradictions([
          "the weights take \(channels) channels, \(classWords(classes)): that leaves "
            + "\(rest) for borders between objects (1 or none: --edges, --no-edges) and features "
            + "(--encoder, --clusters or --option feat_num=N say how many"
            + (features.map { "; here \($0)" } ?? "") + ")"
        ])
      }
      choice = found
    }
    var said: [String: JSONValue] = [
      "label_nc": .int(classes), "input_nc": .int(isPicture ? picture : 3),
      "no_instance": .bool(!choice.edges), "feat_num": .int(choice.features),
    ]
    if statements.hasFeatures == nil { said["instance_feat"] = .bool(choice.features > 0) }
    return ReferenceOptions(said)
  }

  private func classWords(_ classes: Int) -> String {
    classes == 0 ? "its picture has some" : "\(labelSet?.name ?? "the map") has \(classes) classes"
  }

  /// How many channels are classes: said, those of the label set, Cityscapes', none.
  private mutating func classCount(
    _ evidence: Evidence, _ statements: Pix2PixHDStatements, features: Int?
  ) throws(ImportError) -> Int {
    if let said = statements.labelCount { return said }
    let channels = evidence.facts.inputChannels
    let named = evidence.answers.labelSet ?? statements.labelSet
    if named == nil, statements.inputChannels != nil || channels == 3 && features ?? 0 == 0 {
      return 0
    }
    let cityscapes = evidence.labelSets.first { $0.name == "cityscapes" }
    guard let set = named ?? ((35...39).contains(channels) ? cityscapes : nil) else {
      throw .unanswered(Self.questions(evidence))
    }
    labelSet = set
    return (set.labels.last?.id ?? -1) + 1
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
}
