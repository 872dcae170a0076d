import Imaging
import Layers
import Layouts
import Tensors

/// What a w makes of one convolution.
struct LayerFactors {
  /// Of the input channels, `[1, in]`.
  let scale: Tensor
  /// Of the output channels, √2 included, `[out]`.
  let demodulation: [Float]
}

/// One modulated convolution with everything behind it, made ready for one number format.
struct PlannedSynthesisLayer {
  /// Side of its result.
  let side: Int
  private let affine: EqualizedLinear
  private let convolution: PackedModulation
  /// Bias · √2, `[out]`.
  private let shift: [Float]
  /// The constant noise at its strength · √2, `[1, side, side]`; none at strength 0.
  private let fixedNoise: Tensor?
  private let noiseScale: Double
  private let taps: [Float]
  private let limit: Float

  /// The gain of the activation. It goes into what is multiplied and added before the leaky ReLU,
  /// which is homogeneous.
  private static let gain = 2.0.squareRoot()

  /// - Parameter line: Of the filter, sum 1.
  /// - Throws: `TensorError`.
  init(_ layer: StyleGAN2Layer, line: [Float], type: ElementType) throws(TensorError) {
    side = layer.side
    var affine = layer.affine
    affine.scaleForInference()
    self.affine = affine
    convolution = try PackedModulation(
      layer.convolution, type: type, level: PixelSize(width: layer.side, height: layer.side))
    shift = (layer.bias * Self.gain).floats()
    noiseScale = layer.noiseStrength.item * Self.gain
    fixedNoise =
      noiseScale == 0
      ? nil : (layer.noise * noiseScale).reshaped([1, side, side]).contiguous()
    taps = line.map { 2 * $0 }
    limit = layer.clamp.map(Float.init) ?? .infinity
  }

  /// What a w makes of it.
  /// - Parameter style: `[1, styleDimension]`.
  func factors(_ style: Tensor) -> LayerFactors {
    let scale = affine(style)
    return LayerFactors(
      scale: scale, demodulation: (convolution.demodulation(of: scale) * Self.gain).floats())
  }

  /// The noise of a pass at its strength, `[N or 1, side, side]`, float32; `nil` for none.
  func noise(_ inputs: NoiseInputs, count: Int) -> Tensor? {
    switch inputs {
    case .off: return nil
    case .fixed: return fixedNoise
    case .drawn(let random):
      // Drawn even at strength 0: the layers behind it draw from the same sequence.
      let drawn = random.normal([count, 1, side, side])
      return noiseScale == 0 ? nil : (drawn * noiseScale).reshaped([count, side, side])
    }
  }

  /// - Parameters:
  ///   - x: Scaled by `own.scale`, `[1, in, H, W]`, channels-last.
  ///   - next: Of the convolution behind it; `nil` where only colours are wanted.
  ///   - limit: Largest magnitude of the colours.
  /// - Returns: Scaled for the next convolution, `[1, out, side, side]`; the input where nothing
  ///   follows.
  func callAsFunction(
    _ x: Tensor, _ own: LayerFactors, next: LayerFactors?, noise: Tensor?,
    colours: SynthesisPass.Colours?, limit colourLimit: Float, _ scratch: Scratch
  ) -> Tensor {
    let raw = scratch.workspace.measure(.convolution) {
      convolution(x, in: scratch.workspace) { part, height, width in
        scratch.view(SynthesisPiece.raw + part, convolution.outputs, height: height, width: width)
      }
    }
    return scratch.workspace.measure(.modulation) {
      let output = next.map { _ in
        scratch.view(
          SynthesisPiece.activations, convolution.outputs, height: side, width: side)
      }
      let pass = SynthesisPass(
        scale: own.demodulation, shift: shift, noise: noise,
        style: next?.scale.floats() ?? [Float](repeating: 1, count: shift.count), taps: taps,
        limit: limit, colourLimit: colourLimit)
      pass(
        convolution.doubles ? .phases(raw) : .level(raw[0]), height: side, width: side,
        into: output, colours: colours, in: scratch.workspace)
      return output ?? x
    }
  }
}

/// Activations to colours.
struct PlannedColours {
  /// Three numbers.
  let bias: [Float]
  /// Largest magnitude of the colours.
  let limit: Float
  private let affine: EqualizedLinear
  /// `[3, in]`.
  private let weight: Tensor

  init(_ layer: StyleGAN2ToRGB) {
    var affine = layer.affine
    affine.scaleForInference()
    self.affine = affine
    weight = layer.convolution.weight.reshaped([3, -1]) * layer.scale
    bias = layer.bias.floats()
    limit = layer.clamp.map(Float.init) ?? .infinity
  }

  /// Channels to colours for a w, `[3][in]`.
  /// - Parameter style: `[1, styleDimension]`.
  func weights(_ style: Tensor) -> [Float] { (weight * affine(style)).floats() }
}
