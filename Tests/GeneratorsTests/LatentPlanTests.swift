import Foundation
import Layers
import Synthesis
import Tensors
import TestSupport
import Testing

@testable import Generators

/// Plans of the families of a latent against their plain layers.
@Suite(.serialized) struct LatentPlanTests {
  init() { #expect(EngineFixture.isReady) }

  private func apart(_ one: Tensor, _ other: Tensor) -> Double {
    (one - other).absolute().maximum().item
  }

  /// Peak signal-to-noise ratio of pictures in −1…1, in dB.
  private func ratio(_ one: Tensor, _ other: Tensor) -> Double {
    let error = (one - other).squared().mean().item
    return 10 * log10(4 / error)
  }

  private func bigGAN() -> BigGANGenerator {
    var configuration = BigGANConfiguration(resolution: 32)
    configuration.width = 6
    configuration.classCount = 3
    configuration.latentDimension = 16
    configuration.sharedDimension = 4
    configuration.attention = [16]
    let random = RandomGenerator(seed: 2)
    var network = BigGANGenerator(
      configuration, initialization: .kaiming(gain: 1), using: random)
    network.blocks[1].attention?.gamma = .full([], 0.8)
    withoutGradients {
      _ = network(
        random.normal([4, 16]),
        classes: network.embedded(Tensor(oneHot: [0, 1, 2, 0], classes: 3)),
        mode: .measuring(momentum: 1))
    }
    network.foldForInference()
    return network
  }

  @Test("A planned BigGAN makes the plain one's pictures, two at once; bfloat16 above 35 dB")
  func plannedBigGAN() throws {
    let plain = bigGAN()
    let z = RandomGenerator(seed: 3).normal([2, 16])
    let classes = plain.embedded(Tensor([1, 0, 0, 0, 0.25, 0.75] as [Float], shape: [2, 3]))
    try withoutGradients {
      let wanted = plain(z, classes: classes)
      var planned = plain
      try planned.packForInference(as: .float32)
      #expect(apart(planned(z, classes: classes), wanted) < 1e-5)
      // Twice, because the memory of the first is used again.
      #expect(apart(planned(z, classes: classes), wanted) < 1e-5)
      try planned.packForInference(as: .bfloat16)
      #expect(ratio(planned(z, classes: classes, type: .bfloat16), wanted) > 35)
    }
  }

  @Test("A planned self-supervised GAN makes the plain one's pictures; bfloat16 above 35 dB")
  func plannedSelfSupervised() throws {
    var configuration = SelfSupervisedConfiguration(resolution: 48)
    configuration.width = 40
    configuration.latentDimension = 7
    let random = RandomGenerator(seed: 4)
    let plain = SelfSupervisedGenerator(
      configuration, initialization: .kaiming(gain: 1), using: random)
    try withoutGradients {
      _ = plain(random.normal([4, 7]), mode: .measuring(momentum: 1))
      let z = random.normal([2, 7])
      let wanted = plain(z)
      var planned = plain
      try planned.packForInference(as: .float32)
      #expect(apart(planned(z), wanted) < 1e-5)
      try planned.packForInference(as: .bfloat16)
      #expect(ratio(planned(z, type: .bfloat16), wanted) > 35)
    }
  }

  @Test(
    "A planned StyleGAN2 makes the plain one's pictures, joined either way and cut off",
    arguments: [StyleGAN2Configuration.Architecture.skip, .plain], [nil, 0.6])
  func plannedStyleGAN2(
    architecture: StyleGAN2Configuration.Architecture, clamp: Double?
  ) throws {
    var configuration = StyleGAN2Configuration(widths: [24, 20, 9, 5])
    configuration.latentDimension = 6
    configuration.styleDimension = 8
    configuration.mappingLayers = 2
    configuration.architecture = architecture
    configuration.clamp = clamp
    let random = RandomGenerator(seed: 5)
    var plain = StyleGAN2Generator(configuration, using: random)
    for index in plain.blocks.indices {
      plain.blocks[index].refining.noiseStrength = .full([], 0.3)
      plain.blocks[index].upsampling?.noiseStrength = .full([], -0.2)
      plain.blocks[index].refining.bias = random.normal([configuration.widths[index]])
    }
    let styles = random.normal([2, configuration.layerCount, 8])
    try withoutGradients {
      var planned = plain
      try planned.packForInference(as: .float32)
      #expect(planned.plan != nil)
      for noise: (UInt64) -> NoiseInputs in [
        { _ in .fixed }, { _ in .off }, { .drawn(RandomGenerator(seed: $0)) },
      ] {
        let wanted = try plain.picture(
          styles: styles, noise: noise(6), type: .float32, observe: nil, checkpoint: {})
        let found = try planned.picture(
          styles: styles, noise: noise(6), type: .float32, observe: nil, checkpoint: {})
        #expect(apart(found, wanted) < 2e-5 * max(1, wanted.absolute().maximum().item))
      }
      try planned.packForInference(as: .bfloat16)
      let wanted = plain(styles: styles)
      let half = try planned.picture(
        styles: styles, noise: .fixed, type: .bfloat16, observe: nil, checkpoint: {})
      let range = wanted.absolute().maximum().item
      #expect(ratio(half / range, wanted / range) > 35)
    }
  }

  @Test("Residual blocks have no plan and stay with the plain layers, in bfloat16 too")
  func residual() throws {
    var configuration = StyleGAN2Configuration(widths: [8, 16])
    configuration.architecture = .residual
    let random = RandomGenerator(seed: 6)
    var network = StyleGAN2Generator(configuration, using: random)
    let styles = random.normal([1, configuration.layerCount, configuration.styleDimension])
    try withoutGradients {
      let wanted = network(styles: styles)
      try network.packForInference(as: .bfloat16)
      #expect(network.plan == nil)
      let half = try network.picture(
        styles: styles, noise: .fixed, type: .bfloat16, observe: nil, checkpoint: {})
      let range = wanted.absolute().maximum().item
      #expect(ratio(half / range, wanted / range) > 35)
    }
  }

  @Test("StyleGAN's fused levels compute in bfloat16 as well") func fusedResampling() {
    let random = RandomGenerator(seed: 8)
    let layer = FusedResampling(24, 12, doubles: true, using: random)
    let x = random.normal([1, 24, 16, 16])
    let wanted = layer(x)
    let half = layer(x.converted(to: .bfloat16).channelsLast()).converted(to: .float32)
    #expect(apart(half, wanted) < 0.02 * wanted.absolute().maximum().item)
  }

  @Test("Four 2×2 convolutions are one of the doubled map") func doubledKernels() {
    let random = RandomGenerator(seed: 7)
    let weight = random.normal([4, 3, 3, 3])
    let x = random.normal([1, 3, 5, 6])
    let wanted = x.upsampledTwice().convolved(weight, padding: 1)
    for (index, phase) in DoubledKernel.phases(of: weight).enumerated() {
      let pad = phase.padding
      let padded = Engine.call(
        "aten::constant_pad_nd", "", .tensor(x), .ints([pad[1], pad[3], pad[0], pad[2]]),
        .double(0))
      let own = wanted.sliced(axis: 2, from: index / 2, to: 10, step: 2)
        .sliced(axis: 3, from: index % 2, to: 12, step: 2)
      #expect(apart(padded.convolved(phase.weight), own) < 1e-5)
    }
  }

  @Test(
    "Sizes of the self-supervised GAN have as many numbers as they say",
    arguments: SelfSupervisedPreset.allCases)
  func presets(preset: SelfSupervisedPreset) throws {
    let network = SelfSupervisedGenerator(
      preset.configuration, initialization: .unfilled, using: RandomGenerator(seed: 0))
    #expect(network.parameterCount == preset.parameterCount)
    let model = try GeneratorAlone(network).contents(named: "any").model
    #expect(model is SelfSupervisedModel)
  }
}
