import Layers
import Tensors

/// One level of StyleGAN's synthesis: two convolutions, each with noise, leaky ReLU and AdaIN.
struct StyleGANLevel: Sendable {
  /// How a level begins.
  enum Start: Sendable {
    /// A learned constant, `[1, C, 4, 4]`.
    case constant(Tensor)
    /// Nearest-neighbour doubling, convolution, blur.
    case doubled(EqualizedConv2D, BinomialBlur)
    /// Doubling fused with the convolution, blur.
    case fused(FusedResampling, BinomialBlur)
  }

  var start: Start
  var noise: [NoiseWeight]
  var modulation: [AdaIN]
  var convolution: EqualizedConv2D
  let side: Int

  /// Fresh weights.
  /// - Parameter random: `nil` leaves the weights unfilled, to be loaded.
  init(index: Int, _ configuration: StyleGANConfiguration, using random: RandomGenerator?) {
    let width = configuration.widths[index]
    let gain = 2.0.squareRoot()
    func convolution(_ input: Int) -> EqualizedConv2D {
      EqualizedConv2D(input, width, kernel: 3, gain: gain, name: .original, using: random)
    }
    if index == 0 {
      let shape = [1, width, 4, 4]
      start = .constant(random.map { $0.normal(shape) } ?? Tensor.uninitialized(shape))
    } else if index < StyleGANConfiguration.firstFusedLevel {
      start = .doubled(
        convolution(configuration.widths[index - 1]), BinomialBlur(channels: width))
    } else {
      start = .fused(
        FusedResampling(configuration.widths[index - 1], width, doubles: true, using: random),
        BinomialBlur(channels: width))
    }
    noise = (0..<2).map { _ in NoiseWeight(channels: width) }
    modulation = (0..<2).map { _ in
      AdaIN(channels: width, style: configuration.latentDimension, using: random)
    }
    self.convolution = convolution(width)
    side = 4 << index
  }

  /// - Parameters:
  ///   - x: The level before, `[N, C′, H/2, W/2]`; absent for the first.
  ///   - styles: w of both halves, `[N, latentDimension]` each.
  ///   - noise: One map for both halves, `[N or 1, 1, H, W]`; `nil` for none.
  /// - Returns: `[N, C, H, W]`.
  func callAsFunction(
    _ x: Tensor?, styles: [Tensor], noise map: Tensor?, type: ElementType,
    observe: ((String, Tensor) -> Void)? = nil
  ) -> Tensor {
    var y = begin(x, count: styles[0].shape[0], type: type)
    observe?("conv1", y)
    for half in 0..<2 {
      if half == 1 { y = convolution(y) }
      if let map { y = noise[half](y, map) }
      observe?("noise\(half + 1)", y)
      y = modulation[half](y.leakyReLU(), style: styles[half])
      observe?("adain\(half + 1)", y)
    }
    return y
  }

  private func begin(_ x: Tensor?, count: Int, type: ElementType) -> Tensor {
    switch start {
    case .constant(let constant):
      return constant.converted(to: type).expanded([count] + constant.shape.dropFirst())
        .channelsLast()
    case .doubled(let convolution, let blur):
      guard let x else { preconditionFailure("a level without input") }
      return blur(convolution(x.upsampledTwice()))
    case .fused(let convolution, let blur):
      guard let x else { preconditionFailure("a level without input") }
      return blur(convolution(x))
    }
  }
}

/// How strongly noise enters every channel.
struct NoiseWeight: Sendable {
  /// Stored weight, `[1, C, 1, 1]`; used times √(2/C).
  var weight: Tensor

  init(channels: Int) { weight = Tensor.zeros([1, channels, 1, 1]) }

  /// x + weight · noise.
  func callAsFunction(_ x: Tensor, _ noise: Tensor) -> Tensor {
    let scaled = weight * (2 / Double(weight.count)).squareRoot()
    return x + (scaled * noise).converted(to: x.type)
  }
}

extension StyleGANLevel: Parameterized {
  mutating func visit(_ visitor: inout some ParameterVisitor, at path: ParameterPath)
    throws(ParameterError)
  {
    switch start {
    case .constant(var constant):
      try visitor.visit(&constant, at: path / "conv1" / "input", kind: .learned)
      start = .constant(constant)
    case .doubled(var convolution, var blur):
      try convolution.visit(&visitor, at: path / "conv1" / "1" / "conv")
      try blur.visit(&visitor, at: path / "conv1" / "2")
      start = .doubled(convolution, blur)
    case .fused(var convolution, var blur):
      try convolution.visit(&visitor, at: path / "conv1" / "0")
      try blur.visit(&visitor, at: path / "conv1" / "1")
      start = .fused(convolution, blur)
    }
    for half in 0..<2 {
      try visitor.visit(
        &noise[half].weight, at: path / "noise\(half + 1)" / "weight_orig", kind: .learned)
      try modulation[half].visit(&visitor, at: path / "adain\(half + 1)")
    }
    try convolution.visit(&visitor, at: path / "conv2" / "conv")
  }
}
