public import Checkpoints
import Foundation
public import Imaging
import Layers
public import Synthesis
import Tensors

extension SPADEModel {
  /// Loads a package.
  public init(
    package: ModelPackage, labelSet: LabelSet?, progress: ((Double) -> Void)?
  ) throws(ModelError) {
    let configuration = try package.configuration(as: SPADEConfiguration.self)
    let labelSet = try package.required(labelSet)
    let networks = try package.networks(needsEncoder: false, progress: progress) {
      tensors, file, progress throws(ModelError) in
      try SPADEGenerator.loaded(configuration, from: tensors, file: file, progress: progress)
    } encoder: { tensors, file throws(ModelError) in
      try ConvEncoder.loaded(configuration, from: tensors, file: file)
    }
    self.init(
      name: package.name, generator: networks.generator, encoder: networks.encoder,
      labelSet: labelSet, latentMatters: package.manifest.latent?.matters ?? true,
      statistics: package.manifest.statistics ?? .running)
    if let latent = package.manifest.latent, latent.dimension == configuration.latentDimension {
      prior = latent.prior
    }
  }

  /// What a package's model can be asked for; only the manifest is read.
  public static func capabilities(
    of package: ModelPackage, labelSet: LabelSet?
  ) throws(ModelError) -> Capabilities {
    let configuration = try package.configuration(as: SPADEConfiguration.self)
    return capabilities(
      configuration, labelSet: try package.required(labelSet),
      hasEncoder: configuration.encoderWidth != nil,
      latentMatters: package.manifest.latent?.matters ?? true,
      statistics: package.manifest.statistics ?? .running)
  }

  /// The options of NVlabs/SPADE that give the package's model again.
  public static func referenceOptions(of package: ModelPackage) throws(ModelError) -> String {
    let configuration = try package.configuration(as: SPADEConfiguration.self)
    guard configuration.structure == nil else {
      throw .request(
        reason: "\(package.name) has a structure of Ganvas' own that NVlabs/SPADE cannot build",
        advice: "Export it as safetensors or keep the package.")
    }
    return configuration.referenceText(labelSet: package.manifest.labels?.name ?? "")
  }

  /// Builds the networks of a configuration and fills them with stored tensors under the
  /// reference's own names (`head_0.conv_0.weight_orig`, …).
  /// - Parameters:
  ///   - generator: All tensors of the generator, nothing else.
  ///   - encoder: All tensors of the style encoder, if there is one.
  ///   - file: What errors call the source.
  /// - Throws: `ModelError` listing everything that does not fit.
  public init(
    name: String, configuration: SPADEConfiguration, generator: [StoredTensor],
    encoder: [StoredTensor]? = nil, file: String, labelSet: LabelSet,
    latentMatters: Bool = true, progress: ((Double) -> Void)? = nil
  ) throws(ModelError) {
    let made = try SPADEGenerator.loaded(
      configuration, from: generator, file: file, progress: progress)
    var style: ConvEncoder?
    if let encoder {
      style = try ConvEncoder.loaded(configuration, from: encoder, file: file)
    }
    self.init(
      name: name, generator: made, encoder: style, labelSet: labelSet,
      latentMatters: latentMatters)
  }
}

extension SPADEGenerator {
  /// A generator filled with stored tensors; nothing is drawn first.
  /// - Throws: `ModelError` listing everything that does not fit.
  public static func loaded(
    _ configuration: SPADEConfiguration, from tensors: [StoredTensor], file: String,
    progress: ((Double) -> Void)? = nil
  ) throws(ModelError) -> SPADEGenerator {
    let size = configuration.outputSize
    let pixels = Double(size.width) * Double(size.height)
    // Input, modulated input, hidden and output of the last block, one-hot map.
    try SizeLimits.check(
      pictureNumbers: pixels
        * (6 * Double(configuration.finestWidth) + Double(configuration.semanticChannels)),
      size: size, file: file)
    try SizeLimits.check(weights: configuration.parameterEstimate, stored: tensors, file: file)
    var network = SPADEGenerator(
      configuration, initialization: .unfilled, using: RandomGenerator(seed: 0))
    try load(into: &network, from: tensors, file: file, progress: progress)
    return network
  }
}

extension ConvEncoder {
  /// An encoder filled with stored tensors; whether it has a sixth layer and norms is told by them.
  /// - Throws: `ModelError` listing everything that does not fit.
  public static func loaded(
    _ configuration: SPADEConfiguration, from tensors: [StoredTensor], file: String
  ) throws(ModelError) -> ConvEncoder {
    var network = ConvEncoder(
      width: configuration.encoderWidth ?? configuration.ngf,
      latentDimension: configuration.latentDimension,
      hasSixthLayer: tensors.contains { $0.name.hasPrefix("layer6.") },
      normalizes: !tensors.contains { $0.name == "layer1.weight_orig" },
      initialization: .unfilled, using: RandomGenerator(seed: 0))
    try load(into: &network, from: tensors, file: file)
    return network
  }
}

extension SPADEConfiguration {
  /// Learned numbers of the widest parts, in floating point so that no configuration overflows;
  /// within a factor of two of the whole generator.
  var parameterEstimate: Double {
    let wide = Double(widths.max() ?? 1)
    let cells = Double(startWidth) * Double(startHeight)
    let semantics = Double(semanticChannels)
    let start =
      startsFromLatent ? wide * cells * Double(latentDimension) : 9 * wide * semantics
    let hidden = Double(hiddenChannels) * Double(kernel * kernel)
    let blocks = 6 * 9 * wide * wide
    let modulation = 18 * hidden * semantics + 12 * hidden * wide
    return start + blocks + modulation
  }
}
