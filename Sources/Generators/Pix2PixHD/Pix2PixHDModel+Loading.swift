import Checkpoints
public import Imaging
public import Synthesis

extension Pix2PixHDModel {
  /// What a package's model can be asked for; manifest and style clusters are read.
  public static func capabilities(
    of package: ModelPackage, labelSet: LabelSet?
  ) throws(ModelError) -> Capabilities {
    let configuration = try package.configuration(as: Pix2PixHDConfiguration.self)
    return capabilities(
      configuration, labelSet: try labels(of: package, configuration, labelSet),
      styles: try styles(of: package, configuration), hasEncoder: configuration.encoderWidth != nil,
      statistics: package.manifest.statistics ?? .current)
  }

  /// The options of NVIDIA/pix2pixHD that give the package's model again.
  public static func referenceOptions(of package: ModelPackage) throws(ModelError) -> String {
    try package.configuration(as: Pix2PixHDConfiguration.self)
      .referenceText(labelSet: package.manifest.labels?.name ?? "")
  }

  /// Loads a package.
  public init(
    package: ModelPackage, labelSet: LabelSet?, progress: ((Double) -> Void)?
  ) throws(ModelError) {
    let configuration = try package.configuration(as: Pix2PixHDConfiguration.self)
    let set = try Self.labels(of: package, configuration, labelSet)
    let styles = try Self.styles(of: package, configuration)
    let networks = try package.networks(
      needsEncoder: configuration.encoderWidth != nil, progress: progress
    ) { tensors, file, progress throws(ModelError) in
      try Pix2PixHDGenerator.loaded(configuration, from: tensors, file: file, progress: progress)
    } encoder: { tensors, file throws(ModelError) in
      try FeatureEncoder.loaded(configuration, from: tensors, file: file)
    }
    self.init(
      name: package.name,
      networks: Pix2PixHDNetworks(generator: networks.generator, encoder: networks.encoder),
      labelSet: set, styles: styles,
      statistics: package.manifest.statistics ?? .current)
  }

  private static func labels(
    of package: ModelPackage, _ configuration: Pix2PixHDConfiguration, _ labelSet: LabelSet?
  ) throws(ModelError) -> LabelSet? {
    configuration.labelCount == 0 ? nil : try package.required(labelSet)
  }

  private static func styles(
    of package: ModelPackage, _ configuration: Pix2PixHDConfiguration
  ) throws(ModelError) -> StyleClusters? {
    guard let styles = try package.styles() else { return nil }
    guard styles.channels == configuration.featureChannels else {
      throw .malformedManifest(
        file: package.folder.path,
        reason: "its style clusters have \(styles.channels) numbers per style, its generator takes "
          + "\(configuration.featureChannels)")
    }
    return styles
  }
}
