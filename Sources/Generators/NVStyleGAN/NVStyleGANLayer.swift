import Layers
import Tensors

/// One of the two layers of a resolution of NVlabs' StyleGAN: a beginning, then noise, bias, leaky ReLU,
/// instance norm and style. Weights are kept as they are used: the scales of equalized learning rates
/// are in them.
struct NVStyleGANLayer: Sendable {
  /// How a layer begins.
  enum Start: Sendable {
    /// A learned constant, `[C, 4, 4]`.
    case constant
    /// A 3×3 convolution, `[out, in, 3, 3]`.
    case convolved
    /// Nearest-neighbour doubling, convolution, blur.
    case doubled
    /// A transposed convolution `[in, out, 4, 4]` of stride 2, blur.
    case fused
  }

  let start: Start
  /// What the beginning is made with.
  var weight: Tensor
  /// Noise map, `[side, side]`.
  var noise: Tensor
  /// Its strength, `[C]`.
  var noiseStrength: Tensor
  /// `[C]`, added behind blur and noise.
  var bias: Tensor
  /// w to factors and shifts, `[2C, styleDimension]`; factors first.
  var style: Tensor
  /// `[2C]`, 1 added to the factors' half.
  var styleBias: Tensor

  /// A layer whose numbers are loaded.
  init(_ input: Int, _ output: Int, side: Int, style width: Int, start: Start) {
    self.start = start
    let shape =
      switch start {
      case .constant: [output, 4, 4]
      case .fused: [input, output, 4, 4]
      case .convolved, .doubled: [output, input, 3, 3]
      }
    weight = .uninitialized(shape)
    noise = .uninitialized([side, side])
    noiseStrength = .uninitialized([output])
    bias = .uninitialized([output])
    style = .uninitialized([2 * output, width])
    styleBias = .uninitialized([2 * output])
  }

  /// - Parameters:
  ///   - x: `[N, in, H, W]`; absent for the constant.
  ///   - w: `[N, styleDimension]`, float32.
  ///   - map: Noise, `[N or 1, 1, side, side]`; `nil` for none.
  /// - Returns: `[N, out, side, side]`.
  func callAsFunction(
    _ x: Tensor?, style w: Tensor, noise map: Tensor?, type: ElementType,
    observe: ((String, Tensor) -> Void)? = nil
  ) -> Tensor {
    var y = begin(x, count: w.shape[0], type: type, observe: observe)
    let channels = bias.shape[0]
    func perChannel(_ tensor: Tensor) -> Tensor {
      tensor.reshaped([-1, channels, 1, 1]).converted(to: type)
    }
    if let map { y = y + perChannel(noiseStrength) * map.converted(to: type) }
    y = (y + perChannel(bias)).leakyReLU()
    y = NVStyleGANLayer.normalized(y).converted(to: type)
    observe?(".normed", y)
    let factors = w.linear(style, bias: styleBias)
    let scale = factors.sliced(axis: 1, from: 0, to: channels)
    let shift = factors.sliced(axis: 1, from: channels, to: 2 * channels)
    y = y * perChannel(scale) + perChannel(shift)
    observe?("", y)
    return y
  }

  /// Per picture and channel, biased variance, ε 1e-8; in float32.
  private static func normalized(_ x: Tensor) -> Tensor {
    let wide = x.converted(to: .float32)
    let centred = wide - wide.mean(over: [2, 3], keepingAxes: true)
    let square = centred.squared().mean(over: [2, 3], keepingAxes: true)
    return centred * (square + 1e-8).reciprocalSquareRoot()
  }

  private func begin(
    _ x: Tensor?, count: Int, type: ElementType, observe: ((String, Tensor) -> Void)?
  ) -> Tensor {
    let weight = weight.converted(to: type)
    if start == .constant {
      return weight.unsqueezed(0).expanded([count] + weight.shape).channelsLast()
    }
    guard let x else { preconditionFailure("a layer without input") }
    if start == .convolved { return x.convolved(weight, padding: 1) }
    let y =
      start == .fused
      ? x.convolvedTransposed(weight, stride: 2, padding: 1)
      : x.upsampledTwice().convolved(weight, padding: 1)
    observe?(".upconv", y)
    let blurred = BinomialBlur(channels: y.shape[1]).moved(to: y.device)(y)
    observe?(".blurred", blurred)
    return blurred
  }
}

extension BinomialBlur {
  /// The blur on a device.
  fileprivate func moved(to device: Device) -> BinomialBlur {
    var blur = self
    blur.weight = weight.moved(to: device)
    return blur
  }
}

extension NVStyleGANLayer: Parameterized {
  mutating func visit(_ visitor: inout some ParameterVisitor, at path: ParameterPath)
    throws(ParameterError)
  {
    try visitor.visit(&weight, at: path / "weight", kind: .learned)
    try visitor.visit(&noise, at: path / "noise", kind: .buffer)
    try visitor.visit(&noiseStrength, at: path / "noise_strength", kind: .learned)
    try visitor.visit(&bias, at: path / "bias", kind: .learned)
    try visitor.visit(&style, at: path / "style.weight", kind: .learned)
    try visitor.visit(&styleBias, at: path / "style.bias", kind: .learned)
  }
}
