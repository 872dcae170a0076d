/// The latent side of a request: where in latent space, how far from the mean, which noise.
public struct LatentState: Hashable, Sendable, Codable {
  /// Where the latent comes from.
  public enum Source: Hashable, Sendable, Codable {
    /// NumPy's `RandomState(seed).randn`, comparable across tools.
    case seed(UInt32)
    /// An explicit vector in z, as many numbers as the model's z has.
    case z([Float])
    /// An explicit vector in w.
    case w([Float])
    /// One w per layer, `[layers][dimension]`.
    case wPlus([[Float]])
    /// A point between two others; `fraction` 0…1, spherical in z, linear in w.
    indirect case between(Source, Source, fraction: Double)
    /// A point between two others; `fraction` 0…1, linear in z and in w.
    indirect case linear(Source, Source, fraction: Double)
    /// A weighted sum of others, one weight each: of w where the family has one (each is mapped
    /// first), else of z. Straight and cubic paths through latent space are made of these.
    indirect case combined([Source], weights: [Double])
    /// A blend of the four seeds around a place of the seed plane: bilinear in w, centred, where
    /// the family has one, else along great circles of z.
    case place(SeedPlace)
  }

  /// What the per-pixel noise inputs hold.
  public enum Noise: Hashable, Sendable, Codable {
    /// The constants stored with the model.
    case fixed
    /// Drawn from this seed.
    case seeded(UInt32)
    /// None.
    case off
  }

  /// A second latent that takes over some layers (style mixing).
  public struct Mixing: Hashable, Sendable, Codable {
    /// The other latent.
    public var source: Source
    /// Layers of w that use it, counted from the coarsest; chunks of z where blocks get a part of
    /// z each (BigGAN).
    public var layers: [Int]
    /// The other mixture of classes, class id to weight; empty: class 0.
    public var classWeights: [Int: Double]
    /// Chunks whose blocks get the other classes, from 1; the first chunk knows no class.
    public var classLayers: [Int]

    /// Creates a mixing rule.
    public init(
      source: Source, layers: [Int], classWeights: [Int: Double] = [:], classLayers: [Int] = []
    ) {
      self.source = source
      self.layers = layers
      self.classWeights = classWeights
      self.classLayers = classLayers
    }

    /// Reads a rule; one from before classes were mixed mixes none.
    public init(from decoder: any Decoder) throws {
      let box = try decoder.container(keyedBy: CodingKeys.self)
      self.init(
        source: try box.decode(Source.self, forKey: .source),
        layers: try box.decode([Int].self, forKey: .layers),
        classWeights: try box.decodeIfPresent([Int: Double].self, forKey: .classWeights) ?? [:],
        classLayers: try box.decodeIfPresent([Int].self, forKey: .classLayers) ?? [])
    }
  }

  /// What ψ does to z (ReferenceSystems article). Families with a w truncate there, towards the
  /// mean w.
  public enum TruncationKind: String, Hashable, Sendable, Codable, CaseIterable {
    /// ψ·z: what BigGAN's PyTorch program and SPADE's friends do.
    case scaling
    /// ψ times a normal distribution cut at ±2: TFHub's BigGAN.
    case truncatedNormal
    /// A normal distribution cut at ±2ψ, as if numbers beyond were drawn again: the paper's.
    case resampling
  }

  /// Where the latent comes from.
  public var source: Source
  /// Truncation ψ: 1 leaves the latent as it is, 0 gives the typical picture; −1…2.
  public var truncationPsi: Double
  /// What ψ does to z.
  public var truncationKind: TruncationKind
  /// ψ of single layers where it differs, by layer number.
  public var layerPsi: [Int: Double]
  /// Layers from this one on are not truncated; `nil` truncates all.
  public var truncationCutoff: Int?
  /// Style mixing.
  public var mixing: Mixing?
  /// Noise inputs.
  public var noise: Noise
  /// Directions of w that the latent is moved along, behind truncation.
  public var directions: [LatentDirection]

  /// Creates a latent state; the default is seed 0 at ψ 1.
  public init(
    source: Source = .seed(0), truncationPsi: Double = 1, layerPsi: [Int: Double] = [:],
    truncationCutoff: Int? = nil, mixing: Mixing? = nil, noise: Noise = .fixed,
    truncationKind: TruncationKind = .scaling, directions: [LatentDirection] = []
  ) {
    self.directions = directions
    self.source = source
    self.truncationPsi = truncationPsi
    self.layerPsi = layerPsi
    self.truncationCutoff = truncationCutoff
    self.mixing = mixing
    self.noise = noise
    self.truncationKind = truncationKind
  }
}

extension LatentState {
  /// Reads a state; one from before there were several truncations scales, one from before there
  /// were directions is not moved.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      source: try container.decode(Source.self, forKey: .source),
      truncationPsi: try container.decode(Double.self, forKey: .truncationPsi),
      layerPsi: try container.decode([Int: Double].self, forKey: .layerPsi),
      truncationCutoff: try container.decodeIfPresent(Int.self, forKey: .truncationCutoff),
      mixing: try container.decodeIfPresent(Mixing.self, forKey: .mixing),
      noise: try container.decode(Noise.self, forKey: .noise),
      truncationKind: try container.decodeIfPresent(
        TruncationKind.self, forKey: .truncationKind) ?? .scaling,
      directions: try container.decodeIfPresent(
        [LatentDirection].self, forKey: .directions) ?? [])
  }
}
