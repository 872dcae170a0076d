import Foundation
import Generators
import Tensors
import TestSupport
import Testing

@testable import Training

extension StandInTests {
  /// The small fixtures of all families that stand beside the tests.
  private static let folders: [URL] = {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent()
    return ["GeneratorsTests", "TrainingTests"].flatMap { target in
      let folder = tests.appendingPathComponent("\(target)/Fixtures")
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
      return names.sorted().map { folder.appendingPathComponent($0) }
    }
  }()

  @Test("Fixtures come out on a card as on the processor", arguments: folders)
  func fixture(folder: URL) throws {
    let fixture = try ReferenceFixture(folder: folder)
    let members = TrainableFamilyTable.builtIn.fixtures(ofFamily: fixture.family)
    #expect(!members.isEmpty)
    var compared = 0
    for member in members {
      let (found, counts) = try StandIn.counted {
        try Device.privateUse1.hosting { try member.outputs(of: fixture) }
      }
      #expect(found.isEmpty || counts.kernels > 0 || found.values.allSatisfy { $0.count == 1 })
      for expected in fixture.expected.tensors {
        guard let tensor = found[expected.name] else { continue }
        let comparison = TensorComparison(
          expected: expected, found: tensor, by: member.rule(for: expected.name, in: fixture))
        #expect(comparison.passed, "\(folder.lastPathComponent): \(comparison)")
        compared += 1
      }
    }
    #expect(compared > 0)
  }
}
