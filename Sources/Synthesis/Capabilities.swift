public import Imaging

/// What a model can be asked for. The studio reads this and nothing else: it never asks which
/// family a model belongs to.
public struct Capabilities: Hashable, Sendable {
  /// A label map as input.
  public struct Labels: Hashable, Sendable {
    /// The model's own label set.
    public var labelSet: LabelSet
    /// Whether instance edges reach the network.
    public var usesInstances: Bool
    /// The map one begins with, where the model has one of its own: its photo in the set's colours.
    /// What differs from it is painted; `nil` where any map is as good as another.
    public var startMap: LabelMap?

    /// Creates the description of a label input.
    public init(labelSet: LabelSet, usesInstances: Bool, startMap: LabelMap? = nil) {
      self.labelSet = labelSet
      self.usesInstances = usesInstances
      self.startMap = startMap
    }
  }

  /// A latent input.
  public struct Latent: Hashable, Sendable {
    /// Length of z.
    public var dimension: Int
    /// Number of w layers; 0 when the family has no w.
    public var layers: Int
    /// Length of w; 0 when the family has no w, or nobody says.
    public var styleDimension: Int
    /// Number of parts of z of which single blocks get one each (BigGAN); 0 when z is taken whole.
    public var chunks: Int
    /// Whether different codes change the picture; `false` for a collapsed model.
    public var matters: Bool
    /// Whether ψ means something: codes can be drawn nearer to a mean.
    public var truncates: Bool
    /// Codes of words that say what light they give, `dusk` for instance: z, `dimension` numbers each.
    /// Any other word is a seed.
    public var words: [String: [Float]] = [:]
    /// The seed or word a new session begins with, chosen by eye; `nil` leaves it at seed 0.
    public var start: String?

    /// Creates the description of a latent input.
    public init(
      dimension: Int, layers: Int = 0, styleDimension: Int = 0, chunks: Int = 0,
      matters: Bool = true, truncates: Bool = true
    ) {
      self.truncates = truncates
      self.styleDimension = styleDimension
      self.dimension = dimension
      self.layers = layers
      self.chunks = chunks
      self.matters = matters
    }
  }

  /// Where a word leads: to its code, where the model has one, else to the seed it is.
  /// - Parameter seed: The seed of a word as such.
  public func source(ofWord word: String, seed: (String) -> UInt32) -> LatentState.Source {
    if let code = latent?.words[word.lowercased()] { return .z(code) }
    return .seed(seed(word))
  }

  /// A pyramid of scales learned from one photo.
  public struct Pyramid: Hashable, Sendable {
    /// Sizes of the pictures of its trained scales, from the coarsest.
    public var sizes: [PixelSize]
    /// Scales the photo has; more than are trained where training stopped.
    public var scaleCount: Int
    /// Size of the photo at its finest scale, whether that is trained or not.
    public var photo: PixelSize

    /// Creates the description of a pyramid; the photo is as large as the last size unless given.
    public init(sizes: [PixelSize], scaleCount: Int, photo: PixelSize? = nil) {
      self.sizes = sizes
      self.scaleCount = scaleCount
      self.photo = photo ?? sizes.last ?? PixelSize(width: 1, height: 1)
    }
  }

  /// Earlier pictures as input: films.
  public struct History: Hashable, Sendable {
    /// How many pictures before the new one are seen.
    public var pictures: Int
    /// Whether a film has to be begun with a picture from elsewhere.
    public var needsFirst: Bool
    /// Whether earlier pictures are moved along a flow.
    public var usesFlow: Bool

    /// Creates the description of a film model.
    public init(pictures: Int, needsFirst: Bool, usesFlow: Bool) {
      self.pictures = pictures
      self.needsFirst = needsFirst
      self.usesFlow = usesFlow
    }
  }

  /// What one begins with and mostly works on.
  public enum MainInput: Hashable, Sendable {
    /// The label map; also a photo that is translated.
    case map
    /// The plane of seeds.
    case seeds
    /// The classes and their mixture.
    case classes
  }

  /// What one begins with: the family's choice.
  public var mainInput: MainInput
  /// Label map input; `nil` when the family paints nothing.
  public var labels: Labels?
  /// Latent input; `nil` when the same map always gives the same picture.
  public var latent: Latent?
  /// Whether a photo can give the style of the whole picture.
  public var styleFromImage: Bool
  /// Number of feature channels of single objects' styles; 0 when it has none.
  public var instanceStyleChannels: Int
  /// Style clusters per class id of the model's own label set: how many there are.
  public var clustersPerClass: [Int: Int]
  /// The clusters themselves by class id, in the order of their numbers; empty when unknown.
  public var styleClusters: [Int: [StyleCluster]]
  /// Whether the style of an object can be taken from a photo (`Renderer.style(of:)`).
  public var encodesObjects: Bool
  /// Names of classes for class-conditional families, empty otherwise.
  public var classNames: [String]
  /// Whether normalization by the current picture's statistics can be chosen.
  public var hasRunningStatistics: Bool
  /// Statistics that the model's maker found to give the better pictures.
  public var preferredStatistics: NormalizationStatistics
  /// Whether a local edit can be rendered locally.
  public var rendersLocally: Bool
  /// Sizes of the pictures it makes.
  public var sizes: PictureSizes
  /// Size of the pictures where a request names none.
  public var outputSize: PixelSize { sizes.standard }
  /// Scales of a pyramid: results of any size, starts at any scale, pictures that enter it.
  public var pyramid: Pyramid?
  /// Earlier pictures that the next one follows from; `nil` where every picture stands by itself.
  public var history: History?

  /// Creates capabilities; whatever is not given is absent. `clustersPerClass` is counted from
  /// `styleClusters` where these are given. One begins with the map, without labels with the seeds
  /// of a latent, unless the family says otherwise. Pictures have one size unless `sizes` are given.
  public init(
    mainInput: MainInput? = nil,
    labels: Labels? = nil, latent: Latent? = nil, styleFromImage: Bool = false,
    instanceStyleChannels: Int = 0, clustersPerClass: [Int: Int] = [:],
    styleClusters: [Int: [StyleCluster]] = [:], encodesObjects: Bool = false,
    classNames: [String] = [], hasRunningStatistics: Bool = false,
    preferredStatistics: NormalizationStatistics = .running, rendersLocally: Bool = false,
    outputSize: PixelSize, sizes: PictureSizes? = nil, pyramid: Pyramid? = nil,
    history: History? = nil
  ) {
    self.history = history
    self.mainInput = mainInput ?? (labels == nil && latent != nil ? .seeds : .map)
    self.labels = labels
    self.latent = latent
    self.styleFromImage = styleFromImage
    self.instanceStyleChannels = instanceStyleChannels
    self.clustersPerClass =
      styleClusters.isEmpty
      ? clustersPerClass : styleClusters.mapValues(\.count)
    self.styleClusters = styleClusters
    self.encodesObjects = encodesObjects
    self.classNames = classNames
    self.hasRunningStatistics = hasRunningStatistics
    self.preferredStatistics = preferredStatistics
    self.rendersLocally = rendersLocally
    self.sizes = sizes ?? PictureSizes(outputSize)
    self.pyramid = pyramid
  }
}
