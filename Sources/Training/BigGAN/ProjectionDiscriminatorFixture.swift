import Checkpoints
public import Generators
import Layers
public import Tensors

/// What fixtures of ajbrock/BigGAN-PyTorch expect of the discriminator and the losses it gives.
public enum ProjectionDiscriminatorFixture: FixtureNetwork {
  /// Every block's output by its name (of the made pictures), `D_fake`, `D_real`, `loss.…`.
  public static func outputs(of fixture: ReferenceFixture) throws -> [String: Tensor] {
    guard let found = try fixture.network("D", holding: "embed.weight") else { return [:] }
    let weights = StoredNetwork(
      tensors: BigGANWeights.canonical(found.tensors), file: found.file)
    var configuration = try ProjectionDiscriminator.Configuration(weights: weights)
    configuration.spectralEpsilon = try fixture.options.number("SN_eps") ?? 1e-12
    let side = configuration.resolution
    guard let fake = try fixture.input("fake_image", shape: [nil, 3, side, side]),
      let real = try fixture.input("real_image", shape: fake.shape),
      let fakeIDs = try fixture.integers("fake_y", shape: [fake.shape[0]]),
      let realIDs = try fixture.integers("real_y", shape: [fake.shape[0]])
    else { throw FixtureError("the inputs “fake_image”, “real_image” and “…_y” are missing") }
    for id in fakeIDs.values + realIDs.values where !(0..<configuration.classCount).contains(id) {
      throw FixtureError("the class \(id) is not below \(configuration.classCount)")
    }
    return try withoutGradients {
      var network = ProjectionDiscriminator(
        configuration, initialization: .unfilled, using: RandomGenerator(seed: 0))
      try load(
        into: &network, from: weights.tensors, file: weights.file)
      let seen = Observations()
      func classes(_ ids: [Int]) -> Tensor { Tensor(ids.map(Int64.init), shape: [ids.count]) }
      let onFake = network(fake, classes: classes(fakeIDs.values), observe: seen.note)
      let onReal = network(real, classes: classes(realIDs.values))
      var outputs = seen.tensors
      outputs["D_fake"] = onFake
      outputs["D_real"] = onReal
      for (name, loss) in [("hinge", AdversarialLoss.hinge), ("dcgan", .original)] {
        outputs["loss.\(name).D_real"] = loss.discriminatorOnReal([onReal])
        outputs["loss.\(name).D_fake"] = loss.discriminatorOnFake([onFake])
        outputs["loss.\(name).G"] = loss.generator([onFake])
      }
      return outputs
    }
  }
}
