import Checkpoints
public import Generators
import Layers
public import Tensors

/// What fixtures of ajbrock/BigGAN-PyTorch expect of the discriminator and the losses it gives.
public enum ProjectionDiscriminatorFixture: FixtureFamily {
  /// Name of the family.
  public static let family = "biggan"

  /// Every block's output by its name (of the made pictures), `D_fake`, `D_real`, `loss.…`.
  public static func outputs(of fixture: ReferenceFixture) throws -> [String: Tensor] {
    guard let weights = try fixture.weights("D") else { return [:] }
    let options = fixture.options
    var configuration = ProjectionDiscriminator.Configuration(
      resolution: try options.integer("resolution") ?? 128,
      classCount: try options.integer("n_classes") ?? 1000)
    configuration.width = try options.integer("D_ch") ?? 64
    configuration.attention = try BigGANConfiguration.sides(in: options, of: "D_attn")
    configuration.isWide = try options.flag("D_wide") ?? true
    configuration.spectralEpsilon = try options.number("SN_eps") ?? 1e-12
    try configuration.validate()
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
        into: &network, from: BigGANWeights.canonical(weights.tensors), file: weights.file)
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
