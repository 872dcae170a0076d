import Checkpoints
public import Generators
import Layers
public import Tensors

/// What fixtures of NVIDIA/pix2pixHD expect of the discriminator and the losses it gives.
public enum Pix2PixHDDiscriminatorFixture: FixtureNetwork {
  /// `semantics`, `fake.result0.layer0` and so on for every scale, layer and picture,
  /// `loss.D_fake`, `loss.D_real`, `loss.G_GAN` and `loss.G_GAN_Feat`.
  public static func outputs(of fixture: ReferenceFixture) throws -> [String: Tensor] {
    guard let weights = try fixture.weights("net_D") else { return [:] }
    let network = StoredNetwork(tensors: weights.tensors, file: weights.file)
    return try withoutGradients { try outputs(of: fixture, network) }
  }

  private static func outputs(
    of fixture: ReferenceFixture, _ weights: StoredNetwork
  ) throws -> [String: Tensor] {
    let options = fixture.options
    let labels = try options.bounded("label_nc", 1...4096) ?? 35
    let hasEdges = !(try options.flag("no_instance") ?? false)
    let configuration = try MultiscaleDiscriminator.Configuration(weights: weights)
    var discriminator = MultiscaleDiscriminator(
      configuration, initialization: .unfilled, using: RandomGenerator(seed: 0))
    try load(into: &discriminator, from: weights.tensors, file: weights.file)

    let semantics = try SPADEFixture.semantics(
      of: fixture, labelCount: labels, hasUnlabelledChannel: false, usesInstanceEdges: hasEdges)
    let shape: [Int?] = [semantics.shape[0], 3, semantics.shape[2], semantics.shape[3]]
    guard let fake = try fixture.input("fake_image", shape: shape),
      let real = try fixture.input("real_image", shape: shape)
    else { throw FixtureError("the inputs “fake_image” and “real_image” are missing") }
    let made = discriminator(semantics: semantics, picture: fake)
    let wanted = discriminator(semantics: semantics, picture: real)
    // Without features every scale has one result: its scores.
    let hasFeatures =
      if case .pix2pixHD(_, false) = configuration.variant { false } else { true }
    var outputs = ["semantics": semantics]
    for (name, scales) in [("fake", made), ("real", wanted)] {
      for (scale, layers) in scales.enumerated() {
        for (index, layer) in layers.suffix(hasFeatures ? layers.count : 1).enumerated() {
          outputs["\(name).result\(scale).layer\(index)"] = layer
        }
      }
    }
    let usesLogits = try options.flag("no_lsgan") ?? false
    let loss = usesLogits ? AdversarialLoss.original : .leastSquares
    outputs["loss.D_fake"] = loss.discriminatorOnFake(made.compactMap(\.last), over: .sum)
    outputs["loss.D_real"] = loss.discriminatorOnReal(wanted.compactMap(\.last), over: .sum)
    outputs["loss.G_GAN"] = loss.generator(made.compactMap(\.last), over: .sum)
    outputs["loss.G_GAN_Feat"] =
      ReconstructionLosses.featureMatching(fake: made, real: wanted)
      * (4 / Double(configuration.layers) * (try options.number("lambda_feat") ?? 10))
    return outputs
  }
}
