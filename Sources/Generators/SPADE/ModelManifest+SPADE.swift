public import Imaging
public import Synthesis

extension ModelManifest {
  /// The manifest of a SPADE model, its label set embedded.
  public init(
    name: String, spade configuration: SPADEConfiguration, labelSet: LabelSet,
    statistics: NormalizationStatistics? = nil, weights: StoredWeights = StoredWeights(),
    latent: LatentFacts? = nil, training: TrainingRecord? = nil, licence: String? = nil,
    provenance: Provenance? = nil
  ) throws {
    try self.init(
      name: name, family: SPADEModel.family, configuration: configuration, labelSet: labelSet,
      statistics: statistics, weights: weights,
      latent: latent
        ?? (configuration.usesVAE
          ? LatentFacts(dimension: configuration.latentDimension) : nil),
      training: training, licence: licence, provenance: provenance)
  }
}
