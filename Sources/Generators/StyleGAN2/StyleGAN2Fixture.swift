import Checkpoints
public import Tensors

/// What fixtures of the programs of StyleGAN2 expect of the generator, computed the plain way.
public enum StyleGAN2Fixture: FixtureNetwork {
  /// `w`, `ws`, truncated ones, every block's `x` and `img`, pictures of all kinds.
  public static func outputs(of fixture: ReferenceFixture) throws -> [String: Tensor] {
    guard var generator = try generator(of: fixture) else { return [:] }
    let configuration = generator.configuration
    guard let z = try fixture.input("z", shape: [nil, configuration.latentDimension]) else {
      throw FixtureError("the input “z” is missing")
    }
    let classes = try fixture.input("c", shape: [z.shape[0], configuration.classCount])
    guard configuration.classCount == 0 || classes != nil else {
      throw FixtureError("the input “c” is missing")
    }
    return try withoutGradients {
      if let many = try fixture.input("z_mean", shape: [nil, configuration.latentDimension]) {
        // A file without a mean w: the program's is that of the mapping of some z.
        generator.mapping.average = generator.mapping(many).mean(over: [0])
      }
      return try outputs(of: fixture, generator, z: z, classes: classes)
    }
  }

  /// Configuration and tensors of a fixture's generator, whichever program wrote them.
  private static func weights(
    of fixture: ReferenceFixture
  ) throws -> (StyleGAN2Configuration, [StoredTensor], file: String)? {
    if let weights = try fixture.weights("G_ema") {
      var configuration = try StyleGAN2Configuration(weights: weights.tensors, file: weights.file)
      configuration.clamp = try fixture.options.section("generator_kwargs")?
        .section("synthesis_kwargs")?.number("conv_clamp")
      return (configuration, weights.tensors, weights.file)
    }
    guard let weights = try fixture.weights(option: "checkpoint") else { return nil }
    if let network = TensorFlowNetwork.generator(in: weights) {
      if let objection = TensorFlowStyleGAN2.objection(to: network) {
        throw FixtureError("\(weights.file): \(objection)")
      }
      let made = try TensorFlowStyleGAN2(network, file: weights.file)
      return (made.configuration, made.tensors, weights.file)
    }
    guard let parts = RosinalityStyleGAN2.parts(of: weights) else { return nil }
    let made = try RosinalityStyleGAN2(parts.generator, average: parts.average, file: weights.file)
    return (made.configuration, made.tensors, weights.file)
  }

  /// The generator of whichever program's weights lie there.
  private static func generator(of fixture: ReferenceFixture) throws -> StyleGAN2Generator? {
    if let source = try fixture.source(for: StyleGAN2Import.self) {
      return try StyleGAN2Import(source).weights.network()
    }
    if let source = try fixture.source(for: TensorFlowStyleGAN2Import.self) {
      return try TensorFlowStyleGAN2Import(source).weights.network()
    }
    guard let source = try fixture.source(for: RosinalityStyleGAN2Import.self) else { return nil }
    return try RosinalityStyleGAN2Import(source).weights.network()
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
    var outputs = ["w": w, "ws": styles, "latent_avg": generator.averageStyle.unsqueezed(0)]
    outputs["image.const"] = generator(styles: styles) { name, tensor in
      outputs[name] = tensor
    }
    if let noisy = try generator.withNoise(of: fixture) {
      outputs["image.noise"] = noisy(styles: styles)
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
      outputs["image.mixed_last"] = generator(
        styles: .concatenated(
          [
            styles.sliced(axis: 1, from: 0, to: layers - 1),
            second.sliced(axis: 1, from: layers - 1, to: layers),
          ], axis: 1))
    }
    return outputs
  }
}

extension StyleGAN2Generator {
  /// The generator with the noise maps a fixture gives, `noise.0` for the first layer and so on.
  /// - Returns: `nil` when it gives none.
  fileprivate func withNoise(of fixture: ReferenceFixture) throws -> StyleGAN2Generator? {
    var noisy = self
    var number = 0
    func next(_ side: Int) throws -> Tensor? {
      defer { number += 1 }
      return try fixture.input("noise.\(number)", shape: [1, 1, side, side])?
        .reshaped([side, side])
    }
    for index in noisy.blocks.indices {
      let side = noisy.blocks[index].side
      if noisy.blocks[index].upsampling != nil, let noise = try next(side) {
        noisy.blocks[index].upsampling?.noise = noise
      }
      guard let noise = try next(side) else { return nil }
      noisy.blocks[index].refining.noise = noise
    }
    return noisy
  }
}
