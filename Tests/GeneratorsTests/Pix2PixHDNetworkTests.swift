import Checkpoints
import Foundation
import Imaging
import Layers
import Synthesis
import Tensors
import TestSupport
import Testing

@testable import Generators

/// pix2pixHD's networks: sizes, names, and what the reference computes.
@Suite(.serialized) struct Pix2PixHDNetworkTests {
  init() { #expect(EngineFixture.isReady) }

  private static let reference = SharedFolder.url?.appendingPathComponent("reference/pix2pixhd")

  @Test(
    "Every tensor of the reference's fixtures", .enabled(if: reference != nil),
    arguments: ["a_global", "b_global_features", "c_local_enhancer", "d_batchnorm_rgb", "f_edges"])
  func fixtures(name: String) throws {
    let folder = try #require(Self.reference).appendingPathComponent(name)
    let comparisons = try Pix2PixHDFixture.comparisons(of: ReferenceFixture(folder: folder))
    #expect(!comparisons.isEmpty)
    for comparison in comparisons { #expect(comparison.passed, "\(comparison)") }
  }

  @Test("Any number of enhancers: names, shapes, range", arguments: [0, 1, 2, 3])
  func enhancers(count: Int) {
    let configuration = tinyPix2PixHD(enhancers: count)
    let generator = Pix2PixHDGenerator(
      configuration, initialization: .kaiming(gain: 1), using: RandomGenerator(seed: 1))
    let input = RandomGenerator(seed: 2).normal([2, configuration.generatorChannels, 32, 64])
    let picture = withoutGradients { generator(input) }
    #expect(picture.shape == [2, 3, 32, 64])
    #expect(picture.floats().allSatisfy { $0.isFinite && abs($0) <= 1 })
    let names = Set(generator.parameters().map(\.name))
    #expect(names.contains("model.1.weight"))
    #expect(names.contains("model\(count)_2.5.weight") == (count > 0))
    #expect(!names.contains("model\(count + 1)_1.1.weight"))
    // Facts read off the shapes are the configuration's.
    let facts = try? Pix2PixHDWeightFacts(generator.storedTensors(), file: "x.pth")
    #expect(facts?.enhancers == count)
    #expect(facts?.ngf == configuration.ngf)
    #expect(facts?.blocks == configuration.blocks)
    #expect(facts?.inputChannels == configuration.generatorChannels)
  }

  @Test("Official sizes have the published parameter counts") func officialSizes() {
    func count(_ change: (inout Pix2PixHDConfiguration) -> Void) -> Pix2PixHDNetworks {
      var configuration = Pix2PixHDConfiguration(labelCount: 35)
      change(&configuration)
      return Pix2PixHDNetworks(
        configuration, initialization: .unfilled, using: RandomGenerator(seed: 0))
    }
    #expect(count { _ in }.generator.parameterCount == 182_546_755)
    let features = count {
      $0.featureChannels = 3
      $0.encoderWidth = 16
    }
    #expect(features.generator.parameterCount == 182_556_163)
    #expect(features.encoder?.parameterCount == 788_803)
    let local = count {
      $0.ngf = 32
      $0.enhancers = 1
    }
    #expect(local.generator.parameterCount == 182_857_059)
  }

  @Test("Instance-wise means of a batch are those of a loop over objects") func regions() {
    var random = NumPyRandom(seed: 3)
    let shape = [3, 1, 9, 14]
    let numbers = (0..<(3 * 9 * 14)).map { _ in
      Int64(
        [0, 5, 7, 26_001, 70_000][
          random.nextInteger(below: 5)])
    }
    let features = RandomGenerator(seed: 4).normal([3, 2, 9, 14])
    let regions = InstanceRegions(Tensor(numbers, shape: shape))
    #expect(regions.count == 15)
    let pooled = regions.averaged(features).contiguous().floats()
    let values = features.floats()
    let area = 9 * 14
    for sample in 0..<3 {
      for channel in 0..<2 {
        let start = (sample * 2 + channel) * area
        for number in Set(numbers) {
          let places = (0..<area).filter { numbers[sample * area + $0] == number }
          let mean = places.reduce(0) { $0 + Double(values[start + $1]) } / Double(places.count)
          for place in places { #expect(abs(Double(pooled[start + place]) - mean) < 1e-6) }
        }
      }
    }
  }

  @Test("Gradients flow through instance-wise pooling") func gradient() throws {
    let regions = InstanceRegions(Tensor([1, 1, 2, 1] as [Int64], shape: [1, 1, 2, 2]))
    let features = Tensor([1, 2, 3, 4] as [Float], shape: [1, 1, 2, 2]).requiringGradient()
    let weights = Tensor([1, 0, 5, 2] as [Float], shape: [1, 1, 2, 2])
    let loss = withGradients { (regions.averaged(features) * weights).sum() }
    let gradient = try #require(gradients(of: [loss], withRespectTo: [features]).first)
    #expect(gradient?.floats() == [1, 1, 5, 1])
  }
}

/// The smallest pix2pixHD that has everything but enhancers.
func tinyPix2PixHD(enhancers: Int = 0, features: Int = 2) -> Pix2PixHDConfiguration {
  var configuration = Pix2PixHDConfiguration(labelCount: 3)
  configuration.ngf = 2
  configuration.downsamplings = 1
  configuration.blocks = 2
  configuration.enhancers = enhancers
  configuration.enhancerBlocks = 1
  configuration.featureChannels = features
  configuration.encoderWidth = features > 0 ? 2 : nil
  configuration.encoderDownsamplings = 1
  configuration.outputSize = PixelSize(width: 64, height: 32)
  return configuration
}
