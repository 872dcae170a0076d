public import Layers
public import Tensors

/// SPADE's multi-scale patch discriminator (NVlabs/SPADE `MultiscaleDiscriminator`): the same
/// small network looks at the picture at several sizes.
public struct MultiscaleDiscriminator: Sendable {
  /// What it is built from.
  public struct Configuration: Codable, Sendable, Hashable {
    /// Channels of the semantic map that stand before the picture.
    public var semanticChannels: Int
    /// Width of the first layer.
    public var ndf = 64
    /// Number of scales.
    public var scales = 2
    /// Layers before the score (`n_layers_D`).
    public var layers = 4

    /// A configuration with the reference's defaults.
    public init(semanticChannels: Int) {
      self.semanticChannels = semanticChannels
    }
  }

  /// What it is built from.
  public let configuration: Configuration
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

extension MultiscaleDiscriminator: Parameterized {
  /// Visits its parameters under their checkpoint names.
  public mutating func visit(_ visitor: inout some ParameterVisitor, at path: ParameterPath)
    throws(ParameterError)
  {
    for index in networks.indices {
      try networks[index].visit(&visitor, at: path / "discriminator_\(index)")
    }
  }
}

/// One scale: strided 4×4 convolutions down to a map of scores.
struct PatchDiscriminator: Sendable {
  private var convolutions: [Conv2D]

  init(
    _ configuration: MultiscaleDiscriminator.Configuration, initialization: Initialization,
    using random: RandomGenerator
  ) {
    func layer(_ input: Int, _ output: Int, stride: Int, isPlain: Bool) -> Conv2D {
      Conv2D(
        input, output, kernel: 4, stride: stride, padding: 2, hasBias: isPlain,
        isSpectral: !isPlain, initialization: initialization, using: random)
    }
    var width = configuration.ndf
    convolutions = [layer(configuration.semanticChannels + 3, width, stride: 2, isPlain: true)]
    for index in 1..<configuration.layers {
      let next = min(2 * width, 512)
      let stride = index == configuration.layers - 1 ? 1 : 2
      convolutions.append(layer(width, next, stride: stride, isPlain: false))
      width = next
    }
    convolutions.append(layer(width, 1, stride: 1, isPlain: true))
  }

  func callAsFunction(_ input: Tensor, mode: Mode) -> [Tensor] {
    var x = input
    var outputs: [Tensor] = []
    for (index, convolution) in convolutions.enumerated() {
      // bfloat16 gradients of weights on small maps cost a multiple of float32's.
      let type = mode == .training && x.shape[2] < 64 ? .float32 : input.type
      x = convolution(x.converted(to: type), mode: mode)
      if index > 0, index < convolutions.count - 1 {
        x = x.converted(to: .float32).instanceNormalized().converted(to: type)
      }
      if index < convolutions.count - 1 { x = x.leakyReLU() }
      outputs.append(x)
    }
    return outputs
  }
}

extension PatchDiscriminator: Parameterized {
  mutating func visit(_ visitor: inout some ParameterVisitor, at path: ParameterPath)
    throws(ParameterError)
  {
    for index in convolutions.indices {
      var inner = path / "model\(index)" / "0"
      // Normalized layers are nested once more in the reference.
      if convolutions[index].spectral != nil { inner = inner / "0" }
      try convolutions[index].visit(&visitor, at: inner)
    }
  }
}
