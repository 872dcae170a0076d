import Checkpoints
import Foundation
import Layers
import Tensors
import TestSupport
import Testing

@testable import Training

@Suite(.serialized) struct EfficientNetLiteTests {
  init() { #expect(EngineFixture.isReady) }

  /// The network's tensors by name, drawn so that activations stay in range.
  private func tensors() -> [String: Tensor] {
    let random = RandomGenerator(seed: 21)
    var tensors: [String: Tensor] = [:]
    func convolution(_ name: String, _ shape: [Int], norm: String) {
      tensors[name + ".weight"] = Initialization.kaiming(gain: 1.4).weight(shape, using: random)
      tensors[norm + ".weight"] = random.uniform([shape[0]]) + 0.5
      tensors[norm + ".bias"] = random.normal([shape[0]]) * 0.2
      tensors[norm + ".running_mean"] = random.normal([shape[0]]) * 0.2
      tensors[norm + ".running_var"] = random.uniform([shape[0]]) + 0.3
    }
    convolution("_conv_stem", [32, 3, 3, 3], norm: "_bn0")
    for (index, block) in Self.blocks.enumerated() {
      let name = "_blocks.\(index)."
      let inner = block.input * block.expansion
      if block.expansion > 1 {
        convolution(name + "_expand_conv", [inner, block.input, 1, 1], norm: name + "_bn0")
      }
      convolution(
        name + "_depthwise_conv", [inner, 1, block.kernel, block.kernel], norm: name + "_bn1")
      convolution(name + "_project_conv", [block.output, inner, 1, 1], norm: name + "_bn2")
    }
    return tensors
  }

  /// Table 1 of the Lite0 checkpoint, block by block.
  private static let blocks: [(kernel: Int, stride: Int, expansion: Int, input: Int, output: Int)] =
    [
      (3, 1, 1, 32, 16), (3, 2, 6, 16, 24), (3, 1, 6, 24, 24), (5, 2, 6, 24, 40),
      (5, 1, 6, 40, 40), (3, 2, 6, 40, 80), (3, 1, 6, 80, 80), (3, 1, 6, 80, 80),
      (5, 1, 6, 80, 112), (5, 1, 6, 112, 112), (5, 1, 6, 112, 112), (5, 2, 6, 112, 192),
      (5, 1, 6, 192, 192), (5, 1, 6, 192, 192), (5, 1, 6, 192, 192), (3, 1, 6, 192, 320),
    ]

  /// Runs `body` with a file of some tensors.
  private func withFile(
    _ tensors: [String: Tensor], _ body: (String) throws -> Void
  ) throws {
    try withFolder { folder in
      let file = folder.appendingPathComponent("lite0.safetensors").path
      try Checkpoint.writeSafetensors(
        tensors.map { StoredTensor(name: $0, shape: $1.shape, floats: $1.floats()) },
        metadata: [:], to: file)
      try body(file)
    }
  }

  /// The same network with its batch norms as batch norms and padding written out.
  private func reference(_ tensors: [String: Tensor], _ picture: Tensor) throws -> [Tensor] {
    func layer(
      _ x: Tensor, _ name: String, norm: String, stride: Int = 1, groups: Int = 1,
      isActivated: Bool
    ) throws -> Tensor {
      let weight = try #require(tensors[name + ".weight"])
      let kernel = weight.shape[2]
      // Even sizes: all of stride 2's padding but ⌊k/2⌋ − 1 pixels comes last.
      let before = stride == 2 ? kernel / 2 - 1 : kernel / 2
      let padded = Engine.call(
        "aten::constant_pad_nd", "", .tensor(x),
        .ints([before, kernel / 2, before, kernel / 2]), .double(0))
      func part(_ kind: String) throws -> Tensor { try #require(tensors["\(norm).\(kind)"]) }
      let y = padded.convolved(weight, stride: stride, groups: groups).batchNormalized(
        mean: try part("running_mean"), variance: try part("running_var"),
        weight: try part("weight"), bias: try part("bias"), epsilon: 1e-3)
      return isActivated ? y.clamped(from: 0, to: 6) : y
    }
    // 127.5 · (picture + 1) is the byte; the network takes (byte − 127) / 128.
    var x = try layer(
      ((picture + 1) * 127.5 - 127) / 128, "_conv_stem", norm: "_bn0", stride: 2,
      isActivated: true)
    var seen = [x]
    for (index, block) in Self.blocks.prefix(11).enumerated() {
      let name = "_blocks.\(index)."
      var y = x
      if block.expansion > 1 {
        y = try layer(y, name + "_expand_conv", norm: name + "_bn0", isActivated: true)
      }
      y = try layer(
        y, name + "_depthwise_conv", norm: name + "_bn1", stride: block.stride,
        groups: block.input * block.expansion, isActivated: true)
      y = try layer(y, name + "_project_conv", norm: name + "_bn2", isActivated: false)
      x = block.stride == 1 && block.input == block.output ? x + y : y
      if [0, 2, 4, 10].contains(index) { seen.append(x) }
    }
    return seen
  }

  @Test("Features equal those of the network with its norms as norms") func features() throws {
    let tensors = tensors()
    try withFile(tensors) { file in
      let network = try #require(try PerceptualNetwork.read(file) as? EfficientNetLite)
      let picture = RandomGenerator(seed: 3).uniform([2, 3, 64, 64]) * 2 - 1
      let found = network.features(of: picture)
      let wanted = try reference(tensors, picture)
      #expect(found.map(\.shape) == wanted.map(\.shape))
      #expect(found.map { $0.shape[1] } == [32, 16, 24, 40, 112])
      for (made, right) in zip(found, wanted) {
        let error = (made - right).absolute().maximum().item
        #expect(error < 1e-4 * right.absolute().maximum().item, "\(error)")
      }
      #expect(network.embedding(of: picture).shape == [2, 320])
      #expect(network(fake: picture, real: picture).item == 0)
      #expect(network(fake: picture * 0.5, real: picture).item > 0.1)
    }
  }

  @Test("A file that lacks a layer, or has it in another shape, is refused by its name")
  func refused() throws {
    let whole = tensors()
    var missing = whole
    missing["_blocks.7._bn1.bias"] = nil
    var reshaped = whole
    reshaped["_blocks.3._depthwise_conv.weight"] = Tensor.zeros([144, 1, 3, 3])
    for (tensors, name) in [
      (missing, "_blocks.7._bn1.bias"), (reshaped, "_blocks.3._depthwise_conv.weight"),
    ] {
      try withFile(tensors) { file in
        do {
          _ = try PerceptualNetwork.read(file)
          Issue.record("it was taken")
        } catch {
          #expect("\(error)".contains(name))
        }
      }
    }
  }
}
