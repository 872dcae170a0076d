import Checkpoints
public import Generators
import Layers
public import Tensors

/// What fixtures of torch_mimicry's SSGAN expect of the discriminator and the losses it gives.
public enum SelfSupervisedDiscriminatorFixture: FixtureNetwork {
  /// `D.fake.…`, `D.real.…`, `D.rotated_real.…`, `rotated_real`, `rotation_labels`,
  /// `all_rotations` and `loss.…`.
  public static func outputs(of fixture: ReferenceFixture) throws -> [String: Tensor] {
    guard let weights = try fixture.network("netD_100000_steps", holding: "block1.c1.weight_orig")
    else { return [:] }
    let configuration = try RotationDiscriminator.Configuration(
      weights: weights, resolution: try fixture.options.integer("resolution"))
    return try withoutGradients {
      var discriminator = RotationDiscriminator(
        configuration, initialization: .unfilled, using: RandomGenerator(seed: 0))
      try load(into: &discriminator, from: weights.tensors, file: weights.file)
      let side = configuration.resolution
      guard let real = try fixture.input("real_image", shape: [nil, 3, side, side]),
        let fake = try SelfSupervisedFixture.outputs(of: fixture)["image"]
      else { throw FixtureError("“real_image” or the weights of the generator are missing") }
      return try judge(fixture.options, discriminator, real: real, fake: fake)
    }
  }

  /// The loss that an option of torch_mimicry means.
  private static func loss(
    _ option: String, _ options: ReferenceOptions
  ) throws -> AdversarialLoss {
    let name = try options.text(option) ?? "hinge"
    let losses: [String: AdversarialLoss] = [
      "hinge": .hinge, "gan": .original, "ns": .original, "wasserstein": .wasserstein,
    ]
    guard let loss = losses[name] else {
      throw FixtureError("“\(option)” is \(name), expected \(losses.keys.sorted())")
    }
    return loss
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
    let judged = try loss("D_loss_type", options)
    outputs["loss.errD"] =
      judged.discriminatorOnReal([onReal.score]) + judged.discriminatorOnFake([onFake.score])
    outputs["loss.errG"] = try loss("G_loss_type", options).generator([onFake.score])
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
