import Checkpoints
import Foundation
import Synthesis
import Tensors
import TestSupport
import Testing

@testable import Generators

/// Directions of w: read from files, computed from a model, gone along.
@Suite(.serialized) struct DirectionTests {
  init() { #expect(EngineFixture.isReady) }

  private let folder: TemporaryFolder? = try? TemporaryFolder()

  private func path(_ name: String) throws -> String {
    try #require(folder).url.appendingPathComponent(name).path
  }

  private func array(_ name: String, _ shape: [Int], _ floats: [Float]? = nil) -> StoredTensor {
    let count = shape.reduce(1, *)
    return StoredTensor(
      name: name, shape: shape, floats: floats ?? (0..<count).map { Float($0 % 7) - 3 })
  }

  // MARK: Files

  @Test(
    "One vector, a row per layer, components and names are told apart by shape and name",
    arguments: [
      ([4], nil, 1, 1, DirectionFile.Kind.single), ([1, 4], nil, 1, 1, .single),
      ([1, 1, 4], nil, 1, 1, .single), ([6, 1, 4], nil, 6, 1, .components),
      ([6, 4], nil, 6, 1, .components), ([6, 4], 6, 1, 6, .single),
      ([1, 6, 4], nil, 1, 6, .single),
    ] as [([Int], Int?, Int, Int, DirectionFile.Kind)])
  func shapes(
    shape: [Int], layers: Int?, count: Int, rows: Int, kind: DirectionFile.Kind
  ) throws {
    for name in ["boundary.npy", "boundary.npz"] {
      let file = try path(name)
      if name.hasSuffix("npy") {
        try Checkpoint.writeNpy(array("d", shape), to: file)
      } else {
        try Checkpoint.writeNpz([array("d", shape)], to: file)
      }
      let found = try DirectionFile(reading: file, layers: layers)
      #expect(found.kind == kind)
      #expect(found.components.count == count)
      #expect(found.components.allSatisfy { $0.rows.count == rows && $0.rows[0].count == 4 })
      #expect(found.components.flatMap { $0.rows.flatMap { $0 } } == array("d", shape).floats())
      #expect(try found.direction(nil).name == (count == 1 ? name : name + ":0"))
    }
  }

  @Test(
    "A step along a component is one standard deviation, whatever the file calls it",
    arguments: [("comp", "std"), ("lat_comp", "lat_stdev")])
  func principal(components: String, deviations: String) throws {
    let file = try path("pca.npz")
    try Checkpoint.writeNpz(
      [
        array(components, [2, 1, 2], [1, 0, 0, 1]), array(deviations, [2], [3, 0.5]),
        array("mean", [1, 2]), array("act_comp", [1, 9]),
      ], to: file)
    let found = try DirectionFile(reading: file)
    #expect(found.kind == .principal)
    #expect(found.components.map(\.rows) == [[[3, 0]], [[0, 0.5]]])
    #expect(try found.direction("1").rows == [[0, 0.5]])
    #expect(found.sentence.contains("2 principal components"))
    for wrong in ["2", "-1", "age"] {
      #expect(throws: ModelError.self) { try found.direction(wrong) }
    }
  }

  @Test("Columns of eigvec and vectors by name") func otherFiles() throws {
    let factors = try path("factor.safetensors")
    try Checkpoint.writeSafetensors([array("eigvec", [2, 3], [1, 2, 3, 4, 5, 6])], to: factors)
    #expect(
      try DirectionFile(reading: factors).components.map(\.rows) == [
        [[1, 4]], [[2, 5]], [[3, 6]],
      ])
    let named = try path("named.npz")
    try Checkpoint.writeNpz(
      [array("age", [1, 2], [1, 2]), array("smile", [2], [3, 4])], to: named)
    let found = try DirectionFile(reading: named)
    #expect(found.kind == .named)
    #expect(try found.direction("smile").rows == [[3, 4]])
    #expect(try found.direction("smile").name == "named.npz:smile")
  }

  @Test("Files that people own", .enabled(if: SharedFolder.item("checkpoints/latents") != nil))
  func realFiles() throws {
    let place = try #require(SharedFolder.item("checkpoints/latents"))
    let age = try DirectionFile(reading: place.appendingPathComponent("age.pt").path)
    #expect(age.kind == .single && age.components[0].rows.map(\.count) == [512])
    let components = try DirectionFile(reading: place.appendingPathComponent("ffhq_pca.pt").path)
    #expect(components.kind == .principal && components.components.count == 80)
    let length = components.components[0].rows[0].reduce(0) { $0 + $1 * $1 }.squareRoot()
    let deviation = try #require(components.components[0].deviation)
    #expect(abs(length - deviation) < 1e-3)
    let latent = place.appendingPathComponent("projected_w.npz").path
    let error = #expect(throws: ModelError.self) { try DirectionFile(reading: latent) }
    #expect(error?.description.contains("--latent") == true)
  }

  @Test("An import says of latents and directions what they are") func imports() throws {
    let latent = try path("projected_w.npz")
    try Checkpoint.writeNpz([array("w", [1, 6, 32])], to: latent)
    let components = try path("pca.npz")
    try Checkpoint.writeNpz(
      [array("comp", [3, 1, 32]), array("std", [3], [3, 2, 1])], to: components)
    for (file, words) in [
      (latent, ["holds a latent (w)", "--latent"]),
      (components, ["3 principal components", "--direction"]),
    ] {
      let error = #expect(throws: ImportError.self) {
        try FamilyTable.builtIn.importedWeights(at: URL(fileURLWithPath: file), labelSets: [])
      }
      guard case .noModel = error, let text = error?.description else {
        Issue.record("\(String(describing: error))")
        continue
      }
      for word in words { #expect(text.contains(word)) }
    }
  }

  @Test("What is no direction, or pretends to be one, is refused in words") func hostile() throws {
    let cases: [[StoredTensor]] = [
      [array("comp", [2, 1, 2]), array("std", [3])],
      [array("comp", [2, 1, 2], [1, 0, 0, 1]), array("std", [2], [1, -1])],
      [array("comp", [2, 1, 2], [1, 0, 0, 1]), array("std", [2], [1, .nan])],
      [array("comp", [2, 3, 2])], [array("comp", [4])], [array("comp", [1, 9000])],
      [array("d", [4], [0, 0, 0, 0])], [array("d", [4], [0, 1, .infinity, 0])],
      [array("d", [2, 2, 2])], [array("d", [1, 9000])], [array("d", [])], [array("d", [0])],
      [array("eigvec", [4])], [array("eigvec", [9000, 1])],
      [array("a", [2]), array("b", [3])], [array("a", [2, 2]), array("b", [2, 2])],
      [array("w", [1, 3, 2])],
      [
        StoredTensor(
          name: "d", type: .int64, shape: [2], bytes: [UInt8](repeating: 1, count: 16))
      ],
      // More numbers than any w has, of which the first are not looked at.
      [array("d", [8192, 513], [Float](repeating: 1, count: 8192 * 513))],
    ]
    for (index, tensors) in cases.enumerated() {
      let file = try path("hostile-\(index).safetensors")
      try Checkpoint.writeSafetensors(tensors, to: file)
      let error = #expect(throws: ModelError.self, "case \(index)") {
        try DirectionFile(reading: file)
      }
      #expect(error?.description.contains("hostile-\(index)") == true)
    }
    let truncated = try path("truncated.npy")
    try Checkpoint.writeNpy(array("d", [1, 64]), to: truncated)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: truncated))
    for count in [0, 4, 60, bytes.count - 1] {
      try bytes.prefix(count).write(to: URL(fileURLWithPath: truncated))
      #expect(throws: (any Error).self) { try DirectionFile(reading: truncated) }
    }
    // A file of holes, larger than anything that is read.
    let huge = try path("huge.npy")
    #expect(FileManager.default.createFile(atPath: huge, contents: bytes))
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: huge))
    try handle.truncate(atOffset: 300 << 20)
    try handle.close()
    let error = #expect(throws: ModelError.self) { try DirectionFile(reading: huge) }
    #expect(error?.description.contains("300 MB") == true)
  }

  // MARK: Models

  private func model() -> StyleBasedModel<StyleGAN2Generator> {
    var configuration = StyleGAN2Configuration(widths: [8, 8, 4])
    configuration.latentDimension = 6
    configuration.styleDimension = 5
    configuration.mappingLayers = 2
    var generator = StyleGAN2Generator(configuration, using: RandomGenerator(seed: 4))
    generator.measureAverageStyle(seed: 0, batches: 1)
    return StyleBasedModel(name: "tiny", generator: generator)
  }

  @Test("Directions move what truncation left, on their layers, all at once") func moved() throws {
    let model = model()
    let plain = LatentState(source: .seed(3), truncationPsi: 0.5)
    var state = plain
    state.directions = [
      LatentDirection(name: "a", rows: [[1, 0, 0, 0, -1]], strength: 2),
      LatentDirection(name: "b", rows: [[0, 1, 0, 0, 0]], strength: -0.5, layers: [1, 4]),
      LatentDirection(
        name: "c", rows: (0..<6).map { [0, 0, Float($0), 0, 0] }, strength: 3),
    ]
    let before = try model.styles(for: plain).floats()
    let after = try model.styles(for: state).floats()
    for layer in 0..<6 {
      let isMoved = layer == 1 || layer == 4
      let expected: [Float] = [2, isMoved ? -0.5 : 0, 3 * Float(layer), 0, -2]
      for index in 0..<5 {
        let place = 5 * layer + index
        #expect(abs(after[place] - before[place] - expected[index]) < 1e-5)
      }
    }
    let picture = try model.picture(
      RenderRequest(stamp: 0, conditioning: Conditioning(), latent: state))
    let rows = stride(from: 0, to: 30, by: 5).map { Array(after[$0..<$0 + 5]) }
    let explicit = try model.picture(
      RenderRequest(
        stamp: 0, conditioning: Conditioning(), latent: LatentState(source: .wPlus(rows))))
    #expect((picture - explicit).absolute().maximum().item < 1e-5)
    for wrong in [
      LatentDirection(name: "w", rows: [[1]], strength: 1),
      LatentDirection(name: "w", rows: [[1, 2, 3, 4, 5], [1, 2, 3, 4, 5]], strength: 1),
      LatentDirection(name: "w", rows: [[1, 2, 3, 4, 5]], strength: 1, layers: [6]),
      LatentDirection(name: "w", rows: [[1, 2, 3, 4, .nan]], strength: 1),
    ] {
      state.directions = [wrong]
      let state = state
      #expect(throws: ModelError.self) { try model.styles(for: state) }
    }
  }

  @Test("Principal components are orthonormal, ordered, and w varies along them as they say")
  func principalComponents() throws {
    let model = model()
    let found = try ComputedDirections.principal(of: model, samples: 4096, count: 5, seed: 7)
    let again = try ComputedDirections.principal(of: model, samples: 4096, count: 5, seed: 7)
    #expect(found == again)
    let deviations = try #require(found.deviations)
    #expect(deviations == deviations.sorted(by: >))
    #expect(abs(found.shares.reduce(0, +) - 1) < 1e-5)
    for (i, first) in found.components.enumerated() {
      for (j, second) in found.components.enumerated() {
        let product = zip(first, second).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(abs(product - (i == j ? 1 : 0)) < 1e-4)
      }
    }
    // Other latents of the same model.
    let styles = try model.styles(z: RandomGenerator(seed: 9).normal([8192, 6]), weights: nil)
    for (component, deviation) in zip(found.components, deviations) {
      let along = styles.matmul(Tensor(component, shape: [5, 1]))
      let measured = along.varianceAndMean(over: [0]).variance.squareRoot().item
      #expect(abs(measured / Double(deviation) - 1) < 0.05)
    }
    // Written and read, a step is a standard deviation.
    let file = try path("own.npz")
    try Checkpoint.writeNpz(found.tensors, to: file)
    let read = try DirectionFile(reading: file)
    #expect(read.kind == .principal)
    let first = try #require(read.components.first?.rows.first)
    for (value, component) in zip(first, found.components[0]) {
      #expect(abs(value - component * deviations[0]) < 1e-6)
    }
  }

  @Test("No direction changes the chosen layers' styles more than the first factor")
  func factors() throws {
    let model = model()
    let weights = model.styleWeights(ofLayers: [0, 1])
    #expect(weights.map(\.shape) == [[8, 5], [8, 5]])
    #expect(model.styleWeights(ofLayers: nil).count == 5)
    let found = try ComputedDirections.factors(of: weights, count: 3)
    #expect(found.components.count == 3 && found.deviations == nil)
    func change(_ direction: [Float]) -> Double {
      var total = 0.0
      for weight in weights {
        let values = weight.floats()
        for row in stride(from: 0, to: values.count, by: 5) {
          let own = Array(values[row..<row + 5])
          let length = own.reduce(0) { $0 + $1 * $1 }.squareRoot()
          let product = zip(own, direction).reduce(0) { $0 + $1.0 * $1.1 } / length
          total += Double(product * product)
        }
      }
      return total
    }
    let most = change(found.components[0])
    #expect(most > change(found.components[1]))
    let random = RandomGenerator(seed: 5)
    for _ in 0..<200 {
      let direction = random.normal([5]).floats()
      let length = direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
      #expect(change(direction.map { $0 / length }) <= most + 1e-5)
    }
  }
}
