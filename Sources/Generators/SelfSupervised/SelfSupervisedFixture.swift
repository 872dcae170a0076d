public import Checkpoints
import Layers
public import Tensors

/// What fixtures of torch_mimicry's SSGAN expect of the generator.
public enum SelfSupervisedFixture: FixtureFamily {
  /// Name of the family.
  public static let family = "ssgan"

  /// `G.l1`, `G.block2` …, `G.pre_tanh`, `image`.
  public static func outputs(of fixture: ReferenceFixture) throws -> [String: Tensor] {
    guard let weights = try fixture.weights("netG_100000_steps") else { return [:] }
    var configuration = SelfSupervisedConfiguration(
      resolution: try fixture.options.integer("resolution") ?? 32)
    configuration.width = try fixture.options.integer("G_ngf") ?? configuration.width
    configuration.latentDimension = try fixture.options.integer("G_nz") ?? 128
    try configuration.validate()
    return try withoutGradients {
      let generator = try SelfSupervisedGenerator.loaded(
        configuration, from: stateDictionary(of: weights), file: weights.file)
      guard let z = try fixture.input("z", shape: [nil, configuration.latentDimension]) else {
        throw FixtureError("the input “z” is missing")
      }
      let seen = Observations()
      var outputs = ["image": generator(z, observe: seen.note)]
      for (name, tensor) in seen.tensors { outputs["G.\(name)"] = tensor }
      return outputs
    }
  }

  /// The tensors of a network, without what torch_mimicry's checkpoints put around them.
  public static func stateDictionary(of checkpoint: Checkpoint) -> [StoredTensor] {
    let inner = checkpoint.tensors(under: "model_state_dict")
    return inner.isEmpty ? checkpoint.tensors : inner
  }
}
