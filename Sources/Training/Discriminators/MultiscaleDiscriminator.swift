public import Generators
public import Layers
public import Tensors

/// The multi-scale patch discriminator of pix2pixHD and SPADE: the same small network looks at the
/// picture at several sizes (Wang et al. 2018, §3.2).
public struct MultiscaleDiscriminator: Sendable {
  /// Whose discriminator it is: what follows a convolution, and how tensors are called.
  public enum Variant: Codable, Sendable, Hashable {
    /// NVlabs/SPADE: spectral norm and instance norm, no bias between the first and the last.
    case spade
    /// NVIDIA/pix2pixHD: a norm, no spectral norm, bias everywhere.
    /// - Parameter hasFeatures: Whether layers can be looked at one by one (`getIntermFeat`); that
    ///   changes the names alone.
    case pix2pixHD(normalization: FeatureNorm.Kind, hasFeatures: Bool = true)
  }

  /// What it is built from.
  public struct Configuration: Codable, Sendable, Hashable {
    /// Channels that stand before the picture: the semantic map.
    public var semanticChannels: Int
    /// Width of the first layer.
    public var ndf = 64
    /// Number of scales.
    public var scales = 2
    /// Layers before the score: `n_layers_D` of SPADE, `n_layers_D` + 1 of pix2pixHD.
    public var layers = 4
    /// Whose discriminator it is; `nil` means `.spade`.
    public var variant: Variant?
    /// `false` for SPADE's without instance norm, with spectral norm in every layer: it sees a
    /// picture's light, and texture by its strength. `nil` means `true`, the reference.
    public var normalizes: Bool?
    /// What every layer's result is multiplied with before its activation; `nil` means 1. A spectral
    /// norm lets at most as much through as comes in, and typical signals come out half as large:
    /// without norms between them five layers leave scores of some hundredths, which never reach
    /// the hinge's margins, so that the discriminator cannot separate anything. 2 keeps their size.
    public var gain: Double?

    /// A configuration with the references' defaults.
    public init(semanticChannels: Int, variant: Variant? = nil) {
      self.semanticChannels = semanticChannels
      self.variant = variant
    }

    /// Checks what a file or a person may have got wrong.
    /// - Throws: `ConfigurationError` naming the field and its range.
    public func validate() throws(ConfigurationError) {
      try ConfigurationError.check(semanticChannels, in: 0...100_000, "semanticChannels")
      try ConfigurationError.check(ndf, in: 1...1024, "the discriminator's ndf")
      try ConfigurationError.check(scales, in: 1...8, "the discriminator's scales")
      try ConfigurationError.check(layers, in: 2...8, "the discriminator's layers")
      guard gain.map({ $0.isFinite && (0.1...10).contains($0) }) ?? true else {
        throw ConfigurationError(
          field: "the discriminator's gain", found: "\(gain ?? 0)", expected: "0.1…10")
      }
    }
  }

  /// What it is built from.
  public let configuration: Configuration
  /// Full size first.
  private var networks: [PatchDiscriminator]

  /// A freshly drawn discriminator.
  public init(
    _ configuration: Configuration, initialization: Initialization = .xavier(gain: 0.02),
    using random: RandomGenerator
  ) {
    self.configuration = configuration
    networks = (0..<configuration.scales).map { _ in
      PatchDiscriminator(configuration, initialization: initialization, using: random)
    }
  }

  /// Judges pictures.
  /// - Parameters:
  ///   - semantics: One-hot map with edges, `[N, L, H, W]`.
  ///   - picture: `[N, 3, H, W]`, −1…1.
  /// - Returns: Per scale (full size first) the output after every layer; the last is the score.
  public func callAsFunction(
    semantics: Tensor, picture: Tensor, mode: Mode = .evaluation, type: ElementType = .float32
  ) -> [[Tensor]] {
    var input = Tensor.concatenated(
      [semantics.converted(to: type), picture.converted(to: type)], axis: 1
    ).channelsLast()
    var results: [[Tensor]] = []
    for (index, network) in networks.enumerated() {
      if index > 0 {
        input = input.averagePooled(kernel: 3, stride: 2, padding: 1, countsPadding: false)
      }
      results.append(network(input, mode: mode))
    }
    return results
  }
}

extension MultiscaleDiscriminator {
  /// What it says about made and real pictures: per scale the intermediate results, scores last.
  struct Judgement {
    /// Of made pictures.
    let fake: [[Tensor]]
    /// Of real ones.
    let real: [[Tensor]]
  }

  /// Judges made and real pictures of the same maps in one batch, as the references do in training.
  func judged(
    semantics: Tensor, fake: Tensor, real: Tensor, type: ElementType
  ) -> Judgement {
    let count = fake.shape[0]
    let scales = self(
      semantics: Tensor.concatenated([semantics, semantics], axis: 0),
      picture: Tensor.concatenated([fake, real], axis: 0), mode: .training, type: type)
    func half(_ from: Int, _ to: Int) -> [[Tensor]] {
      scales.map { $0.map { $0.sliced(axis: 0, from: from, to: to) } }
    }
    return Judgement(fake: half(0, count), real: half(count, 2 * count))
  }
}

extension MultiscaleDiscriminator: Parameterized {
  /// Visits its parameters under their checkpoint names.
  public mutating func visit(_ visitor: inout some ParameterVisitor, at path: ParameterPath)
    throws(ParameterError)
  {
    for index in networks.indices {
      switch configuration.variant ?? .spade {
      case .spade:
        try networks[index].visit(&visitor) { layer, isNormalized in
          // Normalized layers are nested once more in the reference.
          let place = path / "discriminator_\(index)" / "model\(layer)" / "0"
          let convolution = isNormalized ? place / "0" : place
          return (convolution, place)
        }
      case .pix2pixHD(_, let hasFeatures):
        // The full size goes through the network with the highest number.
        let scale = networks.count - 1 - index
        try networks[index].visit(&visitor) { layer, _ in
          if hasFeatures {
            let place = path / "scale\(scale)_layer\(layer)"
            return (place / "0", place / "1")
          }
          // One list per scale: convolution, activation, then convolution, norm, activation, …
          let list = path / "layer\(scale)"
          let place = layer == 0 ? 0 : 3 * layer - 1
          return (list / "\(place)", list / "\(place + 1)")
        }
      }
    }
  }
}
