public import Canvas
public import Imaging
public import Synthesis

/// Everything besides the map that decides what the picture looks like: one value, so that one
/// undo line can hold it.
public struct PictureSettings: Hashable, Sendable {
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
  /// Mixture of classes for class-conditional families: class id to weight, weights sum to 1.
  public var classWeights: [Int: Double]
  /// Style of a label: applied by what belongs to no object, and by objects without their own.
  public var labelStyles: [UInt16: InstanceStyle]
  /// The seed that all styles were rolled from last; `nil` when they never were.
  public var styleSeed: UInt32?
  /// Scales and size, for models that are a pyramid learned from one photo.
  public var pyramid: PyramidSettings

  /// Settings; the default is seed 0 at ψ 1 and no model.
  public init(
    model: String? = nil, latent: LatentState = LatentState(), seedWord: String? = nil,
    stylePhoto: String? = nil, statistics: NormalizationStatistics = .running,
    instanceStyles: [UInt32: InstanceStyle] = [:], classWeights: [Int: Double] = [:],
    labelStyles: [UInt16: InstanceStyle] = [:], styleSeed: UInt32? = nil,
    pyramid: PyramidSettings = PyramidSettings()
  ) {
    self.pyramid = pyramid
    self.model = model
    self.latent = latent
    self.seedWord = seedWord
    self.stylePhoto = stylePhoto
    self.statistics = statistics
    self.instanceStyles = instanceStyles
    self.classWeights = classWeights
    self.labelStyles = labelStyles
    self.styleSeed = styleSeed
  }

  /// The seed in use; `nil` when the latent comes from elsewhere.
  public var seed: UInt32? {
    if case .seed(let seed) = latent.source { seed } else { nil }
  }

  /// The style an object has of its own; for number 0 that of its label. `nil` when none was given.
  public subscript(styleOf object: ObjectID) -> InstanceStyle? {
    get {
      object.number == 0 ? labelStyles[object.label] : instanceStyles[object.number]
    }
    set {
      if object.number == 0 {
        labelStyles[object.label] = newValue
      } else {
        instanceStyles[object.number] = newValue
      }
    }
  }

  /// The style an object has by what was given: its own, else its label's.
  public func keptStyle(of object: ObjectID) -> InstanceStyle? {
    self[styleOf: object] ?? labelStyles[object.label]
  }
}

extension PictureSettings: Codable {
  private enum CodingKeys: String, CodingKey {
    case model, latent, seedWord, stylePhoto, statistics, instanceStyles, labelStyles, styleSeed
    case pyramid
    case classWeights = "mixture"
  }

  /// Reads settings; sessions from before there were label styles and pyramids have none.
  public init(from decoder: any Decoder) throws {
    let box = try decoder.container(keyedBy: CodingKeys.self)
    model = try box.decodeIfPresent(String.self, forKey: .model)
    latent = try box.decode(LatentState.self, forKey: .latent)
    seedWord = try box.decodeIfPresent(String.self, forKey: .seedWord)
    stylePhoto = try box.decodeIfPresent(String.self, forKey: .stylePhoto)
    statistics = try box.decode(NormalizationStatistics.self, forKey: .statistics)
    instanceStyles = try box.decode([UInt32: InstanceStyle].self, forKey: .instanceStyles)
    classWeights = try box.decodeIfPresent([Int: Double].self, forKey: .classWeights) ?? [:]
    labelStyles =
      try box.decodeIfPresent([UInt16: InstanceStyle].self, forKey: .labelStyles) ?? [:]
    styleSeed = try box.decodeIfPresent(UInt32.self, forKey: .styleSeed)
    pyramid =
      try box.decodeIfPresent(PyramidSettings.self, forKey: .pyramid) ?? PyramidSettings()
  }
}

extension PictureSettings: StoredValue {
  /// The latent, the mixture and all styles are such as a model can be given.
  public mutating func validate(_ faults: inout [String]) {
    latent.validate(&faults)
    pyramid.validate(&faults)
    ClassMixture.validate(&classWeights, &faults)
    if var word = seedWord {
      StoredText.clean(&word, "a seed's word", &faults)
      seedWord = word
    }
    for key in instanceStyles.keys { instanceStyles[key]?.validate(&faults) }
    for key in labelStyles.keys { labelStyles[key]?.validate(&faults) }
  }
}
