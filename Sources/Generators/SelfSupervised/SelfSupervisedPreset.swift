import Layers
import Tensors

/// The sizes of torch_mimicry's self-supervised GAN, for untrained models in benchmarks and tests.
public enum SelfSupervisedPreset: String, CaseIterable, Sendable {
  /// CIFAR-10, 32×32.
  case side32 = "ssgan-32"
  /// STL-10, 48×48.
  case side48 = "ssgan-48"
  /// 64×64.
  case side64 = "ssgan-64"
  /// 128×128.
  case side128 = "ssgan-128"

  /// What its generator is built from.
  public var configuration: SelfSupervisedConfiguration {
    switch self {
    case .side32: SelfSupervisedConfiguration(resolution: 32)
    case .side48: SelfSupervisedConfiguration(resolution: 48)
    case .side64: SelfSupervisedConfiguration(resolution: 64)
    case .side128: SelfSupervisedConfiguration(resolution: 128)
    }
  }

  /// Learned numbers, from the layer table.
  public var parameterCount: Int {
    switch self {
    case .side32: 4_276_739
    case .side48: 4_878_083
    case .side64: 12_220_675
    case .side128: 32_150_787
    }
  }

  /// The preset as every family offers it. Its weights are random; statistics are those of a batch
  /// of two, so that nothing saturates.
  public var modelPreset: ModelPreset {
    ModelPreset(name: rawValue, parameterCount: parameterCount, labels: nil) { _, seed in
      let random = RandomGenerator(seed: seed)
      let network = SelfSupervisedGenerator(
        configuration, initialization: .kaiming(gain: 1), using: random)
      withoutGradients {
        _ = network(
          random.normal([2, configuration.latentDimension]), mode: .measuring(momentum: 1))
      }
      return try GeneratorAlone(network).contents(named: rawValue)
    }
  }
}
