import Imaging
public import Layers
import Layouts
public import Tensors

/// Convolution of kernel 3 without padding, batch norm, leaky ReLU of slope 0.2: what both of
/// SinGAN's networks are made of.
public struct SinGANBlock: Sendable {
  /// The convolution; its bias has no effect beside the norm and is kept for the files.
  public var conv: Conv2D
  /// The norm, of the picture at hand in training.
  public var norm: BatchNorm
  private var packed: SharedConvolution?

  /// A freshly drawn block: weights N(0, 0.02), gains N(1, 0.02), biases as PyTorch draws them.
  /// - Parameter random: `nil` leaves the weights unfilled, to be loaded.
  public init(_ input: Int, _ output: Int, using random: RandomGenerator?) {
    conv = .singan(input, output, using: random)
    norm = BatchNorm(channels: output)
    if let random { norm.weight = random.normal([output]) * 0.02 + 1 }
  }

  /// - Parameter x: `[N, in, H, W]`.
  /// - Returns: `[N, out, H − 2, W − 2]`.
  public func callAsFunction(_ x: Tensor, mode: Mode) -> Tensor {
    if let packed, mode == .evaluation { return packed(x.channelsLast()) }
    let features = conv(x)
    guard mode == .evaluation else { return norm(features, mode: mode).leakyReLU(slope: 0.2) }
    // LibTorch's own operator rounds as the reference did; between scales a last bit can show.
    return features.batchNormalized(
      mean: norm.statistics.mean, variance: norm.statistics.variance, weight: norm.weight,
      bias: norm.bias, epsilon: norm.epsilon
    ).leakyReLU(slope: 0.2)
  }

  /// Folds the stored statistics into the weights and packs them, once.
  /// - Throws: `TensorError`.
  mutating func packForInference() throws(TensorError) {
    let factors = norm.factors(condition: nil)
    let scaled = conv.weight * factors.scale.reshaped([-1, 1, 1, 1])
    let bias = conv.bias.map { $0 * factors.scale + factors.shift } ?? factors.shift
    // Most of the time goes to the finest scales.
    packed = try SharedConvolution(
      weight: scaled, bias: bias, activation: .leakyReLU(slope: 0.2),
      level: PixelSize(width: 128, height: 128))
  }
}

extension SinGANBlock: Parameterized {
  /// Visits its parameters under their checkpoint names.
  public mutating func visit(_ visitor: inout some ParameterVisitor, at path: ParameterPath)
    throws(ParameterError)
  {
    try conv.visit(&visitor, at: path / "conv")
    try norm.visit(&visitor, at: path / "norm")
  }
}

extension Conv2D {
  /// A convolution as SinGAN draws it: weights N(0, 0.02), the bias uniform in ±1/√(9 · in).
  public static func singan(_ input: Int, _ output: Int, using random: RandomGenerator?) -> Conv2D {
    var conv = Conv2D(
      input, output, kernel: 3,
      initialization: random == nil ? .unfilled : .normal(deviation: 0.02),
      using: random ?? RandomGenerator(seed: 0))
    if let random {
      let bound = 1 / Double(9 * input).squareRoot()
      conv.bias = random.uniform([output]) * (2 * bound) - bound
    }
    return conv
  }
}

/// The blocks before the last convolution, alike in generator and discriminator.
public struct SinGANTrunk: Sendable {
  /// 3 channels to the first width.
  public var head: SinGANBlock
  /// The others.
  public var body: [SinGANBlock]

  /// - Parameter channels: Width behind each block.
  public init(channels: [Int], using random: RandomGenerator?) {
    precondition(!channels.isEmpty, "a trunk without blocks")
    head = SinGANBlock(3, channels[0], using: random)
    body = zip(channels, channels.dropFirst()).map { SinGANBlock($0, $1, using: random) }
  }

  /// - Parameter x: `[N, 3, H, W]`.
  /// - Returns: `[N, C, H − 2b, W − 2b]` after b blocks.
  public func callAsFunction(_ x: Tensor, mode: Mode) -> Tensor {
    body.reduce(head(x, mode: mode)) { $1($0, mode: mode) }
  }

  /// Packs all blocks for inference.
  /// - Throws: `TensorError`.
  mutating func packForInference() throws(TensorError) {
    try head.packForInference()
    for index in body.indices { try body[index].packForInference() }
  }
}

extension SinGANTrunk: Parameterized {
  /// Visits its parameters under their checkpoint names.
  public mutating func visit(_ visitor: inout some ParameterVisitor, at path: ParameterPath)
    throws(ParameterError)
  {
    try head.visit(&visitor, at: path / "head")
    for index in body.indices {
      try body[index].visit(&visitor, at: path / "body" / "block\(index + 1)")
    }
  }
}
