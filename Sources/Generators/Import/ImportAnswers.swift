public import Imaging

/// What a person says about weights by flag; `nil` leaves it to options, shapes and known layouts.
public struct ImportAnswers: Sendable, Equatable {
  /// What the labels mean.
  public var labelSet: LabelSet?
  /// Width divided by height.
  public var aspectRatio: Double?
  /// Whether the last semantic channel holds instance edges.
  public var usesInstanceEdges: Bool?
  /// Width of the pictures, before rounding to the start grid.
  public var cropSize: Int?
  /// Names of the classes of whole pictures, in order.
  public var classNames: [String]?

  /// Options of the reference program by their own names (`--option n_blocks_local=3`), for what
  /// only one family has; they win over those beside the weights.
  public var options: ReferenceOptions

  /// The options as they say the same as other flags (`--crop`, `--aspect`, `--edges`) taken into
  /// these answers, and answers in other words into the options.
  /// - Parameters:
  ///   - crop: The family's option for the width of the pictures.
  ///   - aspect: That for width divided by height.
  /// - Throws: `ImportError.contradictions` where flags differ; `ConfigurationError`'s words for
  ///   options that cannot be.
  func completed(crop: String, aspect: String?) throws(ImportError) -> ImportAnswers {
    var answers = self
    do throws(ConfigurationError) {
      let width = try options.integer(crop)
      try Self.agree(cropSize, width, flag: "--crop", option: crop)
      answers.cropSize = cropSize ?? width
      if let aspect {
        let ratio = try options.number(aspect)
        try Self.agree(aspectRatio, ratio, flag: "--aspect", option: aspect)
        answers.aspectRatio = aspectRatio ?? ratio
      }
      let edges = try options.flag("no_instance").map { !$0 }
      try Self.agree(
        usesInstanceEdges, edges, flag: usesInstanceEdges == true ? "--edges" : "--no-edges",
        option: "no_instance")
      answers.usesInstanceEdges = usesInstanceEdges ?? edges
    } catch {
      throw .contradictions([error.description])
    }
    return answers
  }

  private static func agree<Value: Equatable>(
    _ flagged: Value?, _ optional: Value?, flag: String, option: String
  ) throws(ConfigurationError) {
    guard let flagged, let optional, flagged != optional else { return }
    throw ConfigurationError(
      field: "option \(option)", found: "the opposite of \(flag)", expected: "one of the two")
  }

  /// Creates answers.
  public init(
    labelSet: LabelSet? = nil, aspectRatio: Double? = nil, usesInstanceEdges: Bool? = nil,
    cropSize: Int? = nil, classNames: [String]? = nil,
    options: ReferenceOptions = ReferenceOptions()
  ) {
    self.options = options
    self.classNames = classNames
    self.labelSet = labelSet
    self.aspectRatio = aspectRatio
    self.usesInstanceEdges = usesInstanceEdges
    self.cropSize = cropSize
  }
}

extension ReferenceOptions {
  /// What flags of the import say in NVlabs/SPADE's options.
  init(answers: ImportAnswers) {
    var values: [String: JSONValue] = [:]
    values["crop_size"] = answers.cropSize.map { .int($0) }
    values["aspect_ratio"] = answers.aspectRatio.map { .double($0) }
    values["no_instance"] = answers.usesInstanceEdges.map { .bool(!$0) }
    self.init(values)
  }
}
