/// How well a division into clusters fits its points (Rousseeuw 1987).
public enum Silhouette {
  /// The mean over all points of (b − a) / max(a, b): a is the mean distance to the others of its
  /// cluster, b the smallest mean distance to another cluster. −1…1, more is better; a point alone
  /// in its cluster counts 0, and one cluster alone has 0. Costs all pairs of distances.
  public static func mean(of points: [[Double]], assignment: [Int]) -> Double {
    precondition(points.count == assignment.count, "a cluster for every point")
    let count = (assignment.max() ?? -1) + 1
    var sizes = [Int](repeating: 0, count: count)
    for cluster in assignment { sizes[cluster] += 1 }
    guard sizes.count(where: { $0 > 0 }) > 1 else { return 0 }
    var sums = [Double](repeating: 0, count: points.count * count)
    for first in points.indices {
      for second in points.indices where second > first {
        let distance = squaredDistance(points[first], points[second]).squareRoot()
        sums[first * count + assignment[second]] += distance
        sums[second * count + assignment[first]] += distance
      }
    }
    var total = 0.0
    for (point, own) in assignment.enumerated() where sizes[own] > 1 {
      let within = sums[point * count + own] / Double(sizes[own] - 1)
      var beside = Double.infinity
      for other in 0..<count where other != own && sizes[other] > 0 {
        beside = min(beside, sums[point * count + other] / Double(sizes[other]))
      }
      let larger = max(within, beside)
      if larger > 0 { total += (beside - within) / larger }
    }
    return total / Double(points.count)
  }
}
