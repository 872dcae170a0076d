import Checkpoints
import Foundation
import Generators
import Imaging
import Synthesis
import Tensors
import TestSupport
import Testing

/// Golden tests against NVlabs/SPADE @ fecacc9 (`provenance` in each `options.json`). Tolerance:
/// 1e-4 of the largest magnitude; float32 against float64 alone differs by up to 8e-6.
@Suite(.serialized) struct SPADEFixtureTests {
  init() { #expect(EngineFixture.isReady) }

  private static let own = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Fixtures")
  private static let shared = SharedFolder.url?.appendingPathComponent("reference/spade")

  @Test("The encoder computes what the reference computed") func encoder() throws {
    try expectAgreement(Self.own.appendingPathComponent("spade-encoder"), count: 5)
  }

  @Test(
    "Generator and encoder compute what the reference computed, step by step",
    .enabled(if: shared != nil),
    arguments: [
      ("a_coco", 13), ("b_cityscapes", 13), ("c_vae", 13), ("c2_vae_encode", 15),
      ("d_batch5x5_most", 14), ("e_encoder256", 9), ("e_encoder_resized", 9),
    ])
  func reference(name: String, count: Int) throws {
    let folder = try #require(Self.shared).appendingPathComponent(name)
    try expectAgreement(folder, count: count)
  }

  @Test(
    "A loaded model renders the reference's picture from plain maps",
    .enabled(if: shared != nil), arguments: ["a_coco", "b_cityscapes", "d_batch5x5_most"])
  func loadedModel(name: String) throws {
    let folder = try #require(Self.shared).appendingPathComponent(name)
    let fixture = try ReferenceFixture(folder: folder)
    let configuration = try SPADEConfiguration(reference: fixture.options)
    let weights = try #require(try fixture.weights("net_G"))
    let labels = try #require(
      try fixture.integers(
        fixture.inputs["label_raw"] == nil ? "label" : "label_raw", shape: [1, 1, nil, nil]))
    let instances = try #require(try fixture.integers("instance", shape: [1, 1, nil, nil]))
    let size = (width: labels.shape[3], height: labels.shape[2])
    let set = LabelSet(
      name: "numbers", source: "",
      labels: (0..<configuration.labelCount).map {
        LabelSet.Label(id: $0, name: "class \($0)", color: RGB(0, 0, 0))
      }, ignore: 255)
    var model = try SPADEModel(
      name: name, configuration: configuration, generator: weights.tensors, file: weights.file,
      labelSet: set)
    let request = RenderRequest(
      stamp: 1,
      conditioning: Conditioning(
        labelSet: set,
        labels: LabelMap(
          width: size.width, height: size.height, elements: labels.values.map(UInt16.init)),
        instances: InstanceMap(
          width: size.width, height: size.height,
          elements: instances.values.map { UInt32($0) + 1 })))
    let expected = try #require(fixture.expected["image"])
    let plain = TensorComparison(expected: expected, found: try model.picture(request))
    #expect(plain.passed, "\(plain)")
    try model.prepare(for: .float32)
    let packed = TensorComparison(expected: expected, found: try model.picture(request))
    #expect(packed.passed, "\(packed)")
  }

  @Test("What is wrong with a fixture is said, not crashed on") func brokenFixtures() throws {
    let folder = try TemporaryFolder()
    #expect(throws: ModelError.self) { try ReferenceFixture(folder: folder.url) }
    for name in ["options.json", "input.safetensors", "expected.safetensors"] {
      try FileManager.default.copyItem(
        at: Self.own.appendingPathComponent("spade-encoder/\(name)"),
        to: folder.url.appendingPathComponent(name))
    }
    // Without weights nothing can be computed, and nothing passes.
    let empty = try SPADEFixture.comparisons(of: try ReferenceFixture(folder: folder.url))
    #expect(empty.count == 5)
    #expect(empty.allSatisfy { !$0.passed && $0.reason == "nothing computes it" })

    let weights = folder.url.appendingPathComponent("latest_net_E.pth")
    try FileManager.default.copyItem(
      at: Self.own.appendingPathComponent("spade-encoder/latest_net_E.pth"), to: weights)
    try Checkpoint.writeSafetensors(
      [StoredTensor(name: "image", shape: [1, 4, 2, 2], floats: [Float](repeating: 0, count: 16))],
      to: folder.url.appendingPathComponent("input.safetensors").path)
    #expect(throws: FixtureError.self) {
      try SPADEFixture.comparisons(of: try ReferenceFixture(folder: folder.url))
    }
    try Data("PK".utf8).write(to: weights)
    #expect(throws: CheckpointError.self) {
      try SPADEFixture.comparisons(of: try ReferenceFixture(folder: folder.url))
    }
  }

  @Test("A difference passes up to 1e-4 of the largest magnitude, and NaN never") func rule() {
    let expected = StoredTensor(name: "x", shape: [2], floats: [20, 0])
    func compare(_ values: [Float], shape: [Int] = [2]) -> TensorComparison {
      TensorComparison(expected: expected, found: Tensor(values, shape: shape))
    }
    #expect(compare([20, 0.0019]).passed)
    #expect(!compare([20, 0.0021]).passed)
    #expect(!compare([20, .nan]).passed)
    #expect(!compare([20, 0], shape: [2, 1]).passed)
    #expect(!TensorComparison(expected: expected, found: nil).passed)
    let lying = StoredTensor(name: "x", shape: [1], floats: [.infinity])
    #expect(!TensorComparison(expected: lying, found: Tensor([Float.infinity], shape: [1])).passed)
    let number = StoredTensor(name: "x", shape: [], floats: [0.5])
    #expect(TensorComparison(expected: number, found: Tensor([Float(0.5)], shape: [1])).passed)
  }

  private func expectAgreement(_ folder: URL, count: Int) throws {
    let results = try SPADEFixture.comparisons(of: try ReferenceFixture(folder: folder))
    #expect(results.count == count)
    for result in results { #expect(result.passed, "\(result)") }
  }
}
