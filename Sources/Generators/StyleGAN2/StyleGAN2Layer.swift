import Layers
import Tensors

/// One synthesis layer: modulated convolution, noise, bias, leaky ReLU.
struct StyleGAN2Layer: Sendable {
  var affine: EqualizedLinear
  var convolution: ModulatedConv2D
  var filter = LowPassFilter()
  /// The constant noise, `[side, side]`.
  var noise: Tensor
  /// Its strength, a scalar.
  var noiseStrength = Tensor.zeros([])
  /// `[out]`.
  var bias: Tensor
  let side: Int
  let clamp: Double?

  init(
    _ input: Int, _ output: Int, side: Int, doubles: Bool, _ configuration: StyleGAN2Configuration,
    using random: RandomGenerator?
  ) {
    affine = EqualizedLinear(configuration.styleDimension, input, bias: 1, using: random)
    convolution = ModulatedConv2D(input, output, kernel: 3, doubles: doubles, using: random)
    noise = random.map { $0.normal([side, side]) } ?? Tensor.uninitialized([side, side])
    bias = Tensor.zeros([output])
    self.side = side
    clamp = configuration.clamp
  }

  /// - Parameters:
  ///   - x: `[N, in, H, W]`.
  ///   - style: w, `[N, styleDimension]`.
  ///   - gain: Factor of the result.
  /// - Returns: `[N, out, side, side]`.
  func callAsFunction(
    _ x: Tensor, style: Tensor, noise inputs: NoiseInputs, gain: Double = 1,
    observe: ((String, Tensor) -> Void)? = nil
  ) -> Tensor {
    let scales = affine(style)
    observe?("styles", scales)
    let type = x.type
    var y = convolution(x, style: scales, filter: filter)
    if let noise = noise(inputs, count: x.shape[0]) {
      y = y + (noise * noiseStrength).converted(to: type)
    }
    y =
      (y + bias.converted(to: type).reshaped([1, -1, 1, 1])).leakyReLU()
      * (2.0.squareRoot() * gain)
    return clamp.map { y.clamped(from: -$0 * gain, to: $0 * gain) } ?? y
  }

  /// The noise of a pass before its strength, `[N or 1, 1, side, side]`; `nil` for none.
  func noise(_ inputs: NoiseInputs, count: Int) -> Tensor? {
    switch inputs {
    case .off: nil
    case .fixed: noise.reshaped([1, 1, side, side])
    case .drawn(let random):
      random.normal([count, 1, side, side]).moved(to: noise.device)
    }
  }
}

extension StyleGAN2Layer: Parameterized {
  mutating func visit(_ visitor: inout some ParameterVisitor, at path: ParameterPath)
    throws(ParameterError)
  {
    try convolution.visit(&visitor, at: path)
    try visitor.visit(&noiseStrength, at: path / "noise_strength", kind: .learned)
    try visitor.visit(&bias, at: path / "bias", kind: .learned)
    try filter.visit(&visitor, at: path)
    try visitor.visit(&noise, at: path / "noise_const", kind: .buffer)
    try affine.visit(&visitor, at: path / "affine")
  }
}

/// Activations to colours: a modulated 1×1 convolution without demodulation.
struct StyleGAN2ToRGB: Sendable {
  var affine: EqualizedLinear
  var convolution: ModulatedConv2D
  /// `[colours]`.
  var bias: Tensor
  /// Factor of the style: 1/√in.
  let scale: Double
  let clamp: Double?

  init(_ input: Int, _ configuration: StyleGAN2Configuration, using random: RandomGenerator?) {
    affine = EqualizedLinear(configuration.styleDimension, input, bias: 1, using: random)
    convolution = ModulatedConv2D(
      input, configuration.colourCount, kernel: 1, demodulates: false, using: random)
    bias = Tensor.zeros([configuration.colourCount])
    scale = 1 / Double(input).squareRoot()
    clamp = configuration.clamp
  }

  /// - Parameter x: `[N, in, H, W]`.
  /// - Returns: `[N, colours, H, W]`, float32.
  func callAsFunction(_ x: Tensor, style: Tensor) -> Tensor {
    let y =
      convolution(x, style: affine(style) * scale, filter: LowPassFilter())
      .widened() + bias.reshaped([1, -1, 1, 1])
    return clamp.map { y.clamped(from: -$0, to: $0) } ?? y
  }
}

extension StyleGAN2ToRGB: Parameterized {
  mutating func visit(_ visitor: inout some ParameterVisitor, at path: ParameterPath)
    throws(ParameterError)
  {
    try convolution.visit(&visitor, at: path)
    try visitor.visit(&bias, at: path / "bias", kind: .learned)
    try affine.visit(&visitor, at: path / "affine")
  }
}
