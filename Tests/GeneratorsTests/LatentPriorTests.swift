import Foundation
import Generators
import GeneratorSupport
import Imaging
import Synthesis
import Tensors
import TestSupport
import Testing

@Suite("Seeds that draw learned codes") struct LatentPriorTests {
  init() { #expect(EngineFixture.isReady) }

  private let prior = LatentPrior(mean: [1, 2, 3], axes: [[2, 0, 0], [0, 0.5, 0.5]])

  @Test("A seed is the mean and as much of each axis as its normal numbers say") func seeds() throws
  {
    var random = NumPyRandom(seed: 9)
    let normals = random.normals(3)
    let z = try LatentVector.z(.seed(9), dimension: 3, prior: prior)
    let expected: [Float] = [
      1 + 2 * normals[0], 2 + 0.5 * normals[1], 3 + 0.5 * normals[1],
    ]
    for (a, b) in zip(z, expected) { #expect(abs(a - b) < 1e-6) }
    #expect(try LatentVector.z(.seed(9), dimension: 3) == normals, "without one as NumPy draws")
  }

  @Test("ψ goes to the mean, explicit codes stay as they are, paths run around the mean")
  func paths() throws {
    #expect(prior.truncated([3, 2, 5], psi: 0) == [1, 2, 3])
    #expect(prior.truncated([3, 2, 5], psi: 0.5) == [2, 2, 4])
    #expect(prior.truncated([3, 2, 5], psi: 1) == [3, 2, 5])
    // Cut as standard normal numbers are, along the axes; never as if the code itself were one.
    let normals: [Float] = [2.5, -0.5]
    let cut = prior.truncated(prior.code(ofNormals: normals), psi: 0.5, by: .resampling)
    let expected = prior.code(
      ofNormals: Truncation.truncated(normals, psi: 0.5, by: .resampling))
    for (a, b) in zip(cut, expected) { #expect(abs(a - b) < 1e-5) }
    #expect(try LatentVector.z(.z([7, 8, 9]), dimension: 3, prior: prior) == [7, 8, 9])
    // Half way between two codes at distance 2 on either side lies at that distance, not nearer.
    let half = try LatentVector.z(
      .between(.z([3, 2, 3]), .z([1, 4, 3]), fraction: 0.5), dimension: 3, prior: prior)
    let distance = zip(half, prior.mean).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    #expect(abs(distance.squareRoot() - 2) < 1e-5)
    for (end, code) in [(0.0, [Float](arrayLiteral: 3, 2, 3)), (1.0, [1, 4, 3])] {
      let z = try LatentVector.z(
        .between(.z([3, 2, 3]), .z([1, 4, 3]), fraction: end), dimension: 3, prior: prior)
      for (a, b) in zip(z, code) { #expect(abs(a - b) < 1e-6) }
    }
  }

  @Test("Packages whose words or prior are no codes of the model are refused") func hostile() {
    for wrong in [
      LatentPrior(mean: [1, 2], axes: []), LatentPrior(mean: [1, 2, .nan], axes: []),
      LatentPrior(mean: [1, 2, 3], axes: [[1]]),
      LatentPrior(mean: [1, 2, 3], axes: Array(repeating: [0, 0, 0], count: 4)),
    ] {
      #expect(!wrong.isValid(dimension: 3))
    }
    #expect(prior.isValid(dimension: 3))
    func refused(_ change: (inout ModelManifest.LatentFacts) -> Void) throws {
      var facts = ModelManifest.LatentFacts(dimension: 3)
      change(&facts)
      let folder = try TemporaryFolder()
      let manifest = ModelManifest(
        name: "a", family: "spade", configuration: .object([:]), latent: facts)
      #expect(throws: ModelError.self) {
        try ModelPackage.write(
          manifest, tensors: [], to: folder.url.appendingPathComponent("a.ganvas"))
      }
    }
    var good = ModelManifest.LatentFacts(dimension: 3)
    good.words = ["dusk": [1, 2, 3]]
    good.prior = prior
    good.start = "dusk"
    #expect(throws: Never.self) {
      let folder = try TemporaryFolder()
      try ModelPackage.write(
        ModelManifest(name: "a", family: "spade", configuration: .object([:]), latent: good),
        tensors: [], to: folder.url.appendingPathComponent("a.ganvas"))
      try refused { $0.words = ["dusk": [1, 2]] }
      try refused { $0.words = ["Dusk": [1, 2, 3]] }
      try refused { $0.words = ["12": [1, 2, 3]] }
      try refused { $0.words = ["du\u{1B}sk": [1, 2, 3]] }
      try refused { $0.words = ["dusk": [1, 2, .infinity]] }
      try refused { $0.prior = LatentPrior(mean: [1], axes: []) }
      try refused { $0.start = "" }
    }
  }
}
