import Layers
import Tensors

/// The official sizes of BigGAN, for untrained models in benchmarks and tests (ReferenceSystems
/// article).
public enum BigGANPreset: String, CaseIterable, Sendable {
  /// ImageNet, 128×128.
  case imageNet128 = "biggan-128"
  /// ImageNet, 256×256.
  case imageNet256 = "biggan-256"
  /// ImageNet, 512×512, z of 128 numbers.
  case imageNet512 = "biggan-512"
  /// ImageNet, 512×512, z of 160 numbers.
  case imageNet512Long = "biggan-512-z160"

  /// What its generator is built from.
  public var configuration: BigGANConfiguration {
    switch self {
    case .imageNet128: return BigGANConfiguration(resolution: 128)
    case .imageNet256:
      var configuration = BigGANConfiguration(resolution: 256)
      configuration.latentDimension = 140
      configuration.attention = [128]
      return configuration
    case .imageNet512, .imageNet512Long:
      var configuration = BigGANConfiguration(resolution: 512)
      configuration.latentDimension = self == .imageNet512 ? 128 : 160
      return configuration
    }
  }

  /// Learned numbers, as published.
  public var parameterCount: Int {
    switch self {
    case .imageNet128: 70_433_988
    case .imageNet256: 82_097_604
    case .imageNet512: 82_296_804
    case .imageNet512Long: 82_468_068
    }
  }

  /// The preset as every family offers it. Its weights are random; statistics are those of a batch
  /// of two, so that nothing saturates.
  public var modelPreset: ModelPreset {
    ModelPreset(name: rawValue, parameterCount: parameterCount, labels: nil) { _, seed in
      let random = RandomGenerator(seed: seed)
      let network = BigGANGenerator(
        configuration, initialization: .kaiming(gain: 1), using: random)
      withoutGradients {
        let z = random.normal([2, configuration.latentDimension])
        let classes = Tensor(oneHot: [0, 1], classes: configuration.classCount)
        _ = network(
          z, classes: network.embedded(classes), mode: .measuring(momentum: 1))
      }
      return try GeneratorAlone(network).contents(named: rawValue)
    }
  }
}
