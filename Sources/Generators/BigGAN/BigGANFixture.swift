import Checkpoints
import Layers
public import Tensors

/// What fixtures of ajbrock/BigGAN-PyTorch expect of the generator, computed the plain way: spectral
/// norms stepped in every pass, no packed weights.
public enum BigGANFixture: FixtureNetwork {
  /// `y_shared`, every module's output by its name, `pre_tanh`, `image`; `interp.*` where there are
  /// two ends, `standing.*` where there are batches to measure statistics on.
  public static func outputs(of fixture: ReferenceFixture) throws -> [String: Tensor] {
    guard let source = try fixture.source(for: BigGANImport.self) else { return [:] }
    return try withoutGradients {
      let weights = try BigGANImport(source)
      let configuration = weights.generator
      let generator = try weights.network()
      guard let z = try fixture.input("z", shape: [nil, configuration.latentDimension]),
        let classes = try classWeights("y", of: fixture, configuration)
      else { throw FixtureError("the inputs “z” and “y” are missing") }
      let seen = Observations()
      let embedded = generator.embedded(classes.weights)
      var outputs = ["image": generator(z, classes: embedded, observe: seen.note)]
      outputs.merge(seen.tensors) { _, new in new }
      outputs["y_shared"] =
        configuration.sharedDimension == nil
        ? Tensor(classes.ids.map(Int64.init), shape: [classes.ids.count]) : embedded
      try interpolate(fixture, generator, from: (z, embedded), into: &outputs)
      try measure(fixture, try weights.network(), for: (z, embedded), into: &outputs)
      return outputs
    }
  }

  /// Pictures along straight lines in z and in the embedding, ends included.
  private static func interpolate(
    _ fixture: ReferenceFixture, _ generator: BigGANGenerator, from start: (z: Tensor, y: Tensor),
    into outputs: inout [String: Tensor]
  ) throws {
    guard let z = try fixture.input("z2", shape: start.z.shape),
      let classes = try classWeights("y2", of: fixture, generator.configuration)
    else { return }
    let points = (fixture.expected["interp.z"]?.shape.first ?? 0) / max(1, start.z.shape[0])
    guard points > 1, points <= 64 else {
      throw FixtureError("“interp.z” does not hold 2 to 64 points for every line")
    }
    let steps = Tensor(
      (0..<points).map { Float($0) / Float(points - 1) }, shape: [1, points, 1])
    func line(_ first: Tensor, _ last: Tensor) -> Tensor {
      let (first, last) = (first.unsqueezed(1), last.unsqueezed(1))
      return (first * (1 - steps) + last * steps).reshaped([-1, first.shape[2]])
    }
    let path = (z: line(start.z, z), y: line(start.y, generator.embedded(classes.weights)))
    outputs["interp.z"] = path.z
    outputs["interp.y_shared"] = path.y
    let shown = min(path.z.shape[0], fixture.expected["interp.image"]?.shape.first ?? 0)
    outputs["interp.image"] = generator(
      path.z.sliced(axis: 0, from: 0, to: shown),
      classes: path.y.sliced(axis: 0, from: 0, to: shown))
  }

  /// Standing statistics of given batches, and the picture they make.
  private static func measure(
    _ fixture: ReferenceFixture, _ generator: BigGANGenerator, for input: (z: Tensor, y: Tensor),
    into outputs: inout [String: Tensor]
  ) throws {
    let configuration = generator.configuration
    let shape: [Int?] = [nil, nil, configuration.latentDimension]
    guard let z = try fixture.input("standing_z", shape: shape),
      let ids = try fixture.integers("standing_y", shape: [z.shape[0], z.shape[1]])
    else { return }
    let (batches, count) = (z.shape[0], z.shape[1])
    let weights = try oneHot(ids.values, configuration).reshaped([batches, count, -1])
    for batch in 0..<batches {
      _ = generator(
        z.selected(axis: 0, index: batch),
        classes: generator.embedded(weights.selected(axis: 0, index: batch)),
        mode: .measuring(momentum: 1 / Double(batch + 1)))
    }
    outputs["standing.counter"] = Tensor.full([1], Double(batches))
    for entry in generator.parameters() where entry.kind == .buffer {
      // The reference keeps sums.
      outputs["standing.\(entry.name)_sum"] = entry.tensor * Double(batches)
    }
    outputs["standing.image"] = generator(input.z, classes: input.y)
  }

  /// Classes of an input as ids and as one-hot rows `[N, classes]`.
  private static func classWeights(
    _ name: String, of fixture: ReferenceFixture, _ configuration: BigGANConfiguration
  ) throws -> (ids: [Int], weights: Tensor)? {
    guard let ids = try fixture.integers(name, shape: [nil]) else { return nil }
    return (ids.values, try oneHot(ids.values, configuration))
  }

  private static func oneHot(
    _ ids: [Int], _ configuration: BigGANConfiguration
  ) throws(FixtureError) -> Tensor {
    if let stray = ids.first(where: { !(0..<configuration.classCount).contains($0) }) {
      throw FixtureError("the class \(stray) is not below \(configuration.classCount)")
    }
    return Tensor(oneHot: ids, classes: configuration.classCount)
  }
}
