public import Generators
import Synthesis

/// How the styles of a table become a handful per class.
public struct StyleClustering: Sendable, Hashable {
  /// How many clusters a class gets.
  public enum Count: Sendable, Hashable {
    /// So many, or as many as there are different styles.
    case fixed(Int)
    /// From two to so many, whichever has the best mean silhouette.
    case silhouette(upTo: Int)
  }

  /// How many clusters.
  public var count = Count.silhouette(upTo: 8)
  /// Objects smaller than this share of their picture are left out: the encoder hardly sees them.
  /// pix2pixHD leaves out what is not above 1/64.
  public var smallestShare = 1.0 / 256
  /// k-means.
  public var means = KMeans()
  /// Points the silhouette is measured on; of more, evenly spread ones are taken.
  public var silhouettePoints = 400

  /// The usual settings.
  public init() {}

  /// What was clustered.
  public struct Outcome: Sendable {
    /// The clusters, largest first per class.
    public var clusters: StyleClusters
    /// Objects left out because they are too small.
    public var tooSmall: Int
    /// Objects left out because they span several classes, a fault of their instance maps.
    public var spanning: Int
    /// Mean silhouette per class with more than one cluster, on at most `silhouettePoints`.
    public var silhouettes: [Int: Double]
  }

  /// Clusters a table; `nil` when no object is left.
  public func clusters(of table: StyleTable) -> Outcome? {
    var points: [Int: [[Double]]] = [:]
    var (tooSmall, spanning) = (0, 0)
    for row in table.rows {
      if row.style.classes > 1 {
        spanning += 1
      } else if row.style.share < smallestShare {
        tooSmall += 1
      } else {
        points[row.style.label, default: []].append(row.style.feature.map(Double.init))
      }
    }
    var classes: [Int: [StyleCluster]] = [:]
    var silhouettes: [Int: Double] = [:]
    for (label, members) in points.sorted(by: { $0.key < $1.key }) {
      let (result, silhouette) = divided(members)
      classes[label] = result.styles(of: members)
      if result.centers.count > 1 { silhouettes[label] = silhouette }
    }
    guard !classes.isEmpty else { return nil }
    return Outcome(
      clusters: StyleClusters(classes: classes, channels: table.channels), tooSmall: tooSmall,
      spanning: spanning, silhouettes: silhouettes)
  }

  private func divided(_ points: [[Double]]) -> (result: KMeans.Result, silhouette: Double) {
    switch count {
    case .fixed(let count):
      let result = means.clusters(of: points, count: min(count, points.count))
      return (result, silhouette(of: points, result))
    case .silhouette(let most):
      var best = means.clusters(of: points, count: 1)
      var bestSilhouette = -1.0
      for count in 2...max(2, most) where count < points.count {
        let result = means.clusters(of: points, count: count)
        let fit = silhouette(of: points, result)
        // The smaller number wins where a larger one is not clearly better.
        if fit > bestSilhouette + 1e-6 { (best, bestSilhouette) = (result, fit) }
      }
      return (best, bestSilhouette)
    }
  }

  private func silhouette(of points: [[Double]], _ result: KMeans.Result) -> Double {
    let wanted = max(2, silhouettePoints)
    guard points.count > wanted else {
      return Silhouette.mean(of: points, assignment: result.assignment)
    }
    let chosen = (0..<wanted).map { $0 * points.count / wanted }
    return Silhouette.mean(
      of: chosen.map { points[$0] }, assignment: chosen.map { result.assignment[$0] })
  }
}

extension KMeans.Result {
  /// Clusters as models know them, with each one's size and standard deviation per channel.
  fileprivate func styles(of points: [[Double]]) -> [StyleCluster] {
    centers.indices.map { cluster in
      let members = points.indices.filter { assignment[$0] == cluster }.map { points[$0] }
      let center = centers[cluster]
      let spread = center.indices.map { axis in
        (members.reduce(0) { $0 + ($1[axis] - center[axis]) * ($1[axis] - center[axis]) }
          / Double(max(1, members.count))).squareRoot()
      }
      return StyleCluster(
        center: center.map { Float($0) }, spread: spread.map { Float($0) }, size: members.count)
    }
  }
}
