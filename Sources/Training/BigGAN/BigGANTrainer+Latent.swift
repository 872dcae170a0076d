public import Generators

extension BigGANTrainer: LatentTrainer {
  /// The generator's network.
  public typealias Network = BigGANGenerator

  /// The generator's part.
  public static func network(
    of configuration: BigGANTrainingConfiguration
  ) -> BigGANConfiguration { configuration.generator }
}
