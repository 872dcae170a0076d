import Imaging
import Tensors

/// Sizes of vid2vid, for untrained models in benchmarks and tests (ReferenceSystems article).
public enum Vid2VidPreset: String, CaseIterable, Sendable {
  /// Cityscapes, 512×256, one scale of width 128: the first stage of the official training.
  case street = "vid2vid-street"
  /// The same with a finer scale on top: 1024×512.
  case streetFine = "vid2vid-street-fine"

  /// What its networks are built from.
  public var configuration: Vid2VidConfiguration {
    var configuration = Vid2VidConfiguration(labelCount: 35)
    configuration.foregroundLabels = [26]
    configuration.outputSize = PixelSize(width: 512, height: 256)
    if self == .streetFine {
      configuration.scales = 2
      configuration.outputSize = PixelSize(width: 1024, height: 512)
    }
    return configuration
  }

  /// Learned numbers of the generators (ReferenceSystems article).
  public var parameterCount: Int {
    switch self {
    case .street: 411_335_241
    case .streetFine: 414_215_730
    }
  }

  /// The preset as every family offers it.
  public var modelPreset: ModelPreset {
    ModelPreset(
      name: rawValue, parameterCount: parameterCount, labels: .named("cityscapes")
    ) { labelSet, seed in
      PackageContents(
        manifest: try ModelManifest(
          name: rawValue, family: Vid2VidModel.family, configuration: configuration,
          labelSet: labelSet),
        networks: Vid2VidNetworks(
          Vid2VidGenerator(
            configuration, initialization: .kaiming(gain: 1), using: RandomGenerator(seed: seed))))
    }
  }
}
