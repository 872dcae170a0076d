import Generators
import Imaging
import Layers
import Layouts
import Tensors
import TestSupport
import Testing

@testable import Training

/// Issue 3, point 7: the whole generator learns the same through tables.
@Suite(.serialized) struct GeneratorTablesTests {
  init() { #expect(EngineFixture.isReady) }

  private func generator(kernel: Int, usesInstanceNorm: Bool) -> SPADEGenerator {
    var configuration = SPADETrainingConfiguration.tiny().generator
    configuration.kernel = kernel
    configuration.normalization = usesInstanceNorm ? .instance : .syncbatch
    return SPADEGenerator(
      configuration, initialization: .kaiming(gain: 1), using: RandomGenerator(seed: 5))
  }

  /// Gradient of every learned tensor for a fixed weighting of the picture's pixels.
  private func gradient(
    _ generator: SPADEGenerator, _ source: any ModulationSource, count: Int
  ) throws -> [(name: String, tensor: Tensor)] {
    try withGradients {
      var generator = generator
      var duplicator = Duplicator()
      try generator.visit(&duplicator, at: .root)
      var recorder = GradientRecorder()
      try generator.visit(&recorder, at: .root)
      let random = RandomGenerator(seed: 6)
      let picture = generator(source, latent: random.normal([count, 8]), mode: .training)
      let loss = (picture * random.normal(picture.shape)).mean()
      let learned = generator.parameters().filter { $0.kind == .learned }
      let found = try gradients(of: [loss], withRespectTo: learned.map(\.tensor))
      return zip(learned, found).compactMap { entry, gradient in
        gradient.map { (entry.name, $0) }
      }
    }
  }

  @Test(
    "Every gradient of a generator equals the plain layers' within 1e-4, unknown pixels included",
    arguments: [(3, false, false), (5, false, false), (3, true, false), (3, false, true)])
  func equal(kernel: Int, usesInstanceNorm: Bool, hasUnknown: Bool) throws {
    let generator = generator(kernel: kernel, usesInstanceNorm: usesInstanceNorm)
    var examples = try (0..<3).map { try BandSource().example(at: $0) }
    if hasUnknown { examples[1].hideLabels(in: PixelRect(x: 5, y: 20, width: 40, height: 30)) }
    let batch = SemanticBatch(examples, for: generator.configuration.layout)
    let plain = SemanticPyramid(batch.semantics())
    let tables = TrainingTables(
      batch.symbolMaps(), hasEdges: true, plain: plain, choice: .always)
    let expected = try gradient(generator, plain, count: 3)
    let found = try gradient(generator, tables, count: 3)
    #expect(expected.count == generator.parameters().count { $0.kind == .learned })
    #expect(found.map(\.name) == expected.map(\.name))
    let largest = expected.map { length($0.tensor) }.max() ?? 0
    for (made, wanted) in zip(found, expected) {
      // A bias before a normalization has no gradient but the rounding of its large parts.
      let limit = 1e-4 * length(wanted.tensor) + 1e-6 * largest
      #expect(length(made.tensor - wanted.tensor) < limit, "\(wanted.name)")
    }
  }

  @Test("Losses of some steps equal the plain layers'") func losses() throws {
    let steps = try [true, false].map { usesTables in
      var configuration = SPADETrainingConfiguration.tiny()
      configuration.usesTables = usesTables
      let trainer = try SPADETrainer(configuration)
      let examples = try (0..<4).map { try BandSource().example(at: $0) }
      return try (0..<3).map { _ in try trainer.train(on: examples) }
    }
    for (tables, plain) in zip(steps[0], steps[1]) {
      #expect(Set(tables.keys) == Set(plain.keys))
      for (loss, wanted) in plain {
        #expect(abs((tables[loss] ?? .nan) - wanted) < 1e-3 * abs(wanted) + 1e-5, "\(loss)")
      }
    }
  }

  private func length(_ tensor: Tensor) -> Double { tensor.squared().sum().squareRoot().item }
}
