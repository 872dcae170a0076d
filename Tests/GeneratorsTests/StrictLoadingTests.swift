import Checkpoints
import Foundation
import GeneratorSupport
import Generators
import Layers
import Tensors
import TestSupport
import Testing

@Suite(.serialized) struct StrictLoadingTests {
  init() { #expect(EngineFixture.isReady) }

  private func empty() -> SPADEGenerator {
    SPADEGenerator(
      tinyConfiguration(), initialization: .unfilled, using: RandomGenerator(seed: 9))
  }

  @Test(
    "What is saved is what is loaded, in every real type",
    arguments: [
      Checkpoints.ElementType.float32, .float64, .float16, .bfloat16,
    ])
  func roundTrip(type: Checkpoints.ElementType) throws {
    let saved = tinyGenerator()
    var loaded = empty()
    try load(into: &loaded, from: saved.storedTensors(as: type), file: "test")
    let tolerance: Double = [.float32: 0, .float64: 0, .float16: 1e-3][type] ?? 1e-2
    for (before, after) in zip(saved.parameters(), loaded.parameters()) {
      #expect(before.name == after.name)
      #expect(after.tensor.type == .float32)
      let difference = (before.tensor - after.tensor).absolute().maximum().item
      #expect(difference <= tolerance * max(1, before.tensor.absolute().maximum().item))
    }
  }

  @Test("All problems are listed at once, and nothing is loaded") func allProblems() throws {
    var tensors = tinyGenerator().storedTensors()
    let shape = try #require(tensors.first { $0.name == "head_0.conv_0.bias" }).shape
    tensors.removeAll { $0.name == "head_0.conv_0.bias" || $0.name == "up_3.conv_s.weight_u" }
    let index = try #require(tensors.firstIndex { $0.name == "conv_img.bias" })
    tensors[index] = StoredTensor(name: "conv_img.bias", shape: [4], floats: [0, 0, 0, 0])
    let other = try #require(tensors.firstIndex { $0.name == "up_1.conv_1.bias" })
    let count = tensors[other].count
    tensors[other] = StoredTensor(
      name: "up_1.conv_1.bias", shape: [count],
      floats: [.nan] + [Float](repeating: 0, count: count - 1))
    tensors.append(StoredTensor(name: "extra", shape: [2], floats: [1, 2]))
    tensors.append(
      StoredTensor(
        name: "up_0.norm_0.param_free_norm.num_batches_tracked", type: .int64, shape: [],
        bytes: [1, 0, 0, 0, 0, 0, 0, 0]))

    var network = tinyGenerator(seed: 5)
    let before = network.parameters().map { $0.tensor.floats() }
    let error = #expect(throws: ModelError.self) {
      try load(into: &network, from: tensors, file: "broken.pth")
    }
    guard case .weights(let file, let problems) = error else {
      Issue.record("unexpected \(String(describing: error))")
      return
    }
    #expect(file == "broken.pth")
    #expect(
      Set(problems) == [
        .missing(name: "head_0.conv_0.bias", expected: shape),
        .missing(name: "up_3.conv_s.weight_u", expected: [2]),
        .misshapen(name: "conv_img.bias", found: [4], expected: [3]),
        .nonFinite(name: "up_1.conv_1.bias", count: 1),
        .unused(name: "extra", shape: [2]),
      ])
    let text = error?.description ?? ""
    for name in ["broken.pth", "head_0.conv_0.bias", "extra", "conv_img.bias"] {
      #expect(text.contains(name))
    }
    #expect(
      ModelError.summary(of: problems)
        == "2 tensors missing, 1 misshapen, 1 unused, 1 not finite")
    #expect(network.parameters().map { $0.tensor.floats() } == before)
  }

  @Test("Integers where weights belong are refused") func integers() throws {
    var tensors = tinyGenerator().storedTensors()
    let index = try #require(tensors.firstIndex { $0.name == "conv_img.bias" })
    tensors[index] = StoredTensor(
      name: "conv_img.bias", type: .uint8, shape: [3], bytes: [1, 2, 3])
    var network = empty()
    #expect(
      throws: ModelError.weights(
        file: "x", problems: [.notReal(name: "conv_img.bias", type: "uint8")])
    ) { try load(into: &network, from: tensors, file: "x") }
  }

  /// PyTorch before 1.0 stored W/σ as `weight` and no v. A v that is converged must come back; σ,
  /// all that evaluation sees of u and v, must come back in any case.
  @Test("Files of PyTorch before 1.0: v is found from u") func oldSpectralNorm() throws {
    let saved = tinyGenerator()
    var tensors = saved.storedTensors()
    for base in tensors.map(\.name).filter({ $0.hasSuffix("weight_v") }).map({
      String($0.dropLast("weight_v".count))
    }) {
      let named = Dictionary(tensors.map { ($0.name, $0) }) { first, _ in first }
      let original = try #require(named[base + "weight_orig"])
      let u = Tensor(try #require(named[base + "weight_u"]))
      let v = Tensor(try #require(named[base + "weight_v"]))
      let weight = Tensor(original)
      let sigma = (u * weight.reshaped([original.shape[0], -1]).matmul(v)).sum()
      tensors.removeAll { $0.name == base + "weight_v" }
      tensors.append(
        StoredTensor(
          name: base + "weight", shape: original.shape, floats: (weight / sigma).floats()))
    }
    var loaded = empty()
    try load(into: &loaded, from: tensors, file: "old.pth")
    let before = Dictionary(saved.parameters().map { ($0.name, $0.tensor) }) { first, _ in first }
    let after = Dictionary(loaded.parameters().map { ($0.name, $0.tensor) }) { first, _ in first }
    var checked = 0
    for (name, v) in before where name.hasSuffix("weight_v") {
      let base = String(name.dropLast("weight_v".count))
      let weight = try #require(before[base + "weight_orig"])
      let matrix = weight.reshaped([weight.shape[0], -1])
      let u = try #require(before[base + "weight_u"])
      let found = try #require(after[name])
      let sigma = (u * matrix.matmul(v)).sum().item
      #expect(abs((u * matrix.matmul(found)).sum().item - sigma) < 1e-4 * sigma)
      // The invariant PyTorch restores: u is the direction of W·v.
      let image = matrix.matmul(found)
      let direction = image / image.squared().sum().squareRoot()
      #expect((direction - u).absolute().maximum().item < 1e-3)
      checked += 1
    }
    #expect(checked == 18)
  }

  @Test("A configuration that lies about its size takes no memory") func lyingSize() throws {
    var configuration = tinyConfiguration()
    configuration.ngf = 1024
    configuration.latentDimension = 8192
    configuration.cropSize = 8192
    let tensors = tinyGenerator().storedTensors()
    let error = #expect(throws: ModelError.self) {
      try SPADEGenerator.loaded(configuration, from: tensors, file: "lie")
    }
    guard case .tooLarge = error else {
      Issue.record("unexpected \(String(describing: error))")
      return
    }
    // Honest weights, but a picture of 8192×8192 at a width no machine has memory for.
    var wide = tinyConfiguration(usesVAE: false)
    wide.cropSize = 8192
    wide.ngf = 1024
    wide.hiddenChannels = 1
    let other = #expect(throws: ModelError.self) {
      try SPADEGenerator.loaded(wide, from: tensors, file: "wide")
    }
    #expect(other?.description.contains("8192×8192") == true)
  }
}
