import Checkpoints
public import Tensors

/// What fixtures of NVlabs/stylegan expect of the generator, computed the plain way.
public enum NVStyleGANFixture: FixtureNetwork {
  /// Layers of the program's own truncation.
  private static let defaultCutoff = 8

  /// `w`, `ws`, truncated ones, every layer, pictures of all kinds.
  public static func outputs(of fixture: ReferenceFixture) throws -> [String: Tensor] {
    guard let source = try fixture.source(for: NVStyleGANImport.self) else { return [:] }
    let generator = try NVStyleGANImport(source).weights.network()
    let configuration = generator.configuration
    guard let z = try fixture.input("z", shape: [nil, configuration.latentDimension]) else {
      throw FixtureError("the input “z” is missing")
    }
    let classes = try fixture.input("c", shape: [z.shape[0], configuration.classNames.count])
    guard configuration.classNames.isEmpty || classes != nil else {
      throw FixtureError("the input “c” is missing")
    }
    return try withoutGradients {
      try outputs(of: fixture, generator, z: z, classes: classes)
    }
  }

  private static func outputs(
    of fixture: ReferenceFixture, _ generator: NVStyleGANGenerator, z: Tensor, classes: Tensor?
  ) throws -> [String: Tensor] {
    let layers = generator.configuration.layerCount
    func spread(_ w: Tensor) -> Tensor {
      w.unsqueezed(1).expanded([w.shape[0], layers, w.shape[1]])
    }
    let w = generator.style(z, classes: classes)
    let styles = spread(w)
    var outputs = ["w": w, "ws": styles]
    outputs["image.const"] = generator(styles: styles) { outputs[$0] = $1 }
    outputs["image.none"] = generator(styles: styles, noise: .off)
    let psi = try fixture.options.number("truncation_psi") ?? 1
    for (name, cutoff) in [
      ("truncated", min(layers, defaultCutoff)), ("truncated_all", layers),
      ("truncated_cutoff", try fixture.options.integer("truncation_cutoff") ?? layers),
    ] {
      let truncated = StyleTruncation.applied(
        to: styles, average: generator.averageStyle,
        psi: StyleTruncation.psi(psi, layers: layers, cutoff: cutoff))
      outputs["ws." + name] = truncated
      outputs["image." + name] = generator(styles: truncated)
    }
    for name in fixture.expected.tensors.map(\.name) where name.hasPrefix("image.lod_") {
      guard let lod = Double(name.dropFirst("image.lod_".count)), lod >= 0,
        lod <= Double(generator.configuration.widths.count - 1)
      else { continue }
      outputs[name] = generator(styles: styles, lod: lod)
    }
    if let other = try fixture.input("z2", shape: z.shape),
      let from = try fixture.options.integer("mixed_from_ws_index"), (0...layers).contains(from)
    {
      let second = spread(generator.style(other, classes: classes))
      for (name, from) in [("mixed", from), ("mixed_last", layers - 1)] {
        outputs["image." + name] = generator(
          styles: .concatenated(
            [
              styles.sliced(axis: 1, from: 0, to: from),
              second.sliced(axis: 1, from: from, to: layers),
            ], axis: 1))
      }
    }
    return outputs
  }
}
