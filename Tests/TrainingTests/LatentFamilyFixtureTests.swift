import Foundation
import Generators
import TestSupport
import Testing

@testable import Training

/// Golden tests against ajbrock/BigGAN-PyTorch @ 9845943 and torch_mimicry 0.1.16 (`provenance` in
/// each `options.json`). Tolerance: 1e-4 of the largest magnitude; float32 against float64 alone
/// differs by up to 5e-6.
@Suite(.serialized) struct LatentFamilyFixtureTests {
  init() { #expect(EngineFixture.isReady) }

  @Test(
    "Generators and discriminators compute what their references computed",
    .enabled(if: sharedReference != nil),
    arguments: [
      ("biggan/a_hier64", 9), ("biggan/b_plain32_noshared", 6), ("biggan/c_mybn_standing32", 13),
      ("biggan/d_discriminator64", 14), ("ssgan/a_res32", 21), ("ssgan/b_res32_statedict", 21),
    ])
  func agreement(name: String, count: Int) throws {
    let fixture = try ReferenceFixture(
      folder: try #require(sharedReference).appendingPathComponent(name))
    let (passed, failed) = try agreements(of: fixture)
    #expect(passed.count == count)
    #expect(passed.count == fixture.expected.tensors.count, "\(failed)")
  }
}
