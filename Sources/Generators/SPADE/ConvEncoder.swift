public import Layers
public import Tensors

/// SPADE's style encoder (NVlabs/SPADE `ConvEncoder`): a picture to mean and log-variance of z.
public struct ConvEncoder: Sendable {
  /// Whether instance norm follows each convolution (`norm_E` spectralinstance). It takes a
  /// picture's overall light and colour away; `spectral` keeps them.
  public let normalizes: Bool
  var layers: [Conv2D]
  var mean: Linear
  var logVariance: Linear

  /// A freshly drawn encoder.
  /// - Parameters:
  ///   - width: Channels of the first layer (ngf).
  ///   - hasSixthLayer: For crop sizes from 256 on; without it, 128² pictures are expected.
  ///   - normalizes: Instance norm after each convolution, which then has no bias.
  public init(
    width: Int, latentDimension: Int = 256, hasSixthLayer: Bool = true,
    normalizes: Bool = true,
    initialization: Initialization = .xavier(gain: 0.02), using random: RandomGenerator
  ) {
    self.normalizes = normalizes
    let widths =
      [width, 2 * width, 4 * width, 8 * width, 8 * width]
      + (hasSixthLayer ? [8 * width] : [])
    var input = 3
    layers = []
    for output in widths {
      layers.append(
        Conv2D(
          input, output, kernel: 3, stride: 2, padding: 1, hasBias: !normalizes, isSpectral: true,
          initialization: initialization, using: random))
      input = output
    }
    let features = input * 16
    mean = Linear(features, latentDimension, initialization: initialization, using: random)
    logVariance = Linear(
      features, latentDimension, initialization: initialization, using: random)
  }

  /// Encodes.
  /// - Parameters:
  ///   - picture: `[N, 3, H, W]`, −1…1; resized to 256×256 where it is not (bilinear).
  ///   - observe: Sees `layer1`…`layer6` before their activation.
  /// - Returns: Mean and log-variance, `[N, latentDimension]` each, float32.
  public func callAsFunction(
    _ picture: Tensor, mode: Mode = .evaluation, type: ElementType = .float32,
    observe: ((String, Tensor) -> Void)? = nil
  ) -> (mean: Tensor, logVariance: Tensor) {
    let side = 4 << layers.count
    let shape = picture.shape
    var x = picture
    if shape[2] != side || shape[3] != side {
      x = x.resizedBilinear(height: side, width: side)
    }
    x = x.converted(to: type).channelsLast()
    for (index, layer) in layers.enumerated() {
      if index > 0 { x = x.leakyReLU() }
      x = layer(x, mode: mode)
      if normalizes { x = x.converted(to: .float32).instanceNormalized().converted(to: type) }
      observe?("layer\(index + 1)", x)
    }
    let flat = x.leakyReLU().converted(to: .float32).reshaped([shape[0], -1])
    return (mean(flat), logVariance(flat))
  }

  /// z = exp(logvar / 2) · ε + μ.
  public static func sample(mean: Tensor, logVariance: Tensor, noise: Tensor) -> Tensor {
    (logVariance * 0.5).exponential() * noise + mean
  }
}

extension ConvEncoder: Parameterized {
  /// Visits its parameters under their checkpoint names.
  public mutating func visit(_ visitor: inout some ParameterVisitor, at path: ParameterPath)
    throws(ParameterError)
  {
    for index in layers.indices {
      // A normalized layer is a list of two in the reference, so its name has one part more.
      let layer = path / "layer\(index + 1)"
      try layers[index].visit(&visitor, at: normalizes ? layer / "0" : layer)
    }
    try mean.visit(&visitor, at: path / "fc_mu")
    try logVariance.visit(&visitor, at: path / "fc_var")
  }
}
