public import Layers
public import Tensors

/// StyleGAN (Karras et al. 2019) in the form of the PyTorch port: mapping and progressive synthesis.
public struct StyleGANGenerator: Sendable {
  /// What it is built from.
  public let configuration: StyleGANConfiguration
  var mapping: [EqualizedLinear]
  var levels: [StyleGANLevel]
  var colours: [EqualizedConv2D]
  /// Mean of w, `[latentDimension]`; the port's files hold none, packages do.
  public internal(set) var averageStyle: Tensor

  /// Name of the mean of w in packages.
  static let averageName = "mean_style"

  /// Fresh weights.
  /// - Parameter random: `nil` leaves the weights unfilled, to be loaded.
  public init(_ configuration: StyleGANConfiguration, using random: RandomGenerator?) {
    self.configuration = configuration
    let length = configuration.latentDimension
    let gain = 2.0.squareRoot()
    mapping = (0..<configuration.mappingLayers).map { _ in
      EqualizedLinear(length, length, gain: gain, name: .original, using: random)
    }
    levels = configuration.widths.indices.map {
      StyleGANLevel(index: $0, configuration, using: random)
    }
    colours = configuration.widths.map {
      EqualizedConv2D($0, 3, kernel: 1, gain: gain, name: .original, using: random)
    }
    averageStyle = Tensor.zeros([length])
  }

  /// z to w, `[N, latentDimension]` each.
  public func style(_ z: Tensor) -> Tensor {
    var x = z.pixelNormalized()
    for layer in mapping { x = layer(x).leakyReLU() }
    return x
  }

  /// Measures the mean of w over seeded latents, as the port does before it truncates.
  public mutating func measureAverageStyle(seed: UInt64, batches: Int) {
    averageStyle = meanStyle(seed: seed, batches: batches)
  }

  /// Synthesizes without interruption.
  public func callAsFunction(
    styles: Tensor, noise: [Tensor], step: Int? = nil, alpha: Double = 1,
    type: ElementType = .float32, observe: ((String, Tensor) -> Void)? = nil
  ) -> Tensor {
    self(
      styles: styles, noise: noise, step: step, alpha: alpha, type: type, observe: observe,
      checkpoint: {})
  }

  /// Synthesizes.
  /// - Parameters:
  ///   - styles: Two w per level up to `step`, `[N, 2 · (step + 1), latentDimension]`, float32.
  ///   - noise: One map per level, `[N or 1, 1, side, side]`; empty for none.
  ///   - step: Level whose picture is made; the configuration's if absent.
  ///   - alpha: Share of that level while it fades in, 0…1.
  ///   - observe: Sees `generator.progression.<i>` and its parts.
  ///   - checkpoint: Called between levels; what it throws ends the work.
  /// - Returns: `[N, 3, H, W]`, about −1…1, float32.
  public func callAsFunction(
    styles: Tensor, noise: [Tensor], step: Int? = nil, alpha: Double = 1,
    type: ElementType = .float32, observe: ((String, Tensor) -> Void)? = nil,
    checkpoint: () throws -> Void
  ) rethrows -> Tensor {
    let step = step ?? configuration.step
    precondition(styles.shape[1] == 2 * (step + 1), "\(styles.shape) styles for step \(step)")
    var x: Tensor?
    var picture = Tensor.zeros([])
    for index in 0...step {
      try checkpoint()
      let place = "generator.progression.\(index)"
      let own = (2 * index...2 * index + 1).map { styles.selected(axis: 1, index: $0) }
      let y = levels[index](
        x, styles: own, noise: noise.isEmpty ? nil : noise[index], type: type
      ) {
        observe?("\(place).\($0)", $1)
      }
      observe?(place, y)
      if index == step {
        picture = colours[index](y).converted(to: .float32)
        if let before = x, alpha < 1 {
          let lower = colours[index - 1](before).converted(to: .float32).upsampledTwice()
          picture = lower * (1 - alpha) + picture * alpha
        }
      }
      x = y
    }
    return picture
  }

  /// Noise maps of a pass, one per level.
  /// - Parameter step: Level whose picture is made; the configuration's if absent.
  /// - Returns: Empty for none. The port stores no constant maps: fixed ones are drawn from seed 0.
  public func noise(_ inputs: NoiseInputs, count: Int, step: Int? = nil) -> [Tensor] {
    let random: RandomGenerator
    switch inputs {
    case .off: return []
    case .fixed: random = RandomGenerator(seed: 0)
    case .drawn(let generator): random = generator
    }
    let device = averageStyle.device
    return levels.prefix((step ?? configuration.step) + 1).map {
      random.normal([count, 1, $0.side, $0.side]).moved(to: device)
    }
  }
}

extension StyleGANGenerator: Parameterized {
  /// Visits its parameters under their checkpoint names.
  public mutating func visit(_ visitor: inout some ParameterVisitor, at path: ParameterPath)
    throws(ParameterError)
  {
    for index in levels.indices {
      try levels[index].visit(&visitor, at: path / "generator" / "progression" / "\(index)")
    }
    for index in colours.indices {
      try colours[index].visit(&visitor, at: path / "generator" / "to_rgb" / "\(index)" / "conv")
    }
    for index in mapping.indices {
      // Every layer of the list is followed by an activation; the pixel norm is number 0.
      try mapping[index].visit(&visitor, at: path / "style" / "\(2 * index + 1)" / "linear")
    }
    try visitor.visit(&averageStyle, at: path / Self.averageName, kind: .buffer)
  }
}
