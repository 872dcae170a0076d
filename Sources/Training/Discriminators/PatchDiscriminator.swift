import Layers
import Tensors

/// One scale of a multi-scale discriminator: strided 4×4 convolutions down to a map of scores.
struct PatchDiscriminator: Sendable {
  private struct Layer: Sendable {
    var convolution: Conv2D
    /// Between convolution and activation; `nil` for the first and the last layer.
    var norm: FeatureNorm?
  }

  private var layers: [Layer]
  private let gain: Double?

  init(
    _ configuration: MultiscaleDiscriminator.Configuration, initialization: Initialization,
    using random: RandomGenerator
  ) {
    let isSpectral: Bool
    let kind: FeatureNorm.Kind
    switch configuration.variant ?? .spade {
    case .spade: (isSpectral, kind) = (true, .instance)
    case .pix2pixHD(let normalization, _): (isSpectral, kind) = (false, normalization)
    }
    let normalizes = configuration.normalizes ?? true
    gain = configuration.gain
    func layer(_ input: Int, _ output: Int, stride: Int, isPlain: Bool) -> Layer {
      Layer(
        convolution: Conv2D(
          input, output, kernel: 4, stride: stride, padding: 2,
          hasBias: isPlain || !isSpectral || !normalizes,
          isSpectral: isSpectral && (!isPlain || !normalizes), initialization: initialization,
          using: random),
        norm: isPlain || !normalizes ? nil : FeatureNorm(kind, channels: output))
    }
    var width = configuration.ndf
    layers = [layer(configuration.semanticChannels + 3, width, stride: 2, isPlain: true)]
    for index in 1..<configuration.layers {
      let next = min(2 * width, 512)
      let stride = index == configuration.layers - 1 ? 1 : 2
      layers.append(layer(width, next, stride: stride, isPlain: false))
      width = next
    }
    layers.append(layer(width, 1, stride: 1, isPlain: true))
  }

  func callAsFunction(_ input: Tensor, mode: Mode) -> [Tensor] {
    var x = input
    var outputs: [Tensor] = []
    for (index, layer) in layers.enumerated() {
      // bfloat16 gradients of weights on small maps cost a multiple of float32's.
      let type = mode == .training && x.shape[2] < 64 ? .float32 : input.type
      x = layer.convolution(x.converted(to: type), mode: mode)
      if let gain { x = x * gain }
      if let norm = layer.norm { x = norm(x, mode: mode) }
      if index < layers.count - 1 { x = x.leakyReLU() }
      outputs.append(x)
    }
    return outputs
  }

  /// Visits every layer under the names that `place` gives its convolution and its norm.
  mutating func visit(
    _ visitor: inout some ParameterVisitor,
    place: (_ layer: Int, _ isNormalized: Bool) -> (
      convolution: ParameterPath, norm: ParameterPath
    )
  ) throws(ParameterError) {
    for index in layers.indices {
      let names = place(index, layers[index].norm != nil)
      try layers[index].convolution.visit(&visitor, at: names.convolution)
      if var norm = layers[index].norm {
        try norm.visit(&visitor, at: names.norm)
        layers[index].norm = norm
      }
    }
  }
}
