public import Layers
public import Layouts
public import Tensors

/// The BigGAN generator (Brock et al. 2019, fig. 15; ajbrock/BigGAN-PyTorch `BigGAN.Generator`).
public struct BigGANGenerator: Sendable {
  /// Name of the family in `model.json`.
  public static let family = "biggan"

  /// What it is built from.
  public let configuration: BigGANConfiguration
  /// Class embedding `[classes, sharedDimension]`; `nil` where every norm has its own table.
  var shared: Tensor?
  var start: Linear
  var blocks: [Block]
  var lastNorm: BatchNorm
  var toRGB: Conv2D
  /// Made ready for inference in one number format.
  private(set) var plan: ResidualPlan<ConditionalBatchNorm>?

  /// One residual block and the attention that may follow it.
  struct Block: Sendable {
    var body: ResidualUpBlock<ConditionalBatchNorm>
    var attention: SelfAttention?
  }

  /// Rows of the map that z starts.
  static let startSide = 4

  /// A freshly drawn generator.
  public init(
    _ configuration: BigGANConfiguration, initialization: Initialization = .orthogonal,
    using random: RandomGenerator
  ) {
    self.configuration = configuration
    let spectral = configuration.spectral
    let (inputs, outputs) = configuration.widths
    shared = configuration.sharedDimension.map {
      initialization.weight([configuration.classCount, $0], using: random)
    }
    let cells = Self.startSide * Self.startSide
    start = Linear(
      configuration.isHierarchical ? configuration.chunk : configuration.latentDimension,
      inputs[0] * cells, spectral: spectral, initialization: initialization, using: random)
    let condition: ConditionalBatchNorm.Condition =
      configuration.conditionLength.map { .vector($0) } ?? .classes(configuration.classCount)
    blocks = zip(inputs, outputs).enumerated().map { index, widths in
      let body = ResidualUpBlock(
        widths.0, widths.1, doubling: .nearest, naming: .bigGAN, spectral: spectral,
        initialization: initialization, using: random
      ) { channels in
        ConditionalBatchNorm(
          channels: channels, condition: condition, spectral: spectral,
          epsilon: configuration.normEpsilon,
          keepsBiasedVariance: configuration.keepsBiasedVariance, initialization: initialization,
          using: random)
      }
      let side = Self.startSide << (index + 1)
      let attention =
        configuration.attention.contains(side)
        ? SelfAttention(
          channels: widths.1, spectral: spectral, initialization: initialization, using: random)
        : nil
      return Block(body: body, attention: attention)
    }
    let last = outputs[outputs.count - 1]
    lastNorm = BatchNorm(
      channels: last, naming: .bigGAN, keepsBiasedVariance: configuration.keepsBiasedVariance)
    toRGB = Conv2D(
      last, 3, kernel: 3, padding: 1, spectral: spectral, initialization: initialization,
      using: random)
  }

  /// What the network makes of classes.
  /// - Parameter weights: A weight for each class, `[N, classes]`: 1 for one class, or a mixture;
  ///   `[N, blocks, classes]` where blocks get mixtures of their own.
  /// - Returns: The embedded mixture `[N, sharedDimension]`, `[N, blocks, sharedDimension]`, or the
  ///   weights themselves where norms have tables.
  public func embedded(_ weights: Tensor) -> Tensor {
    shared.map { weights.matmul($0) } ?? weights
  }

  /// Makes pictures without stopping; parameters as in the other form.
  public func callAsFunction(
    _ z: Tensor, classes: Tensor, mode: Mode = .evaluation, type: ElementType = .float32,
    observe: ((String, Tensor) -> Void)? = nil
  ) -> Tensor {
    callAsFunction(z, classes: classes, mode: mode, type: type, observe: observe, checkpoint: {})
  }

  /// Makes pictures.
  /// - Parameters:
  ///   - z: `[N, latentDimension]`; what the last chunk leaves over is ignored.
  ///   - classes: Embedded classes, as `embedded(_:)` returns them.
  ///   - type: Element type of the activations.
  ///   - observe: Sees intermediate results under the reference's module names.
  ///   - checkpoint: Asked before every block (cancellation).
  /// - Returns: `[N, 3, resolution, resolution]`, −1…1, float32.
  /// - Throws: what `checkpoint` throws.
  public func callAsFunction(
    _ z: Tensor, classes: Tensor, mode: Mode = .evaluation, type: ElementType = .float32,
    observe: ((String, Tensor) -> Void)? = nil, checkpoint: () throws -> Void
  ) rethrows -> Tensor {
    let chunk = configuration.chunk
    func part(_ index: Int) -> Tensor {
      z.sliced(axis: 1, from: index * chunk, to: (index + 1) * chunk)
    }
    func embedding(_ block: Int) -> Tensor {
      guard classes.shape.count == 3 else { return classes }
      return classes.sliced(axis: 1, from: block, to: block + 1).reshaped([classes.shape[0], -1])
    }
    let first = configuration.isHierarchical ? part(0) : z
    let flat = start(first, mode: mode)
    observe?("linear", flat)
    let side = Self.startSide
    var x = flat.reshaped([flat.shape[0], -1, side, side]).converted(to: type).channelsLast()
    let conditions = blocks.indices.map { index in
      configuration.isHierarchical
        ? Tensor.concatenated([embedding(index), part(index + 1)], axis: 1)
        : embedding(index)
    }
    if let plan, plan.type == type, mode == .evaluation, observe == nil {
      return try plan.render(x, conditions: conditions, checkpoint: checkpoint)
    }
    for (index, block) in blocks.enumerated() {
      try checkpoint()
      x = block.body(x, condition: conditions[index], mode: mode)
      observe?("blocks.\(index).0", x)
      if let attention = block.attention {
        x = attention(x, mode: mode)
        observe?("blocks.\(index).1", x)
      }
    }
    let picture = toRGB(lastNorm(x, mode: mode).relu(), mode: mode).converted(to: .float32)
    observe?("pre_tanh", picture)
    return picture.tanh()
  }
}

extension BigGANGenerator: Parameterized {
  /// Visits its parameters under their checkpoint names.
  public mutating func visit(_ visitor: inout some ParameterVisitor, at path: ParameterPath)
    throws(ParameterError)
  {
    if var shared = self.shared {
      try visitor.visit(&shared, at: path / "shared" / "weight", kind: .learned)
      self.shared = shared
    }
    try start.visit(&visitor, at: path / "linear")
    for index in blocks.indices {
      let place = path / "blocks" / "\(index)"
      try blocks[index].body.visit(&visitor, at: place / "0")
      if var attention = blocks[index].attention {
        try attention.visit(&visitor, at: place / "1")
        blocks[index].attention = attention
      }
    }
    try lastNorm.visit(&visitor, at: path / "output_layer" / "0")
    try toRGB.visit(&visitor, at: path / "output_layer" / "2")
  }
}

extension BigGANGenerator {
  /// Folds spectral norms: the same function, for inference only.
  public mutating func foldForInference() {
    withoutGradients {
      start.foldSpectralNorm()
      for index in blocks.indices {
        blocks[index].body.foldSpectralNorm()
        blocks[index].attention?.foldSpectralNorm()
      }
      toRGB.foldSpectralNorm()
    }
  }

  /// Folds spectral norms and makes a plan for inference in one precision.
  /// - Throws: `TensorError`.
  public mutating func packForInference(as type: ElementType) throws(TensorError) {
    foldForInference()
    plan = try ResidualPlan(
      blocks.map { ($0.body, $0.attention) }, lastNorm: lastNorm, toRGB: toRGB,
      side: Self.startSide, type: type)
  }

  /// Measures phases of packed renderings while there is a clock.
  public func measurePhases(with clock: PhaseClock?) { plan?.clock = clock }
}
