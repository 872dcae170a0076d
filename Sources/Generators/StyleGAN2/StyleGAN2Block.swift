import Layers
import Tensors

/// One resolution of StyleGAN2's synthesis.
struct StyleGAN2Block: Sendable {
  /// Where the picture begins, `[C, 4, 4]`; only in the first block.
  var start: Tensor?
  var filter = LowPassFilter()
  /// Doubles the resolution; absent in the first block.
  var upsampling: StyleGAN2Layer?
  var refining: StyleGAN2Layer
  var colours: StyleGAN2ToRGB?
  /// The shortcut of a residual block.
  var shortcut: ResampledConv2D?
  let side: Int

  init(index: Int, _ configuration: StyleGAN2Configuration, using random: RandomGenerator?) {
    let widths = configuration.widths
    let width = widths[index]
    side = 4 << index
    func layer(_ input: Int, doubles: Bool) -> StyleGAN2Layer {
      StyleGAN2Layer(
        input, width, side: 4 << index, doubles: doubles, configuration, using: random)
    }
    if index == 0 {
      start = random.map { $0.normal([width, 4, 4]) } ?? Tensor.uninitialized([width, 4, 4])
    } else {
      upsampling = layer(widths[index - 1], doubles: true)
    }
    refining = layer(width, doubles: false)
    if configuration.architecture == .skip || index == widths.count - 1 {
      colours = StyleGAN2ToRGB(width, configuration, using: random)
    }
    if configuration.architecture == .residual, index > 0 {
      shortcut = ResampledConv2D(
        widths[index - 1], width, kernel: 1, hasBias: false, resampling: .up, activates: false,
        using: random)
    }
  }

  /// How many w it moves on by.
  var convolutions: Int { upsampling == nil ? 1 : 2 }

  /// - Parameters:
  ///   - state: Activations and picture so far; both absent before the first block.
  ///   - styles: w of its convolutions and, behind them, of its colours: `[N, styleDimension]`.
  func callAsFunction(
    _ state: SynthesisState, styles: [Tensor], noise: NoiseInputs, type: ElementType,
    observe: ((String, Tensor) -> Void)? = nil
  ) -> SynthesisState {
    var x: Tensor
    if let upsampling, let before = state.activations {
      x = upsampling(before, style: styles[0], noise: noise) {
        observe?("conv0.\($0)", $1)
      }
      observe?("conv0", x)
      if let shortcut {
        let half = 0.5.squareRoot()
        x =
          shortcut(before, gain: half)
          + refining(x, style: styles[1], noise: noise, gain: half)
      } else {
        x = refining(x, style: styles[1], noise: noise)
      }
    } else {
      guard let start else { preconditionFailure("a block without start and without input") }
      let count = styles[0].shape[0]
      x = start.converted(to: type).unsqueezed(0).expanded([count] + start.shape).channelsLast()
      x = refining(x, style: styles[0], noise: noise)
    }
    observe?("x", x)
    var picture = state.picture.map { filter.upsampled($0) }
    if let colours {
      let added = colours(x, style: styles[convolutions])
      picture = picture.map { $0 + added } ?? added
    }
    if let picture { observe?("img", picture) }
    return SynthesisState(activations: x, picture: picture)
  }
}

/// What goes from one resolution to the next.
struct SynthesisState {
  /// `[N, C, H, W]`.
  var activations: Tensor?
  /// `[N, 3, H, W]`, float32.
  var picture: Tensor?
}

extension StyleGAN2Block: Parameterized {
  mutating func visit(_ visitor: inout some ParameterVisitor, at path: ParameterPath)
    throws(ParameterError)
  {
    if var start = self.start {
      try visitor.visit(&start, at: path / "const", kind: .learned)
      self.start = start
    }
    try filter.visit(&visitor, at: path)
    if var upsampling = self.upsampling {
      try upsampling.visit(&visitor, at: path / "conv0")
      self.upsampling = upsampling
    }
    try refining.visit(&visitor, at: path / "conv1")
    if var colours = self.colours {
      try colours.visit(&visitor, at: path / "torgb")
      self.colours = colours
    }
    if var shortcut = self.shortcut {
      try shortcut.visit(&visitor, at: path / "skip")
      self.shortcut = shortcut
    }
  }
}
