import Foundation
import Generators
import TestSupport
import Testing

@testable import Training

/// What networks compute beside what their reference programs computed, through the two tables: the
/// same that `ganvas verify` does. Tolerance: 1e-4 of the largest magnitude where that exceeds 1;
/// float32 against float64 alone differs by up to 1e-5.
@Suite(.serialized) struct FamilyFixtureTests {
  /// One small case per family, with the largest intermediate results left out; `provenance` in
  /// each `options.json` names the program and its revision.
  static let own = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Fixtures")
  /// Those that lie beside the tests of their networks.
  static let others = ["singan-legacy", "vid2vid-e4_two_frames"].map {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("GeneratorsTests/Fixtures/\($0)")
  }

  init() { #expect(EngineFixture.isReady) }

  @Test("Every family is checked by what lies in the repository") func ownFixtures() throws {
    var seen: Set<String> = []
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.own.path).sorted()
    for folder in names.map(Self.own.appendingPathComponent) + Self.others {
      let fixture = try ReferenceFixture(folder: folder)
      let (passed, failed) = try agreements(of: fixture)
      let name = folder.lastPathComponent
      #expect(passed.count == fixture.expected.tensors.count, "\(name): \(failed)")
      seen.insert(fixture.family)
    }
    #expect(seen == Set(TrainableFamilyTable.builtIn.families.map(\.family.name)))
  }

  @Test(
    "Every case of the reference folder agrees, whatever options its program was run with",
    .enabled(if: sharedReference != nil),
    arguments: ["spade", "pix2pixhd", "biggan", "ssgan", "stylegan", "stylegan2"])
  func reference(family: String) throws {
    let folder = try #require(sharedReference).appendingPathComponent(family)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(!names.isEmpty)
    for name in names {
      let fixture = try ReferenceFixture(folder: folder.appendingPathComponent(name))
      let (passed, failed) = try agreements(of: fixture)
      let missing = Set(fixture.expected.tensors.map(\.name)).subtracting(passed)
      #expect(missing.isEmpty, "\(family)/\(name): \(missing.sorted()) \(failed)")
    }
  }
}
