import Foundation
import Generators
import Layers
import Tensors
import TestSupport
import Testing
import Training

/// Golden tests against NVlabs/SPADE @ fecacc9 and NVIDIA/pix2pixHD @ 14b3b3c (`provenance` in each
/// `options.json`). Tolerance: 1e-4 of the largest magnitude; float32 against float64 alone differs
/// by up to 4e-6.
@Suite(.serialized) struct DiscriminatorFixtureTests {
  init() { #expect(EngineFixture.isReady) }

  private static let own = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Fixtures/spade-discriminator")
  @Test("Discriminator and losses compute what the reference computed") func ownFixture() throws {
    try expectAgreement(SPADEDiscriminatorFixture.self, Self.own, count: 21)
  }

  @Test("The same for every layer", .enabled(if: sharedReference != nil)) func sharedFixture()
    throws
  {
    let shared = try #require(sharedReference)
    try expectAgreement(
      SPADEDiscriminatorFixture.self, shared.appendingPathComponent("spade/f_discriminator"),
      count: 34)
    try expectAgreement(
      Pix2PixHDDiscriminatorFixture.self,
      shared.appendingPathComponent("pix2pixhd/e_discriminator"), count: 35)
  }

  @Test("pix2pixHD's names without features are one list per scale, the full size last")
  func names() {
    for hasFeatures in [true, false] {
      var settings = MultiscaleDiscriminator.Configuration(
        semanticChannels: 2, variant: .pix2pixHD(normalization: .batch, hasFeatures: hasFeatures))
      settings.ndf = 2
      settings.layers = 3
      let discriminator = MultiscaleDiscriminator(
        settings, initialization: .unfilled, using: RandomGenerator(seed: 0))
      let names = discriminator.parameters().map(\.name)
      #expect(names.first == (hasFeatures ? "scale1_layer0.0.weight" : "layer1.0.weight"))
      #expect(names.contains(hasFeatures ? "scale0_layer1.1.weight" : "layer0.3.weight"))
      #expect(names.last == (hasFeatures ? "scale0_layer3.0.bias" : "layer0.8.bias"))
    }
  }

  private func expectAgreement(
    _ family: any FixtureNetwork.Type, _ folder: URL, count: Int
  ) throws {
    let results = try family.comparisons(of: try ReferenceFixture(folder: folder))
    #expect(results.count == count)
    for result in results { #expect(result.passed, "\(result)") }
  }
}
