import Checkpoints
import Foundation
import Generators
import Testing

@testable import Training

@Suite struct KMeansTests {
  private func points(_ count: Int, around middles: [[Double]], seed: UInt64) -> [[Double]] {
    var random = SeededRandom(seed: seed)
    return (0..<count).map { index in
      middles[index % middles.count].map { $0 + Double.random(in: -0.1...0.1, using: &random) }
    }
  }

  /// The best of all divisions into at most `count` clusters, by trying them.
  private func smallestInertia(_ points: [[Double]], count: Int) -> Double {
    var best = Double.infinity
    var assignment = [Int](repeating: 0, count: points.count)
    repeat {
      var inertia = 0.0
      for cluster in 0..<count {
        let members = points.indices.filter { assignment[$0] == cluster }.map { points[$0] }
        guard let first = members.first else { continue }
        let mean = first.indices.map { axis in
          members.reduce(0) { $0 + $1[axis] } / Double(members.count)
        }
        inertia += members.reduce(0) { $0 + squaredDistance($1, mean) }
      }
      best = min(best, inertia)
      // Count up like an odometer; the first point's cluster may stay 0.
      var place = points.count - 1
      while place > 0 {
        assignment[place] += 1
        if assignment[place] < count { break }
        assignment[place] = 0
        place -= 1
      }
      if place == 0 { return best }
    } while true
  }

  @Test("It finds what trying all divisions finds", arguments: 0..<12 as Range<UInt64>)
  func bestOfAll(seed: UInt64) {
    var random = SeededRandom(seed: seed, stream: 5)
    let points = (0..<9).map { _ in
      (0..<2).map { _ in Double.random(in: -1...1, using: &random) }
    }
    var means = KMeans()
    means.restarts = 30
    let found = means.clusters(of: points, count: 3)
    #expect(abs(found.inertia - smallestInertia(points, count: 3)) < 1e-12)
  }

  @Test("Every point belongs to its nearest centre, every centre is its members' mean")
  func fixedPoint() {
    for seed in 0..<20 as Range<UInt64> {
      var random = SeededRandom(seed: seed, stream: 6)
      let points = (0..<120).map { _ in
        (0..<3).map { _ in Double.random(in: -1...1, using: &random) }
      }
      let result = KMeans().clusters(of: points, count: 5)
      for (point, cluster) in zip(points, result.assignment) {
        let distances = result.centers.map { squaredDistance(point, $0) }
        #expect(distances[cluster] <= (distances.min() ?? 0) + 1e-12)
      }
      for (cluster, center) in result.centers.enumerated() {
        let members = points.indices.filter { result.assignment[$0] == cluster }
        for axis in 0..<3 {
          let mean = members.reduce(0) { $0 + points[$1][axis] } / Double(members.count)
          #expect(abs(mean - center[axis]) < 1e-12)
        }
      }
    }
  }

  @Test("The same seed gives the same clusters; neither order nor place nor scale matters")
  func invariance() {
    let middles = [[0.0, 0, 0], [2, 0, 0], [0, 3, 1], [-2, -2, 2]]
    let points = points(80, around: middles, seed: 3)
    let result = KMeans().clusters(of: points, count: 4)
    #expect(KMeans().clusters(of: points, count: 4) == result)
    var random = SeededRandom(seed: 4)
    let order = points.indices.shuffled(using: &random)
    let shuffled = KMeans().clusters(of: order.map { points[$0] }, count: 4)
    #expect(abs(shuffled.inertia - result.inertia) < 1e-9)
    #expect(Set(shuffled.centers.map { $0.map { ($0 * 1e6).rounded() } }).count == 4)
    let moved = KMeans().clusters(of: points.map { $0.map { 3 * $0 - 7 } }, count: 4)
    #expect(moved.assignment == result.assignment)
    #expect(abs(moved.inertia - 9 * result.inertia) < 1e-9)
  }

  @Test("More clusters than different points, and one point alone") func degenerate() {
    let same = [[Double]](repeating: [1, 2], count: 5)
    #expect(KMeans().clusters(of: same, count: 3).centers == [[1, 2]])
    let two = KMeans().clusters(of: same + [[0, 0]], count: 4)
    #expect(two.centers == [[1, 2], [0, 0]] && two.inertia == 0)
    #expect(KMeans().clusters(of: [[4]], count: 9).assignment == [0])
  }

  @Test("The silhouette is what its definition says", arguments: 0..<10 as Range<UInt64>)
  func silhouette(seed: UInt64) {
    var random = SeededRandom(seed: seed, stream: 7)
    let points = (0..<40).map { _ in
      (0..<3).map { _ in Double.random(in: -1...1, using: &random) }
    }
    let assignment = points.map { _ in Int.random(in: 0..<4, using: &random) }
    func distance(_ a: Int, _ b: Int) -> Double {
      squaredDistance(points[a], points[b]).squareRoot()
    }
    var total = 0.0
    for point in points.indices {
      func mean(_ cluster: Int) -> Double? {
        let others = points.indices.filter { $0 != point && assignment[$0] == cluster }
        return others.isEmpty
          ? nil : others.reduce(0) { $0 + distance(point, $1) } / Double(others.count)
      }
      guard let within = mean(assignment[point]),
        let beside = (0..<4).filter({ $0 != assignment[point] }).compactMap(mean).min()
      else { continue }
      total += (beside - within) / max(within, beside)
    }
    let found = Silhouette.mean(of: points, assignment: assignment)
    #expect(abs(found - total / 40) < 1e-12)
    #expect(Silhouette.mean(of: points, assignment: points.map { _ in 0 }) == 0)
  }
}

@Suite struct StyleClusteringTests {
  /// Objects of two classes: class 3 has styles around three places, class 5 around two.
  private func table() -> StyleTable {
    var random = SeededRandom(seed: 8)
    var table = StyleTable(channels: 3)
    let middles: [Int: [[Float]]] = [
      3: [[0.8, 0, 0], [-0.5, 0.5, 0], [0, -0.7, 0.6]], 5: [[0.2, 0.2, 0.9], [0.2, 0.2, -0.9]],
    ]
    for picture in 0..<30 {
      var styles: [RegionStyle] = []
      for (label, places) in middles.sorted(by: { $0.key < $1.key }) {
        styles.append(
          RegionStyle(
            region: UInt32(label), label: label, area: 4000, share: 4000.0 / 65536, classes: 1,
            feature: places[picture % places.count].map {
              $0 + Float.random(in: -0.05...0.05, using: &random)
            }))
      }
      table.append(styles, picture: "picture \(picture)")
    }
    return table
  }

  @Test("The silhouette finds how many styles there are; sizes and spreads are kept")
  func silhouette() throws {
    let outcome = try #require(StyleClustering().clusters(of: table()))
    #expect(outcome.clusters.classes[3]?.map(\.size) == [10, 10, 10])
    #expect(outcome.clusters.classes[5]?.map(\.size) == [15, 15])
    let spread = try #require(outcome.clusters.classes[3]?.first?.spread)
    #expect(spread.count == 3 && spread.allSatisfy { $0 > 0.01 && $0 < 0.05 })
    #expect((outcome.silhouettes[3] ?? 0) > 0.8)
    #expect(StyleClustering().clusters(of: table())?.clusters == outcome.clusters)
  }

  @Test("A fixed number is kept to; tiny and mixed objects are left out and counted")
  func rules() throws {
    var table = table()
    let far: [Float] = [9, 9, 9]
    table.append(
      [
        RegionStyle(region: 70000, label: 3, area: 9, share: 9.0 / 65536, classes: 1, feature: far),
        RegionStyle(region: 70001, label: 3, area: 9000, share: 0.14, classes: 2, feature: far),
      ], picture: "odd")
    var clustering = StyleClustering()
    clustering.count = .fixed(4)
    let outcome = try #require(clustering.clusters(of: table))
    #expect(outcome.tooSmall == 1 && outcome.spanning == 1)
    #expect(outcome.clusters.classes[3]?.count == 4)
    #expect(
      outcome.clusters.classes.values.joined().allSatisfy { $0.center.allSatisfy { $0 < 2 } })
    clustering.smallestShare = 0.9
    #expect(clustering.clusters(of: table) == nil)
  }

  private func withFile<Result>(_ body: (String) throws -> Result) throws -> Result {
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("ganvas-styles-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: file) }
    return try body(file.path)
  }

  @Test("A table survives its file; a damaged one is named") func tableFile() throws {
    try withFile { file in
      let table = table()
      try table.write(to: file)
      let read = try StyleTable(Checkpoint.read(file))
      #expect(read.pictures == table.pictures)
      #expect(read.rows.map(\.style.feature) == table.rows.map(\.style.feature))
      #expect(read.rows.map(\.style.label) == table.rows.map(\.style.label))
      let tensors = try Checkpoint.read(file).tensors.filter { $0.name != "label" }
      try Checkpoint.writeSafetensors(tensors, metadata: [:], to: file)
      #expect {
        try StyleTable(Checkpoint.read(file))
      } throws: { "\($0)".contains("label should hold") }
    }
  }

  @Test("Clusters survive pix2pixHD's own file form") func npy() throws {
    try withFile { file in
      let clusters = try #require(StyleClustering().clusters(of: table())).clusters
      try clusters.writeNpy(to: file)
      let read = try StyleClusters(Checkpoint.read(file))
      #expect(read.channels == 3)
      #expect(
        read.classes.mapValues { $0.map(\.center) }
          == clusters.classes.mapValues { $0.map(\.center) })
    }
  }
}
