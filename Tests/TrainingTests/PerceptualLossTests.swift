import Checkpoints
import Foundation
import Generators
import Layers
import Tensors
import TestSupport
import Testing

@testable import Training

/// The perceptual loss on a VGG19 of a few channels.
@Suite(.serialized) struct PerceptualLossTests {
  init() { #expect(EngineFixture.isReady) }

  private static let indices = [0, 2, 5, 7, 10, 12, 14, 16, 19, 21, 23, 25, 28]
  private static let widths = [2, 2, 3, 3, 4, 4, 3, 4, 5, 5, 4, 5, 3]
  private static let pooledBefore: Set<Int> = [5, 10, 19, 28]

  /// Writes the network, with a tensor nobody needs, and gives its file.
  private func withNetwork(
    without missing: String? = nil, _ body: (String, [Int: (Tensor, Tensor)]) throws -> Void
  ) throws {
    let folder = try TemporaryFolder()
    let random = RandomGenerator(seed: 3)
    var input = 3
    var layers: [Int: (Tensor, Tensor)] = [:]
    var stored = [StoredTensor(name: "classifier.6.bias", shape: [2], floats: [0, 1])]
    for (index, width) in zip(Self.indices, Self.widths) {
      let layer = (random.normal([width, input, 3, 3]) * 0.3, random.normal([width]) * 0.1)
      layers[index] = layer
      input = width
      for (name, tensor) in [("weight", layer.0), ("bias", layer.1)] {
        let name = "features.\(index).\(name)"
        if name == missing { continue }
        stored.append(StoredTensor(name: name, shape: tensor.shape, floats: tensor.floats()))
      }
    }
    let file = folder.url.appendingPathComponent("vgg19.safetensors").path
    try Checkpoint.writeSafetensors(stored, metadata: [:], to: file)
    try body(file, layers)
  }

  @Test("Weighted L1 of five places of VGG19; equal pictures cost nothing") func value() throws {
    try withNetwork { file, layers in
      let loss = try PerceptualNetwork.read(file)
      let random = RandomGenerator(seed: 4)
      let (fake, real) = (random.normal([2, 3, 32, 32]), random.normal([2, 3, 32, 32]))
      func places(_ picture: Tensor) throws -> [Tensor] {
        var x = picture
        return try Self.indices.compactMap { index -> Tensor? in
          let layer = try #require(layers[index])
          if Self.pooledBefore.contains(index) { x = x.maxPooledTwice() }
          x = x.convolved(layer.0, bias: layer.1, padding: 1).relu()
          return [0, 5, 10, 19, 28].contains(index) ? x : nil
        }
      }
      var wanted = 0.0
      for (weight, pair) in zip([32.0, 16, 8, 4, 1], zip(try places(fake), try places(real))) {
        wanted += (pair.0 - pair.1).absolute().mean().item / weight
      }
      let found = loss(fake: fake, real: real).item
      #expect(abs(found - wanted) < 1e-5 * wanted, "\(found), \(wanted)")
      #expect(loss(fake: real, real: real).item == 0)
    }
  }

  @Test("A file that is no VGG19 is refused with the tensor's name") func refused() throws {
    try withNetwork(without: "features.16.bias") { file, _ in
      do {
        _ = try PerceptualNetwork.read(file)
        Issue.record("it was taken")
      } catch {
        #expect("\(error)".contains("features.16"))
      }
    }
  }

  @Test("It takes part in training where its file is given") func trains() throws {
    try withNetwork { file, _ in
      func step(_ network: String?) throws -> ([Pix2PixHDTrainer.Loss: Double], [Float]) {
        var configuration = Pix2PixHDTrainingConfiguration.tiny()
        configuration.perceptualNetwork = network
        let trainer = try Pix2PixHDTrainer(configuration)
        let examples = [try BandSource().example(at: 0), try BandSource().example(at: 1)]
        let losses = try trainer.train(on: examples)
        return (losses, trainer.networks.parameters().flatMap { $0.tensor.floats() })
      }
      let (with, moved) = try step(file)
      let (without, plain) = try step(nil)
      #expect((with[.perceptual] ?? 0) > 0 && without[.perceptual] == nil)
      #expect(moved != plain)
    }
  }
}
