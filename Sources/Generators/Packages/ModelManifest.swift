public import Checkpoints
public import Imaging
public import Synthesis

/// `model.json` of a model package: what the weights are and where they come from (Files article).
public struct ModelManifest: Codable, Sendable, Equatable {
  /// The newest layout of this file that is read and written.
  public static let newestSchema = 1

  /// Layout of the file.
  public var schema = ModelManifest.newestSchema
  /// Name of the model, without folder and extension.
  public var name: String
  /// Family, as the registry knows it, for instance `spade`.
  public var family: String
  /// What the family builds its networks from, for instance a `SPADEConfiguration`.
  public var configuration: JSONValue
  /// What the numbers of a label map mean; `nil` for families without one.
  public var labels: LabelSetReference?
  /// The normalization statistics it looks best with.
  public var statistics: NormalizationStatistics?
  /// The stored weights.
  public var weights: StoredWeights
  /// The latent input; `nil` without one.
  public var latent: LatentFacts?
  /// How it was trained, as far as known.
  public var training: TrainingRecord?
  /// Terms under which the weights may be used, a licence's name or a sentence.
  public var licence: String?
  /// Where the weights come from.
  public var provenance: Provenance?

  /// Creates a manifest of the newest schema.
  public init(
    name: String, family: String, configuration: JSONValue, labels: LabelSetReference? = nil,
    statistics: NormalizationStatistics? = nil, weights: StoredWeights = StoredWeights(),
    latent: LatentFacts? = nil, training: TrainingRecord? = nil, licence: String? = nil,
    provenance: Provenance? = nil
  ) {
    self.name = name
    self.family = family
    self.configuration = configuration
    self.labels = labels
    self.statistics = statistics
    self.weights = weights
    self.latent = latent
    self.training = training
    self.licence = licence
    self.provenance = provenance
  }

  /// The weights of a package.
  public struct StoredWeights: Codable, Sendable, Equatable {
    /// File inside the package.
    public var file: String
    /// How one number is stored.
    public var precision: Checkpoints.ElementType
    /// Learned numbers, generator and encoder together.
    public var parameterCount: Int?

    /// Creates the description.
    public init(
      file: String = "weights.safetensors", precision: Checkpoints.ElementType = .float32,
      parameterCount: Int? = nil
    ) {
      self.file = file
      self.precision = precision
      self.parameterCount = parameterCount
    }
  }

  /// What is known about the latent input.
  public struct LatentFacts: Codable, Sendable, Equatable {
    /// Length of z.
    public var dimension: Int
    /// Mean distance between pictures of one map under different codes: mean absolute
    /// difference of pixels in −1…1. `nil` when never measured.
    public var codeDistance: Double?
    /// The same between real pictures in different light, for comparison.
    public var referenceDistance: Double?
    /// Codes of words, `dimension` numbers each; words in lower case.
    public var words: [String: [Float]]?
    /// What seeds draw from; `nil` is the standard normal distribution.
    public var prior: LatentPrior?
    /// The seed or word a new session begins with, chosen by eye.
    public var start: String?

    /// Creates the facts.
    public init(
      dimension: Int, codeDistance: Double? = nil, referenceDistance: Double? = nil,
      words: [String: [Float]]? = nil, prior: LatentPrior? = nil, start: String? = nil
    ) {
      self.words = words
      self.prior = prior
      self.start = start
      self.dimension = dimension
      self.codeDistance = codeDistance
      self.referenceDistance = referenceDistance
    }

    /// Whether codes change the picture. A code that only makes it a little lighter or darker
    /// does not count: below 0.1, some 13 levels of 255, two pictures look like one at a glance
    /// (a street model whose z had collapsed: 0.05…0.08; photos of streets among each other:
    /// 0.26). Where the distance between real lights is known, the bound is 0.4 of that.
    public var matters: Bool {
      codeDistance.map { $0 >= 0.4 * (referenceDistance ?? 0.25) } ?? true
    }
  }

  /// How a model was trained.
  public struct TrainingRecord: Codable, Sendable, Equatable {
    /// Wall time in seconds.
    public var wallSeconds: Double?
    /// Pictures seen, repetitions counted.
    public var imagesSeen: Int?
    /// Optimizer steps.
    public var steps: Int?
    /// Seed of the run.
    public var seed: UInt64?
    /// What it was trained on, in words.
    public var data: String?
    /// Last losses by name.
    public var losses: [String: Double]?
    /// Measures of the stored model by name (`ganvas measure`).
    public var measures: [String: Double]?
    /// The trainer's own configuration.
    public var configuration: JSONValue?

    /// Creates a record.
    public init(
      wallSeconds: Double? = nil, imagesSeen: Int? = nil, steps: Int? = nil,
      seed: UInt64? = nil, data: String? = nil, losses: [String: Double]? = nil,
      measures: [String: Double]? = nil, configuration: JSONValue? = nil
    ) {
      self.wallSeconds = wallSeconds
      self.imagesSeen = imagesSeen
      self.steps = steps
      self.seed = seed
      self.data = data
      self.losses = losses
      self.measures = measures
      self.configuration = configuration
    }
  }

  /// Where weights come from.
  public struct Provenance: Codable, Sendable, Equatable {
    /// A sentence: trained here, imported from, initialized.
    public var source: String
    /// Files it was made from.
    public var files: [String]
    /// When, as `2025-11-21`.
    public var date: String?
    /// What an import concluded, in words.
    public var conclusions: [String]

    /// Creates a provenance.
    public init(
      source: String, files: [String] = [], date: String? = nil, conclusions: [String] = []
    ) {
      self.source = source
      self.files = files
      self.date = date
      self.conclusions = conclusions
    }
  }
}

/// A label set by value, so that a package stands alone, or by the name of a shipped one.
public enum LabelSetReference: Sendable, Equatable {
  /// One of the label sets beside the program.
  case named(String)
  /// The whole set.
  case embedded(LabelSet)

  /// Name of the set.
  public var name: String {
    switch self {
    case .named(let name): name
    case .embedded(let set): set.name
    }
  }
}

extension LabelSetReference: Codable {
  /// Reads a name or a set.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let name = try? container.decode(String.self) {
      self = .named(name)
    } else {
      self = .embedded(try container.decode(LabelSet.self))
    }
  }

  /// Writes a name or a set.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .named(let name): try container.encode(name)
    case .embedded(let set): try container.encode(set)
    }
  }
}
