import Imaging
import Tensors

/// The official sizes of pix2pixHD, for untrained models in benchmarks and tests (ReferenceSystems
/// article).
public enum Pix2PixHDPreset: String, CaseIterable, Sendable {
  /// Cityscapes, 1024×512, the global generator with borders: 36 channels.
  case global = "pix2pixhd-global"
  /// The same with three features per object and their encoder: 39 channels.
  case globalFeatures = "pix2pixhd-global-features"
  /// Cityscapes, 2048×1024, one local enhancer around the global generator.
  case local = "pix2pixhd-local"

  /// What its networks are built from.
  public var configuration: Pix2PixHDConfiguration {
    var configuration = Pix2PixHDConfiguration(labelCount: 35)
    switch self {
    case .global: break
    case .globalFeatures:
      configuration.featureChannels = 3
      configuration.encoderWidth = 16
    case .local:
      configuration.ngf = 32
      configuration.enhancers = 1
      configuration.outputSize = PixelSize(width: 2048, height: 1024)
    }
    return configuration
  }

  /// Learned numbers of the generator (ReferenceSystems article).
  public var parameterCount: Int {
    switch self {
    case .global: 182_546_755
    case .globalFeatures: 182_556_163
    case .local: 182_857_059
    }
  }

  /// The preset as every family offers it.
  public var modelPreset: ModelPreset {
    ModelPreset(
      name: rawValue, parameterCount: parameterCount, labels: .named("cityscapes")
    ) { labelSet, seed in
      PackageContents(
        manifest: try ModelManifest(
          name: rawValue, family: Pix2PixHDModel.family, configuration: configuration,
          labelSet: labelSet),
        networks: Pix2PixHDNetworks(
          configuration, initialization: .kaiming(gain: 1), using: RandomGenerator(seed: seed)))
    }
  }
}
