import Checkpoints
public import Generators
import Layers
public import Tensors

/// What fixtures of torch_mimicry's SSGAN expect of the discriminator and the losses it gives.
public enum SelfSupervisedDiscriminatorFixture: FixtureFamily {
  /// Name of the family.
  public static let family = "ssgan"

  /// `D.fake.…`, `D.real.…`, `D.rotated_real.…`, `rotated_real`, `rotation_labels`,
  /// `all_rotations` and `loss.…`.
  public static func outputs(of fixture: ReferenceFixture) throws -> [String: Tensor] {
    guard let weights = try fixture.weights("netD_100000_steps") else { return [:] }
    var configuration = RotationDiscriminator.Configuration(
      resolution: try fixture.options.integer("resolution") ?? 32)
    configuration.width = try fixture.options.integer("D_ndf") ?? configuration.width
    try configuration.validate()
    return try withoutGradients {
      var discriminator = RotationDiscriminator(
        configuration, initialization: .unfilled, using: RandomGenerator(seed: 0))
      try load(
        into: &discriminator, from: SelfSupervisedFixture.stateDictionary(of: weights),
        file: weights.file)
      let side = configuration.resolution
      guard let real = try fixture.input("real_image", shape: [nil, 3, side, side]),
        let fake = try SelfSupervisedFixture.outputs(of: fixture)["image"]
      else { throw FixtureError("“real_image” or the weights of the generator are missing") }
      return try judge(fixture.options, discriminator, real: real, fake: fake)
    }
  }

  private static func judge(
    _ options: ReferenceOptions, _ discriminator: RotationDiscriminator, real: Tensor, fake: Tensor
  ) throws -> [String: Tensor] {
    var outputs: [String: Tensor] = [:]
    func note(_ name: String, _ pictures: Tensor) -> RotationDiscriminator.Verdict {
      let seen = Observations()
      let verdict = discriminator(pictures, observe: seen.note)
      for (layer, tensor) in seen.tensors { outputs["D.\(name).\(layer)"] = tensor }
      outputs["D.\(name).out"] = verdict.score
      outputs["D.\(name).rotation_logits"] = verdict.rotation
      return verdict
    }
    let onFake = note("fake", fake)
    let onReal = note("real", real)
    let turned = RotationTask.turned(real)
    outputs["rotated_real"] = turned.pictures
    outputs["rotation_labels"] = turned.answers
    let onTurned = note("rotated_real", turned.pictures)
    outputs["all_rotations"] = Tensor.concatenated(
      (0..<RotationTask.classes).map {
        RotationTask.turned(real.sliced(axis: 0, from: 0, to: 1), quarters: $0)
      }, axis: 0)
    let hinge = AdversarialLoss.hinge
    outputs["loss.errD"] =
      hinge.discriminatorOnReal([onReal.score]) + hinge.discriminatorOnFake([onFake.score])
    outputs["loss.errG"] = hinge.generator([onFake.score])
    outputs["loss.errD_SS"] =
      onTurned.rotation.crossEntropy(with: turned.answers)
      * (try options.number("D_ss_loss_scale") ?? 1)
    let turnedFake = RotationTask.turned(fake)
    outputs["loss.errG_SS"] =
      discriminator(turnedFake.pictures).rotation.crossEntropy(with: turnedFake.answers)
      * (try options.number("G_ss_loss_scale") ?? 0.2)
    return outputs
  }
}
