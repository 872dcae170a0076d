import Checkpoints
public import Tensors

/// What fixtures of rosinality/style-based-gan-pytorch expect of the generator.
public enum StyleGANFixture: FixtureNetwork {
  /// α with which the fixtures fade in the level below the last.
  private static let lowerStepAlpha = 0.25

  /// `style`, `style2`, `mean_style`, the levels, pictures of all kinds.
  public static func outputs(of fixture: ReferenceFixture) throws -> [String: Tensor] {
    guard let source = try fixture.source(for: StyleGANImport.self) else { return [:] }
    let generator = try StyleGANImport(source).weights.network()
    let configuration = generator.configuration
    let length = configuration.latentDimension
    guard let z = try fixture.input("z", shape: [nil, length]) else {
      throw FixtureError("the input “z” is missing")
    }
    let count = z.shape[0]
    let noise = try (0...configuration.step).map { level -> Tensor in
      let side = 4 << level
      guard let map = try fixture.input("noise.\(level)", shape: [count, 1, side, side]) else {
        throw FixtureError("the input “noise.\(level)” is missing")
      }
      return map
    }
    return try withoutGradients {
      try outputs(of: fixture, generator, style: generator.style(z), noise: noise)
    }
  }

  private static func outputs(
    of fixture: ReferenceFixture, _ generator: StyleGANGenerator, style: Tensor, noise: [Tensor]
  ) throws -> [String: Tensor] {
    let options = fixture.options
    let step = generator.configuration.step
    let length = generator.configuration.latentDimension
    func spread(_ w: Tensor, levels: Int) -> Tensor {
      w.unsqueezed(1).expanded([w.shape[0], 2 * levels, length])
    }
    let styles = spread(style, levels: step + 1)
    let alpha = try options.number("alpha") ?? 1
    var outputs = ["style": style]
    outputs["image"] = generator(styles: styles, noise: noise, alpha: alpha) { name, tensor in
      outputs[name] = tensor
    }
    outputs["image.alpha1"] = generator(styles: styles, noise: noise)
    if step > 0 {
      outputs["image.lower_step"] = generator(
        styles: spread(style, levels: step), noise: Array(noise.dropLast()), step: step - 1,
        alpha: lowerStepAlpha)
    }
    // Samples and mixtures of the port are truncated and of the last level alone.
    var truncated: (Tensor) -> Tensor = { $0 }
    if let zMean = try fixture.input("z_mean", shape: [nil, length]) {
      let mean = generator.style(zMean).mean(over: [0], keepingAxes: true)
      outputs["mean_style"] = mean
      let psi = try options.number("style_weight") ?? 1
      truncated = {
        StyleTruncation.applied(
          to: $0, average: mean.reshaped([length]),
          psi: StyleTruncation.psi(psi, layers: $0.shape[1]))
      }
      outputs["image.truncated"] = generator(styles: truncated(styles), noise: noise)
    }
    guard let z2 = try fixture.input("z2", shape: [style.shape[0], length]) else { return outputs }
    let second = generator.style(z2)
    outputs["style2"] = second
    let others = spread(second, levels: step + 1)
    /// The second style in some levels.
    func mixed(_ isOther: (Int) -> Bool) -> Tensor {
      let parts = (0...step).map { level in
        (isOther(level) ? others : styles).sliced(
          axis: 1, from: 2 * level, to: 2 * level + 2)
      }
      return Tensor.concatenated(parts, axis: 1)
    }
    for range in try options.pairs("mixing_ranges") ?? [] {
      let styles = mixed { $0 >= range.0 && $0 <= range.1 }
      outputs["image.mixed_range_\(range.0)_\(range.1)"] = generator(
        styles: truncated(styles), noise: noise)
    }
    if let crossover = try options.integers("crossover_inject_index")?.first {
      outputs["image.mixed_crossover"] = generator(
        styles: mixed { $0 > crossover }, noise: noise, alpha: alpha)
    }
    return outputs
  }
}
