import Checkpoints
public import Tensors

/// What fixtures of NVlabs/stylegan2-ada-pytorch expect of the generator, computed the plain way.
public enum StyleGAN2Fixture: FixtureNetwork {
  /// `w`, `ws`, truncated ones, every block's `x` and `img`, pictures of all kinds.
  public static func outputs(of fixture: ReferenceFixture) throws -> [String: Tensor] {
    guard let source = try fixture.source(for: StyleGAN2Import.self) else { return [:] }
    let generator = try StyleGAN2Import(source).weights.network()
    let configuration = generator.configuration
    guard let z = try fixture.input("z", shape: [nil, configuration.latentDimension]) else {
      throw FixtureError("the input “z” is missing")
    }
    let classes = try fixture.input("c", shape: [z.shape[0], configuration.classCount])
    guard configuration.classCount == 0 || classes != nil else {
      throw FixtureError("the input “c” is missing")
    }
    return try withoutGradients {
      try outputs(of: fixture, generator, z: z, classes: classes)
    }
  }

  private static func outputs(
    of fixture: ReferenceFixture, _ generator: StyleGAN2Generator, z: Tensor, classes: Tensor?
  ) throws -> [String: Tensor] {
    let layers = generator.configuration.layerCount
    func spread(_ w: Tensor) -> Tensor {
      w.unsqueezed(1).expanded([w.shape[0], layers, w.shape[1]])
    }
    let w = generator.mapping(z, classes: classes)
    let styles = spread(w)
    var outputs = ["w": w, "ws": styles]
    outputs["image.const"] = generator(styles: styles) { name, tensor in
      outputs[name] = tensor
    }
    outputs["image.none"] = generator(styles: styles, noise: .off)
    let psi = try fixture.options.number("truncation_psi") ?? 1
    for (name, cutoff) in [
      ("truncated", nil), ("truncated_cutoff", try fixture.options.integer("truncation_cutoff")),
    ] {
      let truncated = StyleTruncation.applied(
        to: styles, average: generator.averageStyle,
        psi: StyleTruncation.psi(psi, layers: layers, cutoff: cutoff))
      outputs["ws." + name] = truncated
      outputs["image." + name] = generator(styles: truncated)
    }
    if let other = try fixture.input("z2", shape: z.shape),
      let from = try fixture.options.integer("mixed_from_ws_index"), (0...layers).contains(from)
    {
      let second = spread(generator.mapping(other, classes: classes))
      let mixed = Tensor.concatenated(
        [
          styles.sliced(axis: 1, from: 0, to: from),
          second.sliced(axis: 1, from: from, to: layers),
        ], axis: 1)
      outputs["image.mixed"] = generator(styles: mixed)
    }
    return outputs
  }
}
