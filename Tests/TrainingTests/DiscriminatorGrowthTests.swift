import Layers
import Tensors
import TestSupport
import Testing

@testable import Training

@Suite(.enabled(if: EngineFixture.isReady)) struct DiscriminatorGrowthTests {
  @Test("A grown discriminator judges a picture as the old one judges it halved")
  func sameJudgement() throws {
    let small = StyleGAN2Discriminator(
      .init(widths: [8, 8, 10]), using: RandomGenerator(seed: 1))
    var large = StyleGAN2Discriminator(
      .init(widths: [8, 8, 10, 7]), using: RandomGenerator(seed: 2))
    // What both have is the same; only the new level is the new one's own.
    let top = large.blocks[0]
    large.blocks = [top] + small.blocks
    large.blocks[1].colours = nil
    large.mixing = small.mixing
    large.dense = small.dense
    large.output = small.output
    let colours = try #require(small.blocks[0].colours)
    let bias = try #require(colours.convolution.bias)
    let isDone = large.judgeHalved(
      weight: colours.convolution.scaledWeight.floats(), bias: bias.floats(), trace: 0)
    #expect(isDone)
    let picture = RandomGenerator(seed: 3).normal([4, 3, 32, 32])
    let halved = LowPassFilter().downsampled(picture)
    let difference = (large(picture) - small(halved)).absolute().maximum().item
    #expect(difference < 1e-4, "\(difference)")
    #expect(small(halved).absolute().maximum().item > 1e-2)
  }

  @Test("A level of fewer than six channels stays fresh") func narrow() throws {
    let large = StyleGAN2Discriminator(
      .init(widths: [8, 8, 5]), using: RandomGenerator(seed: 2))
    let before = large.blocks[0].first.convolution.weight.floats()
    #expect(
      !large.judgeHalved(
        weight: Array(repeating: 1, count: 24), bias: Array(repeating: 0, count: 8)))
    #expect(large.blocks[0].first.convolution.weight.floats() == before)
  }
}
