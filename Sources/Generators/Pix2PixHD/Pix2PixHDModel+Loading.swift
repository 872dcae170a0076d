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
    let networks = try Self.networks(of: package, configuration, progress)
    self.init(
      name: package.name, networks: networks, labelSet: set, styles: styles,
      statistics: package.manifest.statistics ?? .current)
  }

  /// Reads and fills; the file's bytes are gone when it returns.
  private static func networks(
    of package: ModelPackage, _ configuration: Pix2PixHDConfiguration,
    _ progress: ((Double) -> Void)?
  ) throws(ModelError) -> Pix2PixHDNetworks {
    let checkpoint = try package.weights()
    progress?(0.3)
    try checkpoint.requireOnly(["generator", "encoder"])
    var networks = Pix2PixHDNetworks(
      generator: try Pix2PixHDGenerator.loaded(
        configuration, from: checkpoint.tensors(under: "generator"), file: checkpoint.file,
        progress: progress.map { report in { report(0.3 + 0.7 * $0) } }))
    let encoder = checkpoint.tensors(under: "encoder")
    if configuration.encoderWidth != nil || !encoder.isEmpty {
      networks.encoder = try FeatureEncoder.loaded(
        configuration, from: encoder, file: checkpoint.file)
    }
    return networks
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

extension Checkpoint {
  /// Refuses tensors outside of the named networks of a package.
  /// - Throws: `ModelError.weights`.
  func requireOnly(_ networks: [String]) throws(ModelError) {
    let strays = tensors.filter { tensor in
      !networks.contains { tensor.name.hasPrefix($0 + ".") }
    }
    guard strays.isEmpty else {
      throw .weights(
        file: file, problems: strays.map { .unused(name: $0.name, shape: $0.shape) })
    }
  }
}
