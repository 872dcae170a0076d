import Layers
public import Tensors

/// What fixtures of torch_mimicry's SSGAN expect of the generator.
public enum SelfSupervisedFixture: FixtureNetwork {
  /// `G.l1`, `G.block2` …, `G.pre_tanh`, `image`.
  public static func outputs(of fixture: ReferenceFixture) throws -> [String: Tensor] {
    guard let source = try fixture.source(for: SelfSupervisedImport.self) else { return [:] }
    return try withoutGradients {
      let generator = try SelfSupervisedImport(source).network()
      let length = generator.configuration.latentDimension
      guard let z = try fixture.input("z", shape: [nil, length]) else {
        throw FixtureError("the input “z” is missing")
      }
      let seen = Observations()
      var outputs = ["image": generator(z, observe: seen.note)]
      for (name, tensor) in seen.tensors { outputs["G.\(name)"] = tensor }
      return outputs
    }
  }
}
