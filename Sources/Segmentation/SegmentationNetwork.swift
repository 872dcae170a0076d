public import Layers
public import Tensors

/// Says of every pixel of a picture which label it shows: a U-Net (Ronneberger et al. 2015) with batch
/// norm, whose finest map has half the picture's sides. Beside the colours it sees how high in the
/// picture a pixel lies, which tells sky from sea.
public struct SegmentationNetwork: Sendable {
  /// What it is made of.
  public let configuration: SegmentationConfiguration
  /// Two convolutions per level, the first halves the sides.
  private var down: [(ConvolutionBlock, ConvolutionBlock)]
  /// What the whole picture says, added to the smallest map.
  private var context: Conv2D
  /// From the smallest map to the finest.
  private var up: [ConvolutionBlock]
  private var scores: Conv2D

  /// A freshly drawn network.
  /// - Parameter initialization: `.unfilled` for one whose weights are loaded next.
  public init(
    _ configuration: SegmentationConfiguration,
    initialization: Initialization = .kaiming(gain: 1.414), using random: RandomGenerator
  ) {
    self.configuration = configuration
    let widths = configuration.widths
    func block(_ input: Int, _ output: Int, stride: Int = 1) -> ConvolutionBlock {
      ConvolutionBlock(
        input, output, stride: stride, initialization: initialization, using: random)
    }
    func point(_ input: Int, _ output: Int) -> Conv2D {
      Conv2D(
        input, output, kernel: 1,
        initialization: initialization == .unfilled ? .unfilled : .kaiming(gain: 1),
        using: random)
    }
    down = []
    var input = Self.inputChannels
    for width in widths {
      down.append((block(input, width, stride: 2), block(width, width)))
      input = width
    }
    context = point(input, input)
    up = []
    for width in widths.dropLast().reversed() {
      up.append(block(input + width, width))
      input = width
    }
    scores = point(input, configuration.classes)
  }

  /// Red, green, blue, height.
  private static let inputChannels = 4

  /// - Parameter picture: `[N, 3, H, W]`, −1…1; sides are multiples of `configuration.step`.
  /// - Returns: Scores of the labels, `[N, classes, H / 2, W / 2]`, float32.
  public func callAsFunction(_ picture: Tensor, mode: Mode = .evaluation) -> Tensor {
    let shape = picture.shape
    var x = Tensor.concatenated([picture, Self.heights(shape).moved(to: picture.device)], axis: 1)
      .channelsLast()
    var seen: [Tensor] = []
    for (first, second) in down {
      x = second(first(x, mode: mode), mode: mode)
      seen.append(x)
    }
    x = x + context(x.mean(over: [2, 3], keepingAxes: true), mode: mode)
    for (layer, level) in zip(up, (0..<(seen.count - 1)).reversed()) {
      x = layer(.concatenated([x.upsampledTwice(), seen[level]], axis: 1), mode: mode)
    }
    return scores(x, mode: mode)
  }

  /// −1 in the highest row to 1 in the lowest, `[N, 1, H, W]`.
  private static func heights(_ shape: [Int]) -> Tensor {
    let last = Float(max(1, shape[2] - 1))
    let rows = (0..<shape[2]).map { 2 * Float($0) / last - 1 }
    return Tensor(rows, shape: [1, 1, shape[2], 1])
      .expanded([shape[0], 1, shape[2], shape[3]])
  }
}

/// Convolution 3×3, batch norm, ReLU.
struct ConvolutionBlock: Sendable {
  private var convolution: Conv2D
  private var norm: BatchNorm

  init(
    _ input: Int, _ output: Int, stride: Int, initialization: Initialization,
    using random: RandomGenerator
  ) {
    convolution = Conv2D(
      input, output, kernel: 3, stride: stride, padding: 1, hasBias: false,
      initialization: initialization, using: random)
    norm = BatchNorm(channels: output)
  }

  /// - Parameter x: `[N, in, H, W]`.
  /// - Returns: `[N, out, H / stride, W / stride]`.
  func callAsFunction(_ x: Tensor, mode: Mode) -> Tensor {
    norm(convolution(x, mode: mode), mode: mode).relu()
  }
}

extension ConvolutionBlock: Parameterized {
  mutating func visit(_ visitor: inout some ParameterVisitor, at path: ParameterPath)
    throws(ParameterError)
  {
    try convolution.visit(&visitor, at: path / "conv")
    try norm.visit(&visitor, at: path / "norm")
  }
}

extension SegmentationNetwork: Parameterized {
  /// Visits its parameters: `down0.first.conv.weight`, `up0.norm.bias`, `scores.weight`, …
  public mutating func visit(_ visitor: inout some ParameterVisitor, at path: ParameterPath)
    throws(ParameterError)
  {
    for index in down.indices {
      try down[index].0.visit(&visitor, at: path / "down\(index)" / "first")
      try down[index].1.visit(&visitor, at: path / "down\(index)" / "second")
    }
    try context.visit(&visitor, at: path / "context")
    for index in up.indices { try up[index].visit(&visitor, at: path / "up\(index)") }
    try scores.visit(&visitor, at: path / "scores")
  }
}
