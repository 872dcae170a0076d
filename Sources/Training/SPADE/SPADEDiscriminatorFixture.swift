import Checkpoints
public import Generators
import Layers
public import Tensors

/// What fixtures of NVlabs/SPADE expect of the discriminator and the losses it gives.
public enum SPADEDiscriminatorFixture: FixtureNetwork {
  /// `semantics`, `fake.D0.layer0` and so on for every scale, layer and picture,
  /// `loss.<mode>.D_fake`, `.D_real` and `.G` for every mode, and `loss.GAN_Feat`.
  public static func outputs(of fixture: ReferenceFixture) throws -> [String: Tensor] {
    guard let weights = try fixture.weights("net_D") else { return [:] }
    let network = StoredNetwork(tensors: weights.tensors, file: weights.file)
    return try withoutGradients { try outputs(of: fixture, network) }
  }

  private static func outputs(
    of fixture: ReferenceFixture, _ weights: StoredNetwork
  ) throws -> [String: Tensor] {
    var discriminator = MultiscaleDiscriminator(
      try MultiscaleDiscriminator.Configuration(weights: weights), initialization: .unfilled,
      using: RandomGenerator(seed: 0))
    try load(into: &discriminator, from: weights.tensors, file: weights.file)
    let semantics = try semantics(of: fixture)
    var outputs = ["semantics": semantics]
    let shape: [Int?] = [semantics.shape[0], 3, semantics.shape[2], semantics.shape[3]]
    guard let fake = try fixture.input("fake_image", shape: shape),
      let real = try fixture.input("real_image", shape: shape)
    else { throw FixtureError("the inputs “fake_image” and “real_image” are missing") }

    // Both in one batch, the made one first, as the reference judges them.
    let judged = discriminator(
      semantics: Tensor.concatenated([semantics, semantics], axis: 0),
      picture: Tensor.concatenated([fake, real], axis: 0))
    let count = semantics.shape[0]
    let halves = judged.map { scale in
      scale.map { layer in
        (
          fake: layer.sliced(axis: 0, from: 0, to: count),
          real: layer.sliced(axis: 0, from: count, to: 2 * count)
        )
      }
    }
    let made = halves.map { scale in scale.map(\.fake) }
    let wanted = halves.map { scale in scale.map(\.real) }
    for (name, scales) in [("fake", made), ("real", wanted)] {
      for (scale, layers) in scales.enumerated() {
        for (index, layer) in layers.enumerated() {
          outputs["\(name).D\(scale).layer\(index)"] = layer
        }
      }
    }
    for mode in AdversarialLoss.allCases {
      let name = "loss.\(mode.rawValue)"
      outputs["\(name).D_fake"] = mode.discriminatorOnFake(made.compactMap(\.last))
      outputs["\(name).D_real"] = mode.discriminatorOnReal(wanted.compactMap(\.last))
      outputs["\(name).G"] = mode.generator(made.compactMap(\.last))
    }
    outputs["loss.GAN_Feat"] =
      ReconstructionLosses.featureMatching(fake: made, real: wanted)
      * (try fixture.options.number("lambda_feat") ?? 10)
    return outputs
  }

  private static func semantics(of fixture: ReferenceFixture) throws -> Tensor {
    let options = fixture.options
    return try SPADEFixture.semantics(
      of: fixture, labelCount: try options.bounded("label_nc", 1...4096) ?? 13,
      hasUnlabelledChannel: try options.flag("contain_dontcare_label") ?? false,
      usesInstanceEdges: !(try options.flag("no_instance") ?? false))
  }
}
