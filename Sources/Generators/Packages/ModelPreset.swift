public import Imaging

/// An official size of some family, for untrained models in benchmarks and tests.
public struct ModelPreset: Sendable {
  /// How it is named on the command line, for instance `spade-coco256`.
  public let name: String
  /// Learned numbers of the generator alone, as published (ReferenceSystems article).
  public let parameterCount: Int
  /// The label set it is made for; `nil` for families without labels.
  public let labels: Labels?
  private let build: @Sendable (LabelSet?, UInt64) throws -> PackageContents

  /// What a preset's labels mean.
  public enum Labels: Hashable, Sendable {
    /// A shipped label set.
    case named(String)
    /// So many classes without names.
    case numbered(Int)
  }

  /// Creates a preset.
  /// - Parameter build: Draws the networks; gets the looked-up label set and a seed.
  public init(
    name: String, parameterCount: Int, labels: Labels?,
    build: @escaping @Sendable (_ labelSet: LabelSet?, _ seed: UInt64) throws -> PackageContents
  ) {
    self.name = name
    self.parameterCount = parameterCount
    self.labels = labels
    self.build = build
  }

  /// Draws an untrained model; the same seed gives the same one. Costs a pass at most.
  /// - Parameter labelSet: What `labels` names, looked up; the numbered one needs none.
  /// - Throws: what encoding the configuration throws.
  public func contents(labelSet: LabelSet?, seed: UInt64) throws -> PackageContents {
    var set = labelSet
    if set == nil, case .numbered(let count) = labels { set = .numbered(count) }
    var contents = try build(set, seed)
    contents.manifest.licence = "none needed: random numbers"
    contents.manifest.provenance = ModelManifest.Provenance(
      source: "untrained, made by ganvas models init --preset \(name) --seed \(seed)")
    return contents
  }
}
