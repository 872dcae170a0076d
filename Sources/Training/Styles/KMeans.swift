/// k-means (Lloyd 1982) from k-means++ starts (Arthur & Vassilvitskii 2007): the best of several
/// seeded starts. The same points, seed and settings give the same clusters on every machine.
public struct KMeans: Sendable, Hashable {
  /// Starts of which the best counts.
  public var restarts = 8
  /// Passes after which a start counts as settled.
  public var passes = 100
  /// Seed of all starts.
  public var seed: UInt64 = 0

  /// The usual settings.
  public init() {}

  /// A division of points into clusters.
  public struct Result: Sendable, Hashable {
    /// Centres, the one with most members first; ties by their numbers.
    public var centers: [[Double]]
    /// Cluster of every point.
    public var assignment: [Int]
    /// Sum of squared distances of the points to their centres.
    public var inertia: Double
  }

  /// Divides points into `count` clusters, or into as many as there are different points. Every
  /// cluster has a member. Costs restarts · passes · points · clusters distances at most.
  /// - Parameter points: At least one; all of one dimension.
  public func clusters(of points: [[Double]], count: Int) -> Result {
    precondition(!points.isEmpty && count > 0, "\(points.count) points in \(count) clusters")
    var best: Result?
    for start in 0..<max(1, restarts) {
      var random = SeededRandom(seed: seed, stream: UInt64(start))
      let result = settled(points, centers: Self.spread(points, count: count, using: &random))
      // A later start must be better by more than rounding, so that the order of sums is no matter.
      if best.map({ result.inertia < $0.inertia * (1 - 1e-9) }) ?? true { best = result }
    }
    guard let best else { preconditionFailure("there is at least one start") }
    return best.ordered()
  }

  /// k-means++: each next centre is a point drawn by its squared distance to the nearest one so far.
  private static func spread(
    _ points: [[Double]], count: Int, using random: inout SeededRandom
  ) -> [[Double]] {
    var centers = [points[Int.random(in: 0..<points.count, using: &random)]]
    var nearest = points.map { squaredDistance($0, centers[0]) }
    while centers.count < count {
      let total = nearest.reduce(0, +)
      guard total > 0 else { break }
      var rest = Double.random(in: 0..<total, using: &random)
      var chosen = nearest.count - 1
      for (index, weight) in nearest.enumerated() where weight > 0 {
        chosen = index
        rest -= weight
        if rest < 0 { break }
      }
      centers.append(points[chosen])
      for index in points.indices {
        nearest[index] = min(nearest[index], squaredDistance(points[index], points[chosen]))
      }
    }
    return centers
  }

  /// Lloyd's passes until nothing moves; a centre that lost all members takes the point farthest
  /// from its own.
  private func settled(_ points: [[Double]], centers start: [[Double]]) -> Result {
    var centers = start
    var assignment = [Int](repeating: -1, count: points.count)
    for _ in 0..<max(1, passes) {
      var (next, distances) = Self.nearest(points, centers)
      var sizes = [Int](repeating: 0, count: centers.count)
      for cluster in next { sizes[cluster] += 1 }
      for empty in sizes.indices where sizes[empty] == 0 {
        let far = distances.indices.filter { sizes[next[$0]] > 1 }
          .max { (distances[$0], $1) < (distances[$1], $0) }
        guard let far else { continue }
        sizes[next[far]] -= 1
        next[far] = empty
        sizes[empty] = 1
        distances[far] = 0
      }
      if next == assignment { break }
      assignment = next
      centers = Self.means(points, assignment, count: centers.count)
    }
    let inertia = zip(points, assignment).reduce(0) {
      $0 + squaredDistance($1.0, centers[$1.1])
    }
    return Result(centers: centers, assignment: assignment, inertia: inertia)
  }

  private static func nearest(
    _ points: [[Double]], _ centers: [[Double]]
  ) -> (assignment: [Int], distances: [Double]) {
    var assignment: [Int] = []
    var distances: [Double] = []
    for point in points {
      var best = (cluster: 0, distance: Double.infinity)
      for (cluster, center) in centers.enumerated() {
        let distance = squaredDistance(point, center)
        if distance < best.distance { best = (cluster, distance) }
      }
      assignment.append(best.cluster)
      distances.append(best.distance)
    }
    return (assignment, distances)
  }

  private static func means(
    _ points: [[Double]], _ assignment: [Int], count: Int
  ) -> [[Double]] {
    var sums = [[Double]](repeating: [Double](repeating: 0, count: points[0].count), count: count)
    var sizes = [Double](repeating: 0, count: count)
    for (point, cluster) in zip(points, assignment) {
      for axis in point.indices { sums[cluster][axis] += point[axis] }
      sizes[cluster] += 1
    }
    return zip(sums, sizes).map { sum, size in sum.map { $0 / max(1, size) } }
  }
}

extension KMeans.Result {
  /// The same clusters, largest first, ties by their centres' numbers.
  fileprivate func ordered() -> KMeans.Result {
    var sizes = [Int](repeating: 0, count: centers.count)
    for cluster in assignment { sizes[cluster] += 1 }
    let order = centers.indices.sorted { first, second in
      if sizes[first] != sizes[second] { return sizes[first] > sizes[second] }
      return centers[first].lexicographicallyPrecedes(centers[second])
    }
    var place = [Int](repeating: 0, count: centers.count)
    for (new, old) in order.enumerated() { place[old] = new }
    return KMeans.Result(
      centers: order.map { centers[$0] }, assignment: assignment.map { place[$0] },
      inertia: inertia)
  }
}

/// Squared Euclidean distance of two points of one dimension.
func squaredDistance(_ first: [Double], _ second: [Double]) -> Double {
  var sum = 0.0
  for axis in first.indices { sum += (first[axis] - second[axis]) * (first[axis] - second[axis]) }
  return sum
}
