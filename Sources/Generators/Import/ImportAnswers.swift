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
