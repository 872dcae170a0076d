public import Imaging
public import Layers
public import Tensors

/// The SPADE generator (Park et al. 2019, fig. 4; NVlabs/SPADE `SPADEGenerator`).
public struct SPADEGenerator: Sendable {
  /// What it is built from.
  public let configuration: SPADEConfiguration
  var start: Start
  var blocks: [Block]
  var toRGB: Conv2D

  /// How the picture starts.
  enum Start: Sendable {
    /// From the label map at start size.
    case labels(Conv2D)
    /// From a latent z.
    case latent(Linear)
  }

  /// One residual block with what happens before it.
  struct Block: Sendable {
    let name: String
    let doubling: Doubling
    /// Whether z enters its modulations.
    let takesLatent: Bool
    var body: SPADEResnetBlock
  }

  /// How the input of a block gets its size.
  enum Doubling: Sendable {
    /// It has it.
    case none
    /// Every pixel counts twice in both directions.
    case nearest
    /// Between pixels, weights 1 3 3 1.
    case bilinear
  }

  /// Levels with fewer rows than this are trained in float32 also when `type` is bfloat16:
  /// bfloat16 gradients of weights on tiny maps cost ten times as much (15 against 1 ms each).
  public static let wideBelowInTraining = 64

  /// A freshly drawn generator (Xavier normal, gain 0.02 as in the reference unless another
  /// initialization is asked for).
  public init(
    _ configuration: SPADEConfiguration, initialization: Initialization = .xavier(gain: 0.02),
    using random: RandomGenerator
  ) {
    self.configuration = configuration
    let widths = configuration.widths
    var style = SPADEResnetBlock.Style(
      semantics: configuration.semanticChannels, hidden: configuration.hiddenChannels,
      kernel: configuration.kernel,
      usesInstanceNorm: configuration.normalization == .instance,
      isSpectral: configuration.isSpectral, initialization: initialization)
    style.noiseLabels = configuration.hasNoise ? configuration.labelChannels : nil
    let repeatsEdges = configuration.structure?.repeatsEdges ?? false
    style.replicates = repeatsEdges
    if configuration.startsFromLatent {
      let cells = configuration.startWidth * configuration.startHeight
      start = .latent(
        Linear(
          configuration.latentDimension, widths[0] * cells, initialization: initialization,
          using: random))
    } else {
      start = .labels(
        Conv2D(
          configuration.semanticChannels, widths[0], kernel: 3, padding: 1,
          initialization: initialization, using: random))
    }
    let names = [
      "head_0", "G_middle_0", "G_middle_1", "up_0", "up_1", "up_2", "up_3", "up_4",
    ]
    blocks = []
    for (number, doubling) in configuration.doublings.enumerated() {
      let isInside = number > 0 && number < configuration.blockCount - 1
      let takesLatent = configuration.latentModulates && isInside
      style.latentDimension = takesLatent ? configuration.latentDimension : nil
      blocks.append(
        Block(
          name: names[number], doubling: doubling, takesLatent: takesLatent,
          body: SPADEResnetBlock(
            widths[number], widths[number + 1], number: number, style: style, using: random)))
    }
    toRGB = Conv2D(
      widths[widths.count - 1], 3, kernel: 3, padding: repeatsEdges ? 0 : 1,
      initialization: initialization, using: random)
  }

  /// Renders.
  /// - Parameters:
  ///   - source: Modulation and semantics of the label map.
  ///   - latent: z, `[N, latentDimension]`; needed exactly if `usesVAE`.
  ///   - noise: Noise per pixel for generators that have it; none if absent.
  ///   - type: Element type of the activations.
  ///   - startCells: Part of the start grid to render, for training on crops; all by default.
  ///   - observe: Sees intermediate results under the reference's module names.
  /// - Returns: Pictures `[N, 3, H, W]`, −1…1, float32.
  public func callAsFunction(
    _ source: some ModulationSource, latent: Tensor? = nil, noise: PixelNoise? = nil,
    mode: Mode = .evaluation, type: ElementType = .float32, startCells: PixelRect? = nil,
    observe: ((String, Tensor) -> Void)? = nil
  ) -> Tensor {
    callAsFunction(
      source, latent: latent, noise: noise, mode: mode, type: type, startCells: startCells,
      observe: observe, checkpoint: {})
  }

  /// Renders like the other form, and may stop between blocks.
  /// - Throws: what `checkpoint` throws, which is asked before every block (cancellation).
  public func callAsFunction(
    _ source: some ModulationSource, latent: Tensor? = nil, noise: PixelNoise? = nil,
    mode: Mode = .evaluation, type: ElementType = .float32, startCells: PixelRect? = nil,
    observe: ((String, Tensor) -> Void)? = nil, checkpoint: () throws -> Void
  ) rethrows -> Tensor {
    var x = started(source, latent: latent, type: type, cells: startCells, observe: observe)
    for block in blocks {
      try checkpoint()
      x = block.doubling(x)
      if mode == .training {
        x = x.converted(to: x.shape[2] < Self.wideBelowInTraining ? .float32 : type)
      }
      let inside = observe.map { observe in
        { (name: String, seen: Tensor) in observe("\(block.name).\(name)", seen) }
      }
      let inputs = ModulationInputs(latent: block.takesLatent ? latent : nil, noise: noise)
      x = block.body(x, source: source, inputs: inputs, mode: mode, observe: inside)
      observe?(block.name, x)
    }
    x = x.leakyReLU()
    if configuration.structure?.repeatsEdges ?? false { x = x.replicationPadded(1) }
    let picture = toRGB(x, mode: mode).converted(to: .float32)
    observe?("pre_tanh", picture)
    return picture.tanh()
  }

  private func started(
    _ source: some ModulationSource, latent: Tensor?, type: ElementType, cells: PixelRect?,
    observe: ((String, Tensor) -> Void)?
  ) -> Tensor {
    let height = configuration.startHeight
    let width = configuration.startWidth
    switch start {
    case .labels(let convolution):
      let cells = cells ?? PixelRect(x: 0, y: 0, width: width, height: height)
      let x = convolution(source.semantics(height: cells.height, width: cells.width))
      observe?("fc", x)
      return x.converted(to: type)
    case .latent(let linear):
      guard let latent else { preconditionFailure("this generator starts from a latent z") }
      let flat = linear(latent)
      observe?("fc", flat)
      var x = flat.reshaped([-1, configuration.widths[0], height, width])
      if let cells {
        x = x.sliced(axis: 2, from: cells.y, to: cells.maxY)
          .sliced(axis: 3, from: cells.x, to: cells.maxX)
      }
      return x.converted(to: type).channelsLast()
    }
  }
}

extension SPADEGenerator.Doubling {
  /// The input of a block at the block's size.
  func callAsFunction(_ x: Tensor) -> Tensor {
    switch self {
    case .none: x
    case .nearest: x.upsampledTwice()
    case .bilinear: x.resizedBilinear(height: 2 * x.shape[2], width: 2 * x.shape[3])
    }
  }
}

extension SPADEGenerator: Parameterized {
  /// Visits its parameters under their checkpoint names.
  public mutating func visit(_ visitor: inout some ParameterVisitor, at path: ParameterPath)
    throws(ParameterError)
  {
    switch start {
    case .labels(var convolution):
      try convolution.visit(&visitor, at: path / "fc")
      start = .labels(convolution)
    case .latent(var linear):
      try linear.visit(&visitor, at: path / "fc")
      start = .latent(linear)
    }
    for index in blocks.indices {
      try blocks[index].body.visit(&visitor, at: path / blocks[index].name)
    }
    try toRGB.visit(&visitor, at: path / "conv_img")
  }
}

extension SPADEGenerator {
  /// Folds spectral norms and packs the main path's weights for inference in one precision.
  /// - Throws: `TensorError`.
  public mutating func packForInference(as type: ElementType) throws(TensorError) {
    for index in blocks.indices {
      try blocks[index].body.conv0.packForInference(as: type)
      try blocks[index].body.conv1.packForInference(as: type)
      if var shortcut = blocks[index].body.shortcut {
        try shortcut.convolution.packForInference(as: type)
        blocks[index].body.shortcut = shortcut
      }
    }
    try toRGB.packForInference(as: type)
  }
}
