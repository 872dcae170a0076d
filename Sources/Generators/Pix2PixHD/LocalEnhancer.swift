public import Layers
public import Tensors

/// One local enhancer (Wang et al. 2018, §3.2): features of the full input at this size, plus the
/// features of the network inside, through residual blocks to twice the inner size.
public struct LocalEnhancer: Sendable {
  /// 7×7 over mirrored borders.
  public var stem: TranslationNetwork.Stage
  /// 3×3, stride 2: to the inner size.
  public var halving: TranslationNetwork.Stage
  /// Residual blocks at the inner size.
  public var blocks: [ReflectionResnetBlock]
  /// Back to this size.
  public var doubling: TranslationNetwork.Doubling
  /// 7×7 to the picture, only of the outermost enhancer.
  public var head: Conv2D?

  /// A freshly drawn enhancer.
  /// - Parameters:
  ///   - width: Channels at this size; twice as many inside.
  ///   - output: Channels of the picture; `nil` for all but the outermost.
  public init(
    input: Int, width: Int, output: Int?, blocks: Int, normalization: FeatureNorm.Kind,
    initialization: Initialization, using random: RandomGenerator
  ) {
    func stage(_ from: Int, _ to: Int, kernel: Int, stride: Int) -> TranslationNetwork.Stage {
      TranslationNetwork.Stage(
        convolution: Conv2D(
          from, to, kernel: kernel, stride: stride, padding: stride == 2 ? 1 : 0,
          initialization: initialization, using: random),
        norm: FeatureNorm(normalization, channels: to))
    }
    stem = stage(input, width, kernel: 7, stride: 1)
    halving = stage(width, 2 * width, kernel: 3, stride: 2)
    self.blocks = (0..<blocks).map { _ in
      ReflectionResnetBlock(
        channels: 2 * width, norm: normalization, initialization: initialization, using: random)
    }
    doubling = TranslationNetwork.Doubling(
      convolution: TransposedConv2D(
        2 * width, width, initialization: initialization, using: random),
      norm: FeatureNorm(normalization, channels: width))
    head = output.map {
      Conv2D(width, $0, kernel: 7, initialization: initialization, using: random)
    }
  }

  /// - Parameters:
  ///   - x: The input at this size, `[N, input, H, W]`.
  ///   - inner: Features of the network inside, `[N, 2·width, H/2, W/2]`.
  ///   - observe: Sees `1.6` (features before the sum), every block as `2.<index>`, `pre_tanh`.
  ///   - checkpoint: Called between stages; what it throws ends the work.
  /// - Returns: The picture, −1…1, or `[N, width, H, W]` for the next enhancer.
  public func callAsFunction(
    _ x: Tensor, adding inner: Tensor, mode: Mode = .evaluation,
    observe: ((String, Tensor) -> Void)? = nil, checkpoint: () throws -> Void
  ) rethrows -> Tensor {
    var x = stem.norm(stem.convolution(x.reflectionPadded(3), mode: mode), mode: mode).relu()
    try checkpoint()
    x = halving.norm(halving.convolution(x, mode: mode), mode: mode).relu()
    observe?("1.6", x)
    x = x + inner
    for (index, block) in blocks.enumerated() {
      try checkpoint()
      x = block(x, mode: mode)
      observe?("2.\(index)", x)
    }
    try checkpoint()
    x = doubling.norm(doubling.convolution(x), mode: mode).relu()
    guard let head else { return x }
    try checkpoint()
    x = head(x.reflectionPadded(3), mode: mode)
    observe?("pre_tanh", x)
    return x.tanh()
  }

  /// Visits its parameters: `model<number>_1` and `model<number>_2` of the reference.
  mutating func visit(
    _ visitor: inout some ParameterVisitor, at path: ParameterPath, number: Int
  ) throws(ParameterError) {
    let down = path / "model\(number)_1"
    try stem.visit(&visitor, at: down, place: 1)
    try halving.visit(&visitor, at: down, place: 4)
    let up = path / "model\(number)_2"
    for index in blocks.indices { try blocks[index].visit(&visitor, at: up / "\(index)") }
    try doubling.visit(&visitor, at: up, place: blocks.count)
    if var head {
      try head.visit(&visitor, at: up / "\(blocks.count + 4)")
      self.head = head
    }
  }
}
