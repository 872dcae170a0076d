public import Tensors

/// Where the modulation of a SPADE layer comes from: the plain convolutions over a one-hot map,
/// or tables of its distinct windows (`Layouts`). Both give the same numbers.
public protocol ModulationSource {
  /// γ and β of one SPADE layer.
  /// - Returns: `[N, 2C, height, width]`: 1 + γ in the first C channels, β in the last C.
  func modulation(of layer: SPADE, height: Int, width: Int) -> Tensor

  /// The one-hot map resized by the nearest rule, `[N, L, height, width]`.
  func semantics(height: Int, width: Int) -> Tensor

  /// Normalizes, lets style and noise in, modulates and activates in one: with n the normalized x,
  /// m = n · gain + shift + noise and the result lrelu(m · (1 + γ) + β).
  /// Sources that hold tables do it without γ and β per pixel.
  /// - Parameters:
  ///   - x: Activations, `[N, C, H, W]`.
  ///   - injection: What enters beside the map; `SPADE.Injection()` for nothing.
  ///   - slope: Of the leaky ReLU for negative values; 1 for no activation.
  /// - Returns: `[N, C, H + 2b, W + 2b]` with the injection's border b.
  func modulated(
    _ x: Tensor, by layer: SPADE, with injection: SPADE.Injection, mode: Mode, slope: Double
  ) -> Tensor
}

extension ModulationSource {
  /// The plain form: γ and β per pixel.
  public func modulated(
    _ x: Tensor, by layer: SPADE, with injection: SPADE.Injection, mode: Mode, slope: Double
  ) -> Tensor {
    let shape = x.shape
    let modulation = modulation(of: layer, height: shape[2], width: shape[3])
    let scale = modulation.sliced(axis: 1, from: 0, to: shape[1])
    let shift = modulation.sliced(axis: 1, from: shape[1], to: 2 * shape[1])
    var normalized = layer.normalization(x, mode: mode)
    if let style = injection.style {
      normalized = normalized.multiplied(
        by: style.gain.perChannel(x.type), adding: style.shift.perChannel(x.type))
    }
    if let noise = injection.noise {
      let labels = noise.scale.shape[0]
      let semantics = semantics(height: shape[2], width: shape[3])
        .sliced(axis: 1, from: 0, to: labels)
      let weight = noise.scale.transposed(0, 1).reshaped([shape[1], labels, 1, 1])
      let perPixel = semantics.converted(to: x.type).convolved(weight.converted(to: x.type))
      normalized = perPixel.multiplied(by: noise.plane.converted(to: x.type), adding: normalized)
    }
    var result = normalized.multiplied(by: scale, adding: shift)
    if slope != 1 { result = result.leakyReLU(slope: slope) }
    return injection.border == 0 ? result : result.replicationPadded(injection.border)
  }
}

extension Tensor {
  /// `[N, C]` as one number per channel of pictures.
  fileprivate func perChannel(_ type: ElementType) -> Tensor {
    reshaped([shape[0], shape[1], 1, 1]).converted(to: type)
  }
}

/// Spatially-adaptive normalization (Park et al. 2019, eq. 1): normalizes without learned
/// parameters, then scales and shifts each pixel by values predicted from the semantic map.
///
/// Beyond the reference a layer may let a style and noise in between: the style scales and shifts
/// whole channels, predicted from z; noise per pixel has a learned scale per label and channel.
/// Neither looks at other pixels, so the layer stays local.
public struct SPADE: Sendable {
  /// Parameter-free normalization.
  public var normalization: ParameterFreeNorm
  /// Semantics to hidden vectors, followed by ReLU.
  public var shared: Conv2D
  /// Hidden vectors to γ.
  public var gamma: Conv2D
  /// Hidden vectors to β.
  public var beta: Conv2D
  /// z to gain − 1 and shift per channel, `[2C, latentDimension]`, where z enters here.
  public var style: Linear?
  /// Scale of the noise per label and channel, `[labels, C]`, where noise enters here.
  public var noiseScale: Tensor?
  /// Which noise is this layer's.
  public var noiseLayer: UInt32 = 0
  /// 1 + γ and β as one convolution, where it was joined for rendering.
  private var joined: (weight: Tensor, bias: Tensor)?

  /// What enters a layer beside its map, computed.
  public struct Injection {
    /// Gain and shift per picture and channel, `[N, C]` each.
    public var style: (gain: Tensor, shift: Tensor)?
    /// Noise per pixel, `[N, 1, H, W]`, and its scale per label and channel, `[labels, C]`.
    public var noise: (plane: Tensor, scale: Tensor)?
    /// Pixels the result is continued by on every side, repeating those at its edge.
    public var border = 0

    /// Whether nothing enters and nothing is continued.
    public var isPlain: Bool { style == nil && noise == nil && border == 0 }

    /// Nothing.
    public init(border: Int = 0) {
      self.border = border
    }
  }

  /// A freshly drawn layer.
  /// - Parameters:
  ///   - channels: C of the activations it normalizes.
  ///   - semantics: Channels of the semantic map, L.
  ///   - hidden: Width of the hidden vectors; 128 in the reference.
  ///   - kernel: 3 or 5, of all three convolutions.
  ///   - usesInstanceNorm: Instance instead of batch statistics.
  ///   - latentDimension: Length of the z that scales and shifts channels here; `nil` for none.
  ///   - noise: How many labels have a noise scale of their own, starting at 0, and the number of
  ///     the layer's noise; `nil` for no noise.
  public init(
    channels: Int, semantics: Int, hidden: Int = 128, kernel: Int = 3, usesInstanceNorm: Bool,
    latentDimension: Int? = nil, noise: (labels: Int, layer: UInt32)? = nil,
    initialization: Initialization, using random: RandomGenerator
  ) {
    normalization =
      usesInstanceNorm
      ? .instance : .batch(ParameterFreeNorm.RunningStatistics(channels: channels))
    func convolution(_ input: Int, _ output: Int) -> Conv2D {
      Conv2D(
        input, output, kernel: kernel, padding: kernel / 2, initialization: initialization,
        using: random)
    }
    shared = convolution(semantics, hidden)
    gamma = convolution(hidden, channels)
    beta = convolution(hidden, channels)
    if let latentDimension {
      let isDrawn = initialization != .unfilled
      style = Linear(
        latentDimension, 2 * channels,
        initialization: isDrawn ? .xavier(gain: 0.3) : .unfilled, using: random)
    }
    if let noise {
      noiseScale = Tensor.zeros([noise.labels, channels])
      noiseLayer = noise.layer
    }
  }

  /// - Parameters:
  ///   - x: Activations, `[N, C, H, W]`.
  ///   - source: Gives γ and β at the size of x.
  ///   - inputs: z and noise, for layers that take them.
  ///   - slope: Of a leaky ReLU on the result; 1 for none.
  ///   - border: Pixels the result is continued by on every side, repeating those at its edge.
  /// - Returns: Modulated activations, `[N, C, H + 2 · border, W + 2 · border]`.
  public func callAsFunction(
    _ x: Tensor, source: some ModulationSource, inputs: ModulationInputs = ModulationInputs(),
    mode: Mode = .evaluation, slope: Double = 1, border: Int = 0
  ) -> Tensor {
    let shape = x.shape
    var injection = Injection(border: border)
    if let style, let latent = inputs.latent {
      injection.style = gainAndShift(style, latent)
    }
    if let noiseScale, let noise = inputs.noise {
      let plane = noise.tensor(layer: noiseLayer, height: shape[2], width: shape[3])
      injection.noise = (plane.moved(to: x.device), noiseScale)
    }
    return source.modulated(x, by: self, with: injection, mode: mode, slope: slope)
  }

  /// What multiplies and what is added, from hidden vectors: one convolution, with the 1 in its bias.
  /// - Parameter hidden: `[N, hidden, H, W]`.
  /// - Returns: `[N, 2C, H, W]`: 1 + γ, then β.
  public func scaleAndShift(_ hidden: Tensor) -> Tensor {
    let (weight, bias) = joined ?? joinedModulation()
    return hidden.convolved(
      weight.converted(to: hidden.type), bias: bias.converted(to: hidden.type),
      padding: weight.shape[2] / 2)
  }

  /// Joins γ and β once, where they lie now, or parts them again; a joined layer can still be saved, but
  /// what it learns is no longer seen.
  public mutating func joinForRendering(_ isJoined: Bool) {
    joined = isJoined ? withoutGradients { joinedModulation() } : nil
  }

  private func joinedModulation() -> (weight: Tensor, bias: Tensor) {
    func bias(_ layer: Conv2D) -> Tensor {
      layer.bias ?? Tensor.zeros([layer.weight.shape[0]]).moved(to: layer.weight.device)
    }
    return (
      Tensor.concatenated([gamma.weight, beta.weight], axis: 0),
      Tensor.concatenated([bias(gamma) + 1, bias(beta)], axis: 0)
    )
  }

  /// Gain and shift of each picture, `[N, C]` each.
  private func gainAndShift(_ style: Linear, _ latent: Tensor) -> (gain: Tensor, shift: Tensor) {
    let both = style(latent)
    let channels = both.shape[1] / 2
    return (
      both.sliced(axis: 1, from: 0, to: channels) + 1,
      both.sliced(axis: 1, from: channels, to: 2 * channels)
    )
  }

  /// Gain and shift for one z, `C` numbers each, for plans; `nil` where z does not enter.
  public func gainAndShift(latent: [Float]) -> (gain: [Float], shift: [Float])? {
    style.map { style in
      let found = gainAndShift(style, Tensor(latent, shape: [1, latent.count]))
      return (found.gain.floats(), found.shift.floats())
    }
  }
}

/// What a network's SPADE layers take beside the label map.
public struct ModulationInputs: Sendable {
  /// z, `[N, latentDimension]`.
  public var latent: Tensor?
  /// Noise per pixel.
  public var noise: PixelNoise?

  /// Creates inputs; the default is none.
  public init(latent: Tensor? = nil, noise: PixelNoise? = nil) {
    self.latent = latent
    self.noise = noise
  }
}

extension SPADE: Parameterized {
  /// Visits its parameters under their checkpoint names.
  public mutating func visit(_ visitor: inout some ParameterVisitor, at path: ParameterPath)
    throws(ParameterError)
  {
    try normalization.visit(&visitor, at: path / "param_free_norm")
    try shared.visit(&visitor, at: path / "mlp_shared.0")
    try gamma.visit(&visitor, at: path / "mlp_gamma")
    try beta.visit(&visitor, at: path / "mlp_beta")
    if var style = self.style {
      try style.visit(&visitor, at: path / "mlp_style")
      self.style = style
    }
    if var noiseScale = self.noiseScale {
      try visitor.visit(&noiseScale, at: path / "noise_scale", kind: .learned)
      self.noiseScale = noiseScale
    }
  }
}
