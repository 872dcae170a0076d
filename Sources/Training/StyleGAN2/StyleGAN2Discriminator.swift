import Generators
public import Layers
public import Tensors

/// StyleGAN2's residual discriminator (Karras et al. 2020, §4.2; stylegan2-ada-pytorch).
public struct StyleGAN2Discriminator: Sendable {
  /// What it is built from.
  public struct Configuration: Codable, Sendable, Hashable {
    /// Channels at 4×4, 8×8, … up to the pictures' resolution.
    public var widths: [Int]
    /// Number of classes; 0 without.
    public var classCount = 0
    /// Layers behind a class's vector; 8 if absent.
    public var mappingLayers: Int?
    /// Pictures of a group for the minibatch deviation; all if fewer.
    public var groupSize = 4
    /// Largest magnitude of an activation; `nil` for none.
    public var clamp: Double?

    /// The discriminator with those widths.
    public init(widths: [Int], classCount: Int = 0) {
      self.widths = widths
      self.classCount = classCount
    }
  }

  /// A residual block that halves the resolution.
  struct Block: Sendable {
    var colours: ResampledConv2D?
    var first: ResampledConv2D
    var second: ResampledConv2D
    var shortcut: ResampledConv2D
    var filter = LowPassFilter()
    let side: Int
  }

  /// What it is built from.
  public let configuration: Configuration
  /// From the largest resolution to 8×8.
  var blocks: [Block]
  var mixing: ResampledConv2D
  var dense: EqualizedLinear
  var output: EqualizedLinear
  /// Classes to the direction that is scored; none in an unconditional network.
  var mapping: StyleGAN2Mapping?

  /// Fresh weights.
  /// - Parameter random: `nil` leaves the weights unfilled, to be loaded.
  public init(_ configuration: Configuration, using random: RandomGenerator?) {
    self.configuration = configuration
    let widths = configuration.widths
    blocks = widths.indices.dropFirst().reversed().map { index in
      let width = widths[index]
      let next = widths[index - 1]
      return Block(
        colours: index == widths.count - 1
          ? ResampledConv2D(3, width, kernel: 1, using: random) : nil,
        first: ResampledConv2D(width, width, kernel: 3, using: random),
        second: ResampledConv2D(width, next, kernel: 3, resampling: .down, using: random),
        shortcut: ResampledConv2D(
          width, next, kernel: 1, hasBias: false, resampling: .down, activates: false,
          using: random), side: 4 << index)
    }
    let width = widths[0]
    mixing = ResampledConv2D(width + 1, width, kernel: 3, using: random)
    dense = EqualizedLinear(width * 16, width, using: random)
    let isConditional = configuration.classCount > 0
    output = EqualizedLinear(width, isConditional ? width : 1, using: random)
    mapping =
      isConditional
      ? StyleGAN2Mapping(
        latent: 0, classes: configuration.classCount, style: width,
        layers: configuration.mappingLayers ?? 8,
        tracksAverage: false, using: random) : nil
  }

  /// Scores pictures.
  /// - Parameters:
  ///   - picture: `[N, 3, H, W]`, −1…1.
  ///   - classes: One-hot classes, `[N, classCount]`; for a conditional network.
  ///   - type: Element type of the convolutions.
  /// - Returns: Larger where a picture looks real, `[N, 1]`, float32.
  public func callAsFunction(
    _ picture: Tensor, classes: Tensor? = nil, type: ElementType = .float32
  ) -> Tensor {
    let half = 0.5.squareRoot()
    let clamp = configuration.clamp
    var x = picture.converted(to: type).channelsLast()
    for block in blocks {
      if let colours = block.colours { x = colours(x, clamp: clamp) }
      let shortcut = block.shortcut(x, gain: half)
      x = block.second(block.first(x, clamp: clamp), gain: half, clamp: clamp) + shortcut
    }
    x = MinibatchDeviation.appended(
      to: x.widened(), groupSize: configuration.groupSize)
    x = mixing(x, clamp: clamp).contiguous()
    x = dense(x.reshaped([x.shape[0], -1])).leakyReLU() * 2.0.squareRoot()
    let score = output(x)
    guard let mapping else { return score }
    let width = Double(score.shape[1])
    return (score * mapping(nil, classes: classes)).sum(over: [1], keepingAxes: true)
      / width.squareRoot()
  }
}

extension StyleGAN2Discriminator: Parameterized {
  /// Visits its parameters under their checkpoint names.
  public mutating func visit(_ visitor: inout some ParameterVisitor, at path: ParameterPath)
    throws(ParameterError)
  {
    for index in blocks.indices {
      let block = path / "b\(blocks[index].side)"
      try blocks[index].filter.visit(&visitor, at: block)
      if var colours = blocks[index].colours {
        try colours.visit(&visitor, at: block / "fromrgb")
        blocks[index].colours = colours
      }
      try blocks[index].first.visit(&visitor, at: block / "conv0")
      try blocks[index].second.visit(&visitor, at: block / "conv1")
      try blocks[index].shortcut.visit(&visitor, at: block / "skip")
    }
    if var mapping = self.mapping {
      try mapping.visit(&visitor, at: path / "mapping")
      self.mapping = mapping
    }
    try mixing.visit(&visitor, at: path / "b4" / "conv")
    try dense.visit(&visitor, at: path / "b4" / "fc")
    try output.visit(&visitor, at: path / "b4" / "out")
  }
}
