import Foundation
import Generators
import Testing
import Training

/// Golden tests against NVlabs/SPADE @ fecacc9 (`provenance` in each `options.json`). Tolerance:
/// 1e-4 of the largest magnitude; float32 against float64 alone differs by up to 4e-6.
@Suite(.serialized) struct SPADEDiscriminatorFixtureTests {
  init() { #expect(EngineFixture.isReady) }

  private static let own = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Fixtures/spade-discriminator")
  private static let shared: URL? = {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let folder = [root, root.deletingLastPathComponent()].map {
      $0.deletingLastPathComponent().appendingPathComponent(
        "shared/reference/spade/f_discriminator")
    }.first { FileManager.default.fileExists(atPath: $0.path) }
    if folder == nil { print("*** ../shared/reference is absent: its discriminator is skipped") }
    return folder
  }()

  @Test("Discriminator and losses compute what the reference computed") func ownFixture() throws {
    try expectAgreement(Self.own, count: 21)
  }

  @Test("The same for every layer", .enabled(if: shared != nil)) func sharedFixture() throws {
    try expectAgreement(try #require(Self.shared), count: 34)
  }

  private func expectAgreement(_ folder: URL, count: Int) throws {
    let results = try SPADEDiscriminatorFixture.comparisons(
      of: try ReferenceFixture(folder: folder))
    #expect(results.count == count)
    for result in results { #expect(result.passed, "\(result)") }
  }
}
