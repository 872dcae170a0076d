public import Tensors

/// SPADE's residual block (Park et al. 2019, fig. 4): two modulated convolutions and, where the
/// width changes, a modulated 1×1 shortcut without activation.
public struct SPADEResnetBlock: Sendable {
  /// First modulation, of the input.
  public var norm0: SPADE
  /// First convolution, input width to the smaller of both widths.
  public var conv0: Conv2D
  /// Second modulation.
  public var norm1: SPADE
  /// Second convolution, to the output width.
  public var conv1: Conv2D
  /// Modulation and 1×1 convolution of the shortcut, where widths differ.
  public var shortcut: Shortcut?

  /// The learned shortcut.
  public struct Shortcut: Sendable {
    /// Modulation of the input.
    public var norm: SPADE
    /// 1×1 without bias.
    public var convolution: Conv2D
  }

  /// Pixels that modulated activations are continued by before a 3×3 convolution: 0 or 1.
  private let border: Int

  /// Slope of the activations for negative values.
  private static let slope = 0.2

  /// Settings that all blocks of one generator share.
  public struct Style: Sendable {
    /// Channels of the semantic map.
    public var semantics: Int
    /// Width of SPADE's hidden vectors.
    public var hidden: Int
    /// Kernel of SPADE's convolutions.
    public var kernel: Int
    /// Instance instead of batch statistics.
    public var usesInstanceNorm: Bool
    /// Spectral norm on the three convolutions.
    public var isSpectral: Bool
    /// How weights are drawn.
    public var initialization: Initialization
    /// Length of the z that enters the blocks' modulations; `nil` where it does not.
    public var latentDimension: Int?
    /// Labels with a noise scale of their own; `nil` without noise.
    public var noiseLabels: Int?
    /// Whether convolutions see the pixels at the picture's edge repeated beyond it instead of
    /// zeros.
    public var replicates = false

    /// Creates the settings of the reference.
    public init(
      semantics: Int, hidden: Int, kernel: Int, usesInstanceNorm: Bool, isSpectral: Bool,
      initialization: Initialization
    ) {
      self.semantics = semantics
      self.hidden = hidden
      self.kernel = kernel
      self.usesInstanceNorm = usesInstanceNorm
      self.isSpectral = isSpectral
      self.initialization = initialization
    }
  }

  /// A freshly drawn block.
  /// - Parameter number: Of the block in its generator, from 0: its noise depends on it.
  public init(
    _ input: Int, _ output: Int, number: Int = 0, style: Style, using random: RandomGenerator
  ) {
    let middle = min(input, output)
    func norm(_ channels: Int, noiseLayer: Int? = nil) -> SPADE {
      var noise: (labels: Int, layer: UInt32)?
      if let labels = style.noiseLabels, let noiseLayer { noise = (labels, UInt32(noiseLayer)) }
      return SPADE(
        channels: channels, semantics: style.semantics, hidden: style.hidden,
        kernel: style.kernel, usesInstanceNorm: style.usesInstanceNorm,
        latentDimension: style.latentDimension, noise: noise,
        initialization: style.initialization, using: random)
    }
    func convolution(_ from: Int, _ to: Int, kernel: Int, hasBias: Bool) -> Conv2D {
      Conv2D(
        from, to, kernel: kernel, padding: style.replicates ? 0 : kernel / 2, hasBias: hasBias,
        isSpectral: style.isSpectral, initialization: style.initialization, using: random)
    }
    border = style.replicates ? 1 : 0
    norm0 = norm(input, noiseLayer: 2 * number)
    conv0 = convolution(input, middle, kernel: 3, hasBias: true)
    norm1 = norm(middle, noiseLayer: 2 * number + 1)
    conv1 = convolution(middle, output, kernel: 3, hasBias: true)
    if input != output {
      shortcut = Shortcut(
        norm: norm(input), convolution: convolution(input, output, kernel: 1, hasBias: false))
    }
  }

  /// - Parameters:
  ///   - x: `[N, in, H, W]`.
  ///   - inputs: z and noise, where they enter.
  ///   - observe: Sees intermediate results by name (`norm_0`, `conv_0`).
  /// - Returns: `[N, out, H, W]`.
  public func callAsFunction(
    _ x: Tensor, source: some ModulationSource, inputs: ModulationInputs = ModulationInputs(),
    mode: Mode, observe: ((String, Tensor) -> Void)? = nil
  ) -> Tensor {
    let slope = SPADEResnetBlock.slope
    let activated: Tensor
    if let observe {
      let modulated = norm0(x, source: source, inputs: inputs, mode: mode, border: border)
      observe("norm_0", modulated)
      activated = modulated.leakyReLU(slope: slope)
    } else {
      activated = norm0(
        x, source: source, inputs: inputs, mode: mode, slope: slope, border: border)
    }
    var dx = conv0(activated, mode: mode)
    observe?("conv_0", dx)
    dx = conv1(
      norm1(dx, source: source, inputs: inputs, mode: mode, slope: slope, border: border),
      mode: mode)
    guard let shortcut else { return x + dx }
    let modulated = shortcut.norm(x, source: source, inputs: inputs, mode: mode)
    return shortcut.convolution(modulated, mode: mode) + dx
  }
}

extension SPADEResnetBlock: Parameterized {
  /// Visits its parameters under their checkpoint names.
  public mutating func visit(_ visitor: inout some ParameterVisitor, at path: ParameterPath)
    throws(ParameterError)
  {
    try conv0.visit(&visitor, at: path / "conv_0")
    try conv1.visit(&visitor, at: path / "conv_1")
    try norm0.visit(&visitor, at: path / "norm_0")
    try norm1.visit(&visitor, at: path / "norm_1")
    if var shortcut = self.shortcut {
      try shortcut.convolution.visit(&visitor, at: path / "conv_s")
      try shortcut.norm.visit(&visitor, at: path / "norm_s")
      self.shortcut = shortcut
    }
  }
}
