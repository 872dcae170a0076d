public import Layers
public import Tensors

/// The encoder–decoder that pix2pixHD builds everything from: a 7×7 convolution, halvings, residual
/// blocks, doublings and, if it is the end, a 7×7 convolution to the result before tanh.
///
/// With blocks it is the global generator; without, the feature encoder; without the last
/// convolution, the inside of a local enhancer.
public struct TranslationNetwork: Sendable {
  /// A convolution, its norm, ReLU.
  public struct Stage: Sendable {
    /// The convolution.
    public var convolution: Conv2D
    /// Norm.
    public var norm: FeatureNorm
  }

  /// A transposed convolution, its norm, ReLU.
  public struct Doubling: Sendable {
    /// Doubles height and width.
    public var convolution: TransposedConv2D
    /// Norm.
    public var norm: FeatureNorm
  }

  /// Sizes of one network.
  public struct Shape: Hashable, Sendable {
    /// Channels of the input.
    public var input: Int
    /// Channels of the result; `nil` ends with the last doubling.
    public var output: Int?
    /// Channels after the first convolution.
    public var width: Int
    /// Halvings, each doubling the channels.
    public var downsamplings: Int
    /// Residual blocks.
    public var blocks: Int
    /// Norm after every convolution but the last.
    public var normalization: FeatureNorm.Kind
  }

  /// Sizes.
  public let shape: Shape
  /// The first convolution: 7×7 over mirrored borders.
  public var stem: Stage
  /// 3×3 convolutions of stride 2, zeros around.
  public var halvings: [Stage]
  /// Residual blocks at the coarsest size.
  public var blocks: [ReflectionResnetBlock]
  /// Transposed convolutions back.
  public var doublings: [Doubling]
  /// 7×7 over mirrored borders; followed by tanh.
  public var head: Conv2D?

  /// A freshly drawn network.
  public init(
    _ shape: Shape, initialization: Initialization = .normal(deviation: 0.02),
    using random: RandomGenerator
  ) {
    self.shape = shape
    let width = shape.width
    let norm = shape.normalization
    func convolution(_ input: Int, _ output: Int, kernel: Int, stride: Int = 1) -> Conv2D {
      Conv2D(
        input, output, kernel: kernel, stride: stride, padding: stride == 2 ? 1 : 0,
        initialization: initialization, using: random)
    }
    stem = Stage(
      convolution: convolution(shape.input, width, kernel: 7),
      norm: FeatureNorm(norm, channels: width))
    halvings = (0..<shape.downsamplings).map { level in
      Stage(
        convolution: convolution(width << level, width << (level + 1), kernel: 3, stride: 2),
        norm: FeatureNorm(norm, channels: width << (level + 1)))
    }
    blocks = (0..<shape.blocks).map { _ in
      ReflectionResnetBlock(
        channels: width << shape.downsamplings, norm: norm, initialization: initialization,
        using: random)
    }
    doublings = (0..<shape.downsamplings).reversed().map { level in
      Doubling(
        convolution: TransposedConv2D(
          width << (level + 1), width << level, initialization: initialization, using: random),
        norm: FeatureNorm(norm, channels: width << level))
    }
    head = shape.output.map { convolution(width, $0, kernel: 7) }
  }

  /// - Parameters:
  ///   - x: `[N, input, H, W]`.
  ///   - observe: Sees every residual block's output under its place in the reference's list, the
  ///     last doubling's after ReLU, and the result before tanh as `pre_tanh`.
  ///   - checkpoint: Called between stages; what it throws ends the work (cancellation).
  /// - Returns: `[N, output, H, W]`, −1…1; without a head `[N, width, H, W]` after ReLU.
  public func callAsFunction(
    _ x: Tensor, mode: Mode = .evaluation, observe: ((String, Tensor) -> Void)? = nil,
    checkpoint: () throws -> Void
  ) rethrows -> Tensor {
    var x = stem.norm(stem.convolution(x.reflectionPadded(3), mode: mode), mode: mode).relu()
    for stage in halvings {
      try checkpoint()
      x = stage.norm(stage.convolution(x, mode: mode), mode: mode).relu()
    }
    for (index, block) in blocks.enumerated() {
      try checkpoint()
      x = block(x, mode: mode)
      observe?("\(firstBlock + index)", x)
    }
    for doubling in doublings {
      try checkpoint()
      x = doubling.norm(doubling.convolution(x), mode: mode).relu()
    }
    observe?("\(headPadding - 1)", x)
    guard let head else { return x }
    try checkpoint()
    x = head(x.reflectionPadded(3), mode: mode)
    observe?("pre_tanh", x)
    return x.tanh()
  }

  /// Place of the first residual block in the reference's list, which counts padding, norms and
  /// activations, too.
  var firstBlock: Int { 4 + 3 * shape.downsamplings }

  /// Place of the first doubling.
  var firstDoubling: Int { firstBlock + shape.blocks }

  /// Place of the padding before the last convolution.
  var headPadding: Int { firstDoubling + 3 * shape.downsamplings }
}

extension TranslationNetwork: Parameterized {
  /// Visits its parameters under their checkpoint names: places in the reference's list.
  public mutating func visit(_ visitor: inout some ParameterVisitor, at path: ParameterPath)
    throws(ParameterError)
  {
    try stem.visit(&visitor, at: path, place: 1)
    for index in halvings.indices {
      try halvings[index].visit(&visitor, at: path, place: 4 + 3 * index)
    }
    for index in blocks.indices {
      try blocks[index].visit(&visitor, at: path / "\(firstBlock + index)")
    }
    for index in doublings.indices {
      try doublings[index].visit(&visitor, at: path, place: firstDoubling + 3 * index)
    }
    if var head {
      try head.visit(&visitor, at: path / "\(headPadding + 1)")
      self.head = head
    }
  }
}

extension TranslationNetwork.Stage {
  /// Visits the convolution at its place of a list and the norm at the next.
  mutating func visit(
    _ visitor: inout some ParameterVisitor, at path: ParameterPath, place: Int
  ) throws(ParameterError) {
    try convolution.visit(&visitor, at: path / "\(place)")
    try norm.visit(&visitor, at: path / "\(place + 1)")
  }
}

extension TranslationNetwork.Doubling {
  /// Visits the convolution at its place of a list and the norm at the next.
  mutating func visit(
    _ visitor: inout some ParameterVisitor, at path: ParameterPath, place: Int
  ) throws(ParameterError) {
    try convolution.visit(&visitor, at: path / "\(place)")
    try norm.visit(&visitor, at: path / "\(place + 1)")
  }
}
