import Foundation
import Imaging
import Layers
import Layouts
import Synthesis
import Tensors
import TestSupport
import Testing

@testable import Generators

/// The plan computes what the plain network computes; previews are near, and said to be no more.
@Suite(.serialized) struct Pix2PixHDPlanTests {
  init() { #expect(EngineFixture.isReady) }

  private func generator(
    enhancers: Int = 0, blocks: Int = 2, downsamplings: Int = 2, norm: FeatureNorm.Kind = .instance
  ) -> Pix2PixHDGenerator {
    var configuration = tinyPix2PixHD(enhancers: enhancers, features: 0)
    configuration.ngf = 4
    configuration.blocks = blocks
    configuration.downsamplings = downsamplings
    configuration.normalization = norm
    var generator = Pix2PixHDGenerator(
      configuration, initialization: .kaiming(gain: 1), using: RandomGenerator(seed: 7))
    var drift = Drift(random: RandomGenerator(seed: 8))
    try? generator.visit(&drift, at: .root)
    return generator
  }

  /// Moves every number a little, so that no bias, scale or statistic is trivial.
  private struct Drift: ParameterVisitor {
    let random: RandomGenerator

    mutating func visit(
      _ tensor: inout Tensor, at path: ParameterPath, kind: ParameterKind
    ) throws(ParameterError) {
      let noise = random.normal(tensor.shape).absolute() * 0.1
      tensor = tensor + noise
    }
  }

  private func difference(_ a: Tensor, _ b: Tensor) -> Double {
    (a - b).absolute().maximum().item
  }

  @Test(
    "Every shape of network, every norm, odd counts of stages",
    arguments: [(0, 2, 2), (0, 0, 1), (0, 1, 0), (1, 2, 1), (2, 1, 2), (3, 3, 1)])
  func plain(enhancers: Int, blocks: Int, downsamplings: Int) throws {
    for norm in FeatureNorm.Kind.allCases {
      let generator = generator(
        enhancers: enhancers, blocks: blocks, downsamplings: downsamplings, norm: norm)
      let input = RandomGenerator(seed: 9).uniform([1, 4, 48, 80])
      try withoutGradients {
        let plan = try Pix2PixHDPlan(generator, type: .float32)
        for statistics in [NormalizationStatistics.running, .current] {
          let mode = statistics == .current ? Mode.currentStatistics : .evaluation
          let expected = generator(input, mode: mode)
          let found = try plan.render(input, statistics: statistics)
          #expect(difference(expected, found) < 2e-5)
          // A second time, from memory that is in use already.
          #expect(difference(found, try plan.render(input, statistics: statistics)) == 0)
        }
      }
    }
  }

  @Test("bfloat16 looks the same") func bfloat16() throws {
    let generator = generator(enhancers: 1)
    let input = RandomGenerator(seed: 9).uniform([1, 4, 64, 64])
    try withoutGradients {
      let exact = try Pix2PixHDPlan(generator, type: .float32).render(input)
      let short = try Pix2PixHDPlan(generator, type: .bfloat16).render(input)
      let error = (exact - short).squared().mean().item
      #expect(10 * log10(4 / error) > 30, "\(error)")
    }
  }

  @Test("The passes are the same with every set of instructions", arguments: [false, true])
  func bodies(isHalf: Bool) {
    let type: Tensors.ElementType = isHalf ? .bfloat16 : .float32
    let random = RandomGenerator(seed: 2)
    let shape = [1, 70, 12, 16]
    let input = (random.normal(shape) * 3 + 50).converted(to: type).channelsLast()
    let addend = random.normal([1, 70, 14, 18]).converted(to: type).channelsLast()
    let before = KernelBody.current
    defer { before.use() }
    var results: [[Float]] = []
    for body in KernelBody.allCases {
      body.use()
      let output = Tensor.uninitialized([1, 70, 16, 20], type: type, channelsLast: true)
      NormalizationPass(size: PixelSize(width: 16, height: 12), rectifies: true, border: 2)(
        input, NormalizationPass.measure(input), adding: addend, addendBorder: 1, into: output)
      results.append(output.floats())
    }
    // By tensor operations.
    let wide = input.converted(to: .float32)
    let expected =
      (wide.instanceNormalized().relu()
      + addend.converted(to: .float32).sliced(axis: 2, from: 1, to: 13)
      .sliced(axis: 3, from: 1, to: 17)).reflectionPadded(2).floats()
    for result in results {
      let largest = zip(result, expected).reduce(0) { max($0, abs($1.0 - $1.1)) }
      #expect(largest < (isHalf ? 0.03 : 2e-5), "\(largest)")
    }
  }

  @Test("After a change a near crop comes first, then what a whole rendering gives")
  func preview() throws {
    let generator = generator(blocks: 1, downsamplings: 1)
    let size = PixelSize(width: 128, height: 96)
    try withoutGradients {
      let preview = Pix2PixHDPreview(try Pix2PixHDPlan(generator, type: .float32), unit: 2)
      let before = RandomGenerator(seed: 9).uniform([1, 4, size.height, size.width])
      var parts: [(picture: Tensor, rect: PixelRect)] = []
      func render(_ input: Tensor, isLive: Bool) throws -> Tensor {
        try preview.render(
          input, statistics: .running, isLive: isLive, onPart: { parts.append(($0, $1)) },
          checkpoint: {})
      }
      let old = try render(before, isLive: true)
      #expect(parts.isEmpty)
      let after = before.copy()
      after.part(PixelRect(x: 40, y: 30, width: 9, height: 5)).multiplyInPlace(by: 0)
      let new = try render(after, isLive: true)
      let whole = try Pix2PixHDPlan(generator, type: .float32).render(after)
      #expect(difference(new, whole) == 0)
      let part = try #require(parts.first)
      #expect(parts.count == 1)
      #expect(part.rect.contains(PixelPoint(x: 40, y: 30)))
      #expect(part.rect.area < size.area / 4)
      // Near inside, old around it.
      let shown = part.picture.part(part.rect)
      let error = difference(shown, new.part(part.rect))
      #expect(error < 0.5 * difference(old.part(part.rect), new.part(part.rect)))
      let outside = PixelRect(x: 0, y: 60, width: 128, height: 36)
      #expect(difference(part.picture.part(outside), old.part(outside)) == 0)

      // Nothing changed: the same picture, no part. Exports never see a part.
      #expect(difference(try render(after, isLive: true), new) == 0)
      _ = try render(before, isLive: false)
      #expect(parts.count == 1)
    }
  }
}
