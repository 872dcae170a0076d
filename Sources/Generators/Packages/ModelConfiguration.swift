public import Imaging
public import Synthesis

/// What one family builds its networks from; stored as “configuration” in `model.json`.
public protocol ModelConfiguration: Codable, Sendable, Hashable {
  /// Checks what a file or a person may have got wrong.
  /// - Throws: `ConfigurationError` naming the field and its range.
  func validate() throws(ConfigurationError)
}

extension ModelPackage {
  /// The family's configuration, read from the manifest and validated.
  /// - Throws: `ModelError.malformedManifest` naming the place.
  public func configuration<Configuration: ModelConfiguration>(
    as type: Configuration.Type = Configuration.self
  ) throws(ModelError) -> Configuration {
    do {
      let configuration = try manifest.configuration.decoded(as: Configuration.self)
      try configuration.validate()
      return configuration
    } catch {
      throw .malformedManifest(
        file: folder.appendingPathComponent(Self.manifestName).path,
        reason: "“configuration”: " + Self.explain(error))
    }
  }

  /// The label set that was looked up, for families that cannot do without.
  /// - Throws: `ModelError.malformedManifest` when there is none.
  func required(_ labelSet: LabelSet?) throws(ModelError) -> LabelSet {
    if let labelSet { return labelSet }
    throw .malformedManifest(
      file: folder.appendingPathComponent(Self.manifestName).path, reason: "“labels” is missing")
  }
}

extension ModelManifest {
  /// The manifest of a model of any family, its label set embedded.
  /// - Throws: `EncodingError` for a configuration that holds numbers JSON has not.
  public init(
    name: String, family: String, configuration: some ModelConfiguration, labelSet: LabelSet?,
    statistics: NormalizationStatistics? = nil, weights: StoredWeights = StoredWeights(),
    latent: LatentFacts? = nil, training: TrainingRecord? = nil, licence: String? = nil,
    provenance: Provenance? = nil
  ) throws {
    self.init(
      name: name, family: family, configuration: try JSONValue(encoding: configuration),
      labels: labelSet.map { .embedded($0) }, statistics: statistics, weights: weights,
      latent: latent, training: training, licence: licence, provenance: provenance)
  }

  /// Makes a manifest where only `ModelError` may leave.
  static func encoded(
    for file: String, _ make: () throws -> ModelManifest
  ) throws(ModelError) -> ModelManifest {
    do {
      return try make()
    } catch {
      throw .malformedManifest(file: file, reason: ModelPackage.explain(error))
    }
  }
}
