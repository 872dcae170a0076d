import Imaging

/// The official sizes of SPADE, for untrained models in benchmarks and tests (ReferenceSystems
/// article).
public enum SPADEPreset: String, CaseIterable, Sendable {
  /// COCO-Stuff, 256×256.
  case coco256 = "spade-coco256"
  /// The same from a latent z, with the style encoder.
  case coco256VAE = "spade-coco256-vae"
  /// ADE20K, 256×256.
  case ade256 = "spade-ade256"
  /// Cityscapes, 512×256.
  case cityscapes512 = "spade-cityscapes512"
  /// Facades, 256×256.
  case facades256 = "spade-facades256"
  /// The community's landscape weights, 512×512.
  case landscape512 = "spade-landscape512"

  /// What its generator is built from.
  public var configuration: SPADEConfiguration {
    var configuration: SPADEConfiguration
    switch self {
    case .coco256, .coco256VAE:
      configuration = SPADEConfiguration(labelCount: 182)
      configuration.hasUnlabelledChannel = true
    case .ade256:
      configuration = SPADEConfiguration(labelCount: 150)
      configuration.hasUnlabelledChannel = true
      configuration.usesInstanceEdges = false
    case .cityscapes512:
      configuration = SPADEConfiguration(labelCount: 35)
      configuration.cropSize = 512
      configuration.aspectRatio = 2
      configuration.upsampling = .more
    case .facades256:
      configuration = SPADEConfiguration(labelCount: 13)
      configuration.usesInstanceEdges = false
    case .landscape512:
      configuration = SPADEConfiguration(labelCount: 182)
      configuration.usesInstanceEdges = false
      configuration.cropSize = 512
    }
    configuration.background = .label
    if self == .coco256VAE {
      configuration.usesVAE = true
      configuration.encoderWidth = configuration.ngf
    }
    return configuration
  }

  /// Name of its shipped label set; `nil` for one without names.
  public var labelSetName: String? {
    switch self {
    case .coco256, .coco256VAE, .landscape512: "coco-stuff"
    case .ade256: "ade20k"
    case .cityscapes512: "cityscapes"
    case .facades256: nil
    }
  }

  /// Learned numbers of the generator (ReferenceSystems article).
  public var parameterCount: Int {
    switch self {
    case .coco256: 97_480_899
    case .coco256VAE: 112_626_883
    case .ade256: 96_492_483
    case .cityscapes512: 93_048_003
    case .facades256: 92_359_107
    case .landscape512: 97_420_995
    }
  }

  /// The preset as every family offers it.
  public var modelPreset: ModelPreset {
    ModelPreset(
      name: rawValue, parameterCount: parameterCount,
      labels: labelSetName.map { .named($0) } ?? .numbered(configuration.labelCount)
    ) { labelSet, seed in
      PackageContents(
        manifest: try ModelManifest(
          name: rawValue, spade: configuration,
          labelSet: labelSet ?? .numbered(configuration.labelCount)),
        networks: SPADENetworkPair.calibrated(configuration, seed: seed))
    }
  }
}
