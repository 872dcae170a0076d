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
    let doublesFirst: Bool
    var body: SPADEResnetBlock
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
    let width = configuration.ngf
    let style = SPADEResnetBlock.Style(
      semantics: configuration.semanticChannels, hidden: configuration.hiddenChannels,
      kernel: configuration.kernel,
      usesInstanceNorm: configuration.normalization == .instance,
      isSpectral: configuration.isSpectral, initialization: initialization)
    if configuration.usesVAE {
      let cells = configuration.startWidth * configuration.startHeight
      start = .latent(
        Linear(
          configuration.latentDimension, 16 * width * cells, initialization: initialization,
          using: random))
    } else {
      start = .labels(
        Conv2D(
          configuration.semanticChannels, 16 * width, kernel: 3, padding: 1,
          initialization: initialization, using: random))
    }
    func block(_ name: String, _ input: Int, _ output: Int, doublesFirst: Bool) -> Block {
      Block(
        name: name, doublesFirst: doublesFirst,
        body: SPADEResnetBlock(input, output, style: style, using: random))
    }
    let hasMore = configuration.upsampling != .normal
    blocks = [
      block("head_0", 16 * width, 16 * width, doublesFirst: false),
      block("G_middle_0", 16 * width, 16 * width, doublesFirst: true),
      block("G_middle_1", 16 * width, 16 * width, doublesFirst: hasMore),
      block("up_0", 16 * width, 8 * width, doublesFirst: true),
      block("up_1", 8 * width, 4 * width, doublesFirst: true),
      block("up_2", 4 * width, 2 * width, doublesFirst: true),
      block("up_3", 2 * width, width, doublesFirst: true),
    ]
    var last = width
    if configuration.upsampling == .most {
      last = width / 2
      blocks.append(block("up_4", width, last, doublesFirst: true))
    }
    toRGB = Conv2D(
      last, 3, kernel: 3, padding: 1, initialization: initialization, using: random)
  }

  /// Renders.
  /// - Parameters:
  ///   - source: Modulation and semantics of the label map.
  ///   - latent: z, `[N, latentDimension]`; needed exactly if `usesVAE`.
  ///   - type: Element type of the activations.
  ///   - startCells: Part of the start grid to render, for training on crops; all by default.
  ///   - observe: Sees intermediate results under the reference's module names.
  /// - Returns: Pictures `[N, 3, H, W]`, −1…1, float32.
  public func callAsFunction(
    _ source: some ModulationSource, latent: Tensor? = nil, mode: Mode = .evaluation,
    type: ElementType = .float32, startCells: PixelRect? = nil,
    observe: ((String, Tensor) -> Void)? = nil
  ) -> Tensor {
    callAsFunction(
      source, latent: latent, mode: mode, type: type, startCells: startCells, observe: observe,
      checkpoint: {})
  }

  /// Renders like the other form, and may stop between blocks.
  /// - Throws: what `checkpoint` throws, which is asked before every block (cancellation).
  public func callAsFunction(
    _ source: some ModulationSource, latent: Tensor? = nil, mode: Mode = .evaluation,
    type: ElementType = .float32, startCells: PixelRect? = nil,
    observe: ((String, Tensor) -> Void)? = nil, checkpoint: () throws -> Void
  ) rethrows -> Tensor {
    var x = started(source, latent: latent, type: type, cells: startCells, observe: observe)
    for block in blocks {
      try checkpoint()
      if block.doublesFirst { x = x.upsampledTwice() }
      if mode == .training {
        x = x.converted(to: x.shape[2] < Self.wideBelowInTraining ? .float32 : type)
      }
      let inside = observe.map { observe in
        { (name: String, seen: Tensor) in observe("\(block.name).\(name)", seen) }
      }
      x = block.body(x, source: source, mode: mode, observe: inside)
      observe?(block.name, x)
    }
    let picture = toRGB(x.leakyReLU(), mode: mode).converted(to: .float32)
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
      var x = flat.reshaped([-1, 16 * configuration.ngf, height, width])
      if let cells {
        x = x.sliced(axis: 2, from: cells.y, to: cells.maxY)
          .sliced(axis: 3, from: cells.x, to: cells.maxX)
      }
      return x.converted(to: type).channelsLast()
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
