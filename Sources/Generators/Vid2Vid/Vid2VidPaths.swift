public import Layers
public import Tensors

/// A 7×7 convolution, halvings, residual blocks: what each of vid2vid's inputs goes through.
public struct Vid2VidDownPath: Sendable {
  /// 7×7 over mirrored borders.
  public var stem: TranslationNetwork.Stage
  /// 3×3 convolutions of stride 2, zeros around, each doubling the channels.
  public var halvings: [TranslationNetwork.Stage]
  /// Residual blocks at the inner size.
  public var blocks: [ReflectionResnetBlock]

  /// A freshly drawn path.
  public init(
    input: Int, width: Int, halvings count: Int, blocks blockCount: Int,
    normalization: FeatureNorm.Kind, initialization: Initialization, using random: RandomGenerator
  ) {
    func stage(_ from: Int, _ to: Int, kernel: Int, stride: Int) -> TranslationNetwork.Stage {
      TranslationNetwork.Stage(
        convolution: Conv2D(
          from, to, kernel: kernel, stride: stride, padding: stride == 2 ? 1 : 0,
          initialization: initialization, using: random),
        norm: FeatureNorm(normalization, channels: to))
    }
    stem = stage(input, width, kernel: 7, stride: 1)
    halvings = (0..<count).map {
      stage(width << $0, width << ($0 + 1), kernel: 3, stride: 2)
    }
    blocks = (0..<blockCount).map { _ in
      ReflectionResnetBlock(
        channels: width << count, norm: normalization, initialization: initialization,
        using: random)
    }
  }

  /// - Parameter x: `[N, input, H, W]`.
  /// - Returns: `[N, width · 2ʰ, H / 2ʰ, W / 2ʰ]`.
  public func callAsFunction(
    _ x: Tensor, mode: Mode, checkpoint: () throws -> Void
  ) rethrows -> Tensor {
    var x = stem.norm(stem.convolution(x.reflectionPadded(3), mode: mode), mode: mode).relu()
    for stage in halvings {
      try checkpoint()
      x = stage.norm(stage.convolution(x, mode: mode), mode: mode).relu()
    }
    for block in blocks {
      try checkpoint()
      x = block(x, mode: mode)
    }
    return x
  }
}

extension Vid2VidDownPath: Parameterized {
  /// Visits its parameters under their places in the reference's list.
  public mutating func visit(_ visitor: inout some ParameterVisitor, at path: ParameterPath)
    throws(ParameterError)
  {
    try stem.visit(&visitor, at: path, place: 1)
    for index in halvings.indices {
      try halvings[index].visit(&visitor, at: path, place: 4 + 3 * index)
    }
    for index in blocks.indices {
      try blocks[index].visit(&visitor, at: path / "\(4 + 3 * halvings.count + index)")
    }
  }
}

/// Residual blocks and doublings: what each of vid2vid's results comes from.
public struct Vid2VidUpPath: Sendable {
  /// Residual blocks at the inner size.
  public var blocks: [ReflectionResnetBlock]
  /// Doublings, each halving the channels.
  public var doublings: [TranslationNetwork.Doubling]

  /// A freshly drawn path.
  /// - Parameter resizes: Whether pixels are doubled before a convolution instead of by it.
  public init(
    width: Int, doublings count: Int, blocks blockCount: Int, resizes: Bool = false,
    normalization: FeatureNorm.Kind,
    initialization: Initialization, using random: RandomGenerator
  ) {
    blocks = (0..<blockCount).map { _ in
      ReflectionResnetBlock(
        channels: width << count, norm: normalization, initialization: initialization,
        using: random)
    }
    doublings = (0..<count).reversed().map { level in
      TranslationNetwork.Doubling(
        convolution: TransposedConv2D(
          width << (level + 1), width << level, resizes: resizes, initialization: initialization,
          using: random),
        norm: FeatureNorm(normalization, channels: width << level))
    }
  }

  /// - Parameter x: `[N, width · 2ʰ, H / 2ʰ, W / 2ʰ]`.
  /// - Returns: `[N, width, H, W]`, after ReLU.
  public func callAsFunction(
    _ x: Tensor, mode: Mode, checkpoint: () throws -> Void
  ) rethrows -> Tensor {
    var x = x
    for block in blocks {
      try checkpoint()
      x = block(x, mode: mode)
    }
    for doubling in doublings {
      try checkpoint()
      x = doubling.norm(doubling.convolution(x), mode: mode).relu()
    }
    return x
  }

  /// Visits its parameters.
  /// - Parameter separate: Where the blocks lie when they have a list of their own, as in the
  ///   coarsest generator; `nil` where they come before the doublings in one list.
  mutating func visit(
    _ visitor: inout some ParameterVisitor, at path: ParameterPath, blocks separate: ParameterPath?
  ) throws(ParameterError) {
    for index in blocks.indices {
      try blocks[index].visit(&visitor, at: (separate ?? path) / "\(index)")
    }
    let first = separate == nil ? blocks.count : 0
    for index in doublings.indices {
      try doublings[index].visit(&visitor, at: path, place: first + 3 * index)
    }
  }
}
