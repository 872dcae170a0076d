public import Generators
import Layers

/// The feature encoder of a model package, loaded alone.
public struct StyleEncoder: Sendable {
  /// What the model's networks are built from.
  public let configuration: Pix2PixHDConfiguration
  /// The encoder.
  public let network: FeatureEncoder

  /// Loads the encoder of a package.
  /// - Throws: `ModelError` for another family, or a model without an encoder.
  public init(_ package: ModelPackage) throws(ModelError) {
    configuration = try Self.configuration(of: package)
    network = try FeatureEncoder.loaded(
      configuration, from: package.weights().tensors(under: "encoder"),
      file: package.weightsFile.path)
  }

  /// What a package's networks are built from; no weights are read.
  /// - Throws: `ModelError` for another family, or a model without an encoder.
  public static func configuration(
    of package: ModelPackage
  ) throws(ModelError) -> Pix2PixHDConfiguration {
    guard package.manifest.family == Pix2PixHDTrainer.family else {
      throw .request(
        reason: "\(package.name) is of the family \(package.manifest.family): it has no styles of "
          + "single objects", advice: "Use a pix2pixHD model.")
    }
    let configuration: Pix2PixHDConfiguration
    do {
      configuration = try package.manifest.configuration.decoded(as: Pix2PixHDConfiguration.self)
    } catch {
      throw .malformedManifest(file: package.folder.path, reason: "\(error)")
    }
    guard configuration.encoderWidth != nil, configuration.featureChannels > 0 else {
      throw .request(
        reason: "\(package.name) has no feature encoder",
        advice: "Import it with its encoder (--encoder), or train one with --features 3.")
    }
    return configuration
  }
}
