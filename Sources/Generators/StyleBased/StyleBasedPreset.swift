import Imaging
import Tensors

/// The official sizes of StyleGAN and StyleGAN2, for untrained models (ReferenceSystems article).
public enum StyleBasedPreset: String, CaseIterable, Sendable {
  /// StyleGAN, 1024×1024, in the layout of the PyTorch port.
  case stylegan1024 = "stylegan-1024"
  /// StyleGAN2, 256×256.
  case stylegan256 = "stylegan2-256"
  /// StyleGAN2, 512×512.
  case stylegan512 = "stylegan2-512"
  /// StyleGAN2, 1024×1024.
  case stylegan2Large = "stylegan2-1024"
  /// StyleGAN2, 256×256, of half the width at large sizes.
  case stylegan256Narrow = "stylegan2-256-cb16384"

  /// Learned numbers of the generator (ReferenceSystems article). The PyTorch port of StyleGAN
  /// lacks the 512 biases of the constant, which the 26,219,627 of the original hold.
  public var parameterCount: Int {
    switch self {
    case .stylegan1024: 26_219_627 - 512
    case .stylegan256: 30_034_338
    case .stylegan512: 30_276_583
    case .stylegan2Large: 30_370_060
    case .stylegan256Narrow: 24_767_458
    }
  }

  /// The preset as every family offers it.
  public var modelPreset: ModelPreset {
    ModelPreset(name: rawValue, parameterCount: parameterCount, labels: nil) { _, seed in
      let random = RandomGenerator(seed: seed)
      switch self {
      case .stylegan1024:
        return try Self.contents(
          StyleGANGenerator(StyleGANConfiguration(), using: random), name: rawValue)
      case .stylegan256: return try contents(StyleGAN2Configuration(resolution: 256), random)
      case .stylegan512: return try contents(StyleGAN2Configuration(resolution: 512), random)
      case .stylegan2Large: return try contents(StyleGAN2Configuration(resolution: 1024), random)
      case .stylegan256Narrow:
        return try contents(
          StyleGAN2Configuration(resolution: 256, channelBase: 16384), random)
      }
    }
  }

  private func contents(
    _ configuration: StyleGAN2Configuration, _ random: RandomGenerator
  ) throws -> PackageContents {
    try Self.contents(StyleGAN2Generator(configuration, using: random), name: rawValue)
  }

  private static func contents<Network: StyleBasedNetwork>(
    _ network: Network, name: String
  ) throws -> PackageContents {
    var network = network
    network.measureAverageStyle(seed: 0, batches: 1)
    return PackageContents(
      manifest: try ModelManifest(styleBased: network, name: name),
      networks: GeneratorAlone(network))
  }
}

extension ModelManifest {
  /// The manifest of a style-based model.
  /// - Throws: `EncodingError` for a configuration that holds numbers JSON has not.
  public init<Network: StyleBasedNetwork>(
    styleBased network: Network, name: String, weights: StoredWeights = StoredWeights(),
    latent: LatentFacts? = nil, training: TrainingRecord? = nil, licence: String? = nil,
    provenance: Provenance? = nil
  ) throws {
    try self.init(
      name: name, family: Network.family, configuration: network.configuration, labelSet: nil,
      weights: weights,
      latent: latent ?? LatentFacts(dimension: network.configuration.latentDimension),
      training: training, licence: licence, provenance: provenance)
  }
}
