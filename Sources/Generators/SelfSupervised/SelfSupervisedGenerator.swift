public import Checkpoints
public import Layers
public import Layouts
public import Tensors

/// The ResNet generator of the self-supervised GAN (Chen et al. 2019; Miyato et al. 2018) in the
/// layout of torch_mimicry: no classes, no spectral norm, bilinear doubling.
public struct SelfSupervisedGenerator: Sendable {
  /// Name of the family in `model.json`.
  public static let family = "ssgan"

  /// What it is built from.
  public let configuration: SelfSupervisedConfiguration
  var start: Linear
  var blocks: [ResidualUpBlock<BatchNorm>]
  var lastNorm: BatchNorm
  var toRGB: Conv2D
  /// Made ready for inference in one number format.
  private(set) var plan: ResidualPlan<BatchNorm>?

  /// A freshly drawn generator.
  public init(
    _ configuration: SelfSupervisedConfiguration, initialization: Initialization = .orthogonal,
    using random: RandomGenerator
  ) {
    self.configuration = configuration
    let side = configuration.startSide
    let widths = configuration.widths
    start = Linear(
      configuration.latentDimension, widths[0] * side * side, initialization: initialization,
      using: random)
    blocks = zip(widths, widths.dropFirst()).map { input, output in
      ResidualUpBlock(
        input, output, doubling: .bilinear, naming: .mimicry, spectral: nil,
        initialization: initialization, using: random
      ) { BatchNorm(channels: $0) }
    }
    let last = widths[widths.count - 1]
    lastNorm = BatchNorm(channels: last)
    toRGB = Conv2D(
      last, 3, kernel: 3, padding: 1, initialization: initialization, using: random)
  }

  /// Makes pictures without stopping; parameters as in the other form.
  public func callAsFunction(
    _ z: Tensor, mode: Mode = .evaluation, type: Tensors.ElementType = .float32,
    observe: ((String, Tensor) -> Void)? = nil
  ) -> Tensor {
    callAsFunction(z, mode: mode, type: type, observe: observe, checkpoint: {})
  }

  /// Makes pictures.
  /// - Parameters:
  ///   - z: `[N, latentDimension]`.
  ///   - type: Element type of the activations.
  ///   - observe: Sees intermediate results under the reference's module names.
  ///   - checkpoint: Asked before every block (cancellation).
  /// - Returns: `[N, 3, resolution, resolution]`, −1…1, float32.
  /// - Throws: what `checkpoint` throws.
  public func callAsFunction(
    _ z: Tensor, mode: Mode = .evaluation, type: Tensors.ElementType = .float32,
    observe: ((String, Tensor) -> Void)? = nil, checkpoint: () throws -> Void
  ) rethrows -> Tensor {
    let flat = start(z)
    observe?("l1", flat)
    let side = configuration.startSide
    var x = flat.reshaped([flat.shape[0], -1, side, side]).converted(to: type).channelsLast()
    if let plan, plan.type == type, mode == .evaluation, observe == nil {
      return try plan.render(x, conditions: blocks.map { _ in nil }, checkpoint: checkpoint)
    }
    for (index, block) in blocks.enumerated() {
      try checkpoint()
      x = block(x, mode: mode)
      observe?("block\(index + 2)", x)
    }
    let picture = toRGB(lastNorm(x, mode: mode).relu(), mode: mode).converted(to: .float32)
    observe?("pre_tanh", picture)
    return picture.tanh()
  }

  /// Makes a plan for inference in one precision.
  /// - Throws: `TensorError`.
  public mutating func packForInference(as type: Tensors.ElementType) throws(TensorError) {
    plan = try ResidualPlan(
      blocks.map { ($0, nil) }, lastNorm: lastNorm, toRGB: toRGB,
      side: configuration.startSide, type: type)
  }

  /// Measures phases of packed renderings while there is a clock.
  public func measurePhases(with clock: PhaseClock?) { plan?.clock = clock }

  /// A generator filled with stored tensors; nothing is drawn first.
  /// - Throws: `ModelError` listing everything that does not fit.
  public static func loaded(
    _ configuration: SelfSupervisedConfiguration, from tensors: [StoredTensor], file: String,
    progress: ((Double) -> Void)? = nil
  ) throws(ModelError) -> SelfSupervisedGenerator {
    try checkPlausible(
      parameters: configuration.parameterEstimate, stored: tensors, file: file)
    var network = SelfSupervisedGenerator(
      configuration, initialization: .unfilled, using: RandomGenerator(seed: 0))
    try load(into: &network, from: tensors, file: file, progress: progress)
    return network
  }
}

extension SelfSupervisedGenerator: Parameterized {
  /// Visits its parameters under their checkpoint names.
  public mutating func visit(_ visitor: inout some ParameterVisitor, at path: ParameterPath)
    throws(ParameterError)
  {
    try start.visit(&visitor, at: path / "l1")
    for index in blocks.indices {
      try blocks[index].visit(&visitor, at: path / "block\(index + 2)")
    }
    let last = blocks.count + 2
    try lastNorm.visit(&visitor, at: path / "b\(last)")
    try toRGB.visit(&visitor, at: path / "c\(last)")
  }
}
