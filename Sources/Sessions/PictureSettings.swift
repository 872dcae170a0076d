public import Synthesis

/// Everything besides the map that decides what the picture looks like: one value, so that one
/// undo line can hold it.
public struct PictureSettings: Hashable, Sendable, Codable {
  /// The model, by package name or path; `nil` when none is chosen.
  public var model: String?
  /// Where in latent space.
  public var latent: LatentState
  /// The word the seed was made from, shown beside the number.
  public var seedWord: String?
  /// The photo whose style is taken, by its name in the session's `photos/`; `nil`: the seed.
  public var stylePhoto: String?
  /// Which statistics normalize.
  public var statistics: NormalizationStatistics
  /// Style of single objects, by instance number.
  public var instanceStyles: [UInt32: InstanceStyle]
  /// As it stands in files: absent in sessions of earlier programs and where there are no classes.
  private var mixture: [Int: Double]?

  /// Mixture of classes for class-conditional families: class id to weight, weights sum to 1.
  public var classWeights: [Int: Double] {
    get { mixture ?? [:] }
    set { mixture = newValue.isEmpty ? nil : newValue }
  }

  /// Settings; the default is seed 0 at ψ 1 and no model.
  public init(
    model: String? = nil, latent: LatentState = LatentState(), seedWord: String? = nil,
    stylePhoto: String? = nil, statistics: NormalizationStatistics = .running,
    instanceStyles: [UInt32: InstanceStyle] = [:], classWeights: [Int: Double] = [:]
  ) {
    self.model = model
    self.latent = latent
    self.seedWord = seedWord
    self.stylePhoto = stylePhoto
    self.statistics = statistics
    self.instanceStyles = instanceStyles
    mixture = classWeights.isEmpty ? nil : classWeights
  }

  /// The seed in use; `nil` when the latent comes from elsewhere.
  public var seed: UInt32? {
    if case .seed(let seed) = latent.source { seed } else { nil }
  }
}
