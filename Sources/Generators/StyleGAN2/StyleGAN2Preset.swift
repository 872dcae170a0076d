import Tensors

/// The official sizes of StyleGAN2, for untrained models.
public enum StyleGAN2Preset: String, CaseIterable, Sendable {
  /// 256×256.
  case side256 = "stylegan2-256"
  /// 512×512.
  case side512 = "stylegan2-512"
  /// 1024×1024.
  case side1024 = "stylegan2-1024"
  /// 256×256, of half the width at large sizes.
  case narrow256 = "stylegan2-256-cb16384"

  /// What its generator is built from.
  public var configuration: StyleGAN2Configuration {
    switch self {
    case .side256: StyleGAN2Configuration(resolution: 256)
    case .side512: StyleGAN2Configuration(resolution: 512)
    case .side1024: StyleGAN2Configuration(resolution: 1024)
    case .narrow256: StyleGAN2Configuration(resolution: 256, channelBase: 16384)
    }
  }

  /// Learned numbers of the generator.
  public var parameterCount: Int {
    switch self {
    case .side256: 30_034_338
    case .side512: 30_276_583
    case .side1024: 30_370_060
    case .narrow256: 24_767_458
    }
  }

  /// The preset as every family offers it.
  public var modelPreset: ModelPreset {
    ModelPreset(name: rawValue, parameterCount: parameterCount) { random in
      StyleGAN2Generator(configuration, using: random)
    }
  }
}
