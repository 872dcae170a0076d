public import Generators
public import Layers
public import Tensors

/// vid2vid's discriminator of single pictures and, with several pictures and the flows between them
/// as input, of motion: patch networks at several sizes, each with a width of its own.
///
/// The full size goes through the network with the highest number, which is the narrowest while
/// `ndf` is below 64: width min(64, ndf · 2^(scales − 1 − number)).
public struct Vid2VidDiscriminator: Sendable {
  /// What it is built from.
  public struct Configuration: Sendable, Hashable {
    /// Channels of the input.
    public var input: Int
    /// Width of the first layer by scale, the full size first.
    public var widths: [Int]
    /// Layers before the score: `n_layers_D` + 1.
    public var layers: Int

    /// The reference's form.
    public init(input: Int, ndf: Int = 64, scales: Int = 2, layers: Int = 4) {
      self.input = input
      widths = (0..<scales).map { min(64, ndf << $0) }
      self.layers = layers
    }

    /// The configuration that stored tensors show.
    /// - Throws: `FixtureError` for tensors of no such discriminator.
    public init(weights network: StoredNetwork) throws(FixtureError) {
      let shapes = network.shapes
      func shape(_ scale: Int, _ layer: Int) -> [Int]? {
        shapes["scale\(scale)_layer\(layer).0.weight"]
      }
      guard let first = shape(0, 0), first.count == 4, first[1] > 3 else {
        throw FixtureError("\(network.file) holds no discriminator of vid2vid")
      }
      input = first[1]
      widths = (0..<16).prefix { shape($0, 0) != nil }.compactMap { shape($0, 0)?[0] }.reversed()
      layers = (0..<16).prefix { shape(0, $0) != nil }.count - 1
      guard layers >= 2, widths.allSatisfy({ (1...4096).contains($0) }) else {
        throw FixtureError("\(network.file) holds a discriminator of \(layers) layers")
      }
    }
  }

  /// What it is built from.
  public let configuration: Configuration
  /// Full size first.
  private var networks: [PatchDiscriminator]

  /// A freshly drawn discriminator.
  public init(
    _ configuration: Configuration, initialization: Initialization = .normal(deviation: 0.02),
    using random: RandomGenerator
  ) {
    self.configuration = configuration
    networks = configuration.widths.map { width in
      var own = MultiscaleDiscriminator.Configuration(
        semanticChannels: configuration.input - 3, variant: .pix2pixHD(normalization: .batch))
      own.ndf = width
      own.layers = configuration.layers
      return PatchDiscriminator(own, initialization: initialization, using: random)
    }
  }

  /// Judges.
  /// - Parameters:
  ///   - input: `[N, input, H, W]`.
  ///   - mode: The reference takes the present batch's statistics.
  ///   - type: What convolutions are computed in; results are float32.
  /// - Returns: Per scale (full size first) the output after every layer; the last is the score.
  public func callAsFunction(
    _ input: Tensor, mode: Mode, type: ElementType = .float32
  ) -> [[Tensor]] {
    var input = input
    return networks.enumerated().map { index, network in
      if index > 0 {
        input = input.averagePooled(kernel: 3, stride: 2, padding: 1, countsPadding: false)
      }
      let seen = type == .float32 ? input : input.converted(to: type).channelsLast()
      return network(seen, mode: mode).map { $0.converted(to: .float32) }
    }
  }

  /// What a discriminator of motion sees.
  /// - Parameters:
  ///   - pictures: The oldest first, `[1, 3, H, W]` each, −1…1.
  ///   - flows: Between neighbours, the oldest first, `[1, 2, H, W]` each, pixels.
  /// - Returns: `[1, 3·n + 2·(n − 1), H, W]`.
  public static func motionInput(pictures: [Tensor], flows: [Tensor]) -> Tensor {
    Tensor.concatenated(pictures + flows.map { $0 / 20 }, axis: 1)
  }
}

extension Vid2VidDiscriminator: Parameterized {
  /// Visits its parameters under their checkpoint names.
  public mutating func visit(_ visitor: inout some ParameterVisitor, at path: ParameterPath)
    throws(ParameterError)
  {
    for index in networks.indices {
      let scale = networks.count - 1 - index
      try networks[index].visit(&visitor) { layer, _ in
        let place = path / "scale\(scale)_layer\(layer)"
        return (place / "0", place / "1")
      }
    }
  }
}
