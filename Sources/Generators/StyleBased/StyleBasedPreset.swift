import Tensors

extension ModelPreset {
  /// An official size of a style-based family.
  /// - Parameter draw: Makes the network with fresh weights.
  init<Network: StyleBasedNetwork>(
    name: String, parameterCount: Int,
    draw: @escaping @Sendable (_ random: RandomGenerator) -> Network
  ) {
    self.init(name: name, parameterCount: parameterCount, labels: nil) { _, seed in
      var network = draw(RandomGenerator(seed: seed))
      network.measureAverageStyle(seed: 0, batches: 1)
      return PackageContents(
        manifest: try ModelManifest(styleBased: network, name: name),
        networks: GeneratorAlone(network))
    }
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
