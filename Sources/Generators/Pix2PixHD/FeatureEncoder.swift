public import Layers
public import Tensors

/// pix2pixHD's feature encoder E (Wang et al. 2018, §3.4): a picture to a few numbers per object,
/// each the mean over the object's pixels.
public struct FeatureEncoder: Sendable {
  /// Picture to features per pixel, −1…1.
  public var network: TranslationNetwork

  /// A freshly drawn encoder; the configuration must have one.
  public init(
    _ configuration: Pix2PixHDConfiguration,
    initialization: Initialization = .normal(deviation: 0.02), using random: RandomGenerator
  ) {
    network = TranslationNetwork(
      TranslationNetwork.Shape(
        input: 3, output: configuration.featureChannels, width: configuration.encoderWidth ?? 16,
        downsamplings: configuration.encoderDownsamplings, blocks: 0,
        normalization: configuration.encoderNormalization ?? configuration.normalization),
      initialization: initialization, using: random)
  }

  /// Features per pixel, before any averaging.
  /// - Parameter picture: `[N, 3, H, W]`, −1…1, sides multiples of 2^halvings.
  /// - Returns: `[N, features, H, W]`, −1…1.
  public func raw(_ picture: Tensor, mode: Mode = .evaluation) -> Tensor {
    network(picture, mode: mode, checkpoint: {})
  }

  /// Features averaged over objects.
  /// - Parameters:
  ///   - picture: `[N, 3, H, W]`, −1…1.
  ///   - regions: The objects (or, with `label_feat`, the classes) of the same pictures.
  /// - Returns: Per object `[M, features]`, and painted over its pixels `[N, features, H, W]`.
  public func callAsFunction(
    _ picture: Tensor, regions: InstanceRegions, mode: Mode = .evaluation
  ) -> (perObject: Tensor, map: Tensor) {
    let means = regions.means(of: raw(picture, mode: mode))
    return (means, regions.painted(means))
  }
}

extension FeatureEncoder: Parameterized {
  /// Visits its parameters under their checkpoint names.
  public mutating func visit(_ visitor: inout some ParameterVisitor, at path: ParameterPath)
    throws(ParameterError)
  {
    try network.visit(&visitor, at: path / "model")
  }
}

/// Generator and encoder, as trained.
public struct Pix2PixHDNetworks: Sendable {
  /// The generator.
  public var generator: Pix2PixHDGenerator
  /// The feature encoder.
  public var encoder: FeatureEncoder?

  /// Creates a pair.
  public init(generator: Pix2PixHDGenerator, encoder: FeatureEncoder? = nil) {
    self.generator = generator
    self.encoder = encoder
  }

  /// Freshly drawn networks of a configuration, with an encoder where it names one.
  public init(
    _ configuration: Pix2PixHDConfiguration,
    initialization: Initialization = .normal(deviation: 0.02), using random: RandomGenerator
  ) {
    generator = Pix2PixHDGenerator(
      configuration, initialization: initialization, using: random)
    encoder = configuration.encoderWidth.map { _ in
      // Without norms the reference's small weights would let the signal die.
      let isPlain = configuration.encoderNormalization == .identity
      return FeatureEncoder(
        configuration, initialization: isPlain ? .kaiming(gain: 1.4) : initialization,
        using: random)
    }
  }
}

extension Pix2PixHDNetworks: Parameterized {
  /// Shows the generator's tensors under `generator.`, the encoder's under `encoder.`.
  public mutating func visit(_ visitor: inout some ParameterVisitor, at path: ParameterPath)
    throws(ParameterError)
  {
    try generator.visit(&visitor, at: path / "generator")
    if var encoder {
      try encoder.visit(&visitor, at: path / "encoder")
      self.encoder = encoder
    }
  }
}
