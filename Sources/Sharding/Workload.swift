/// How much work there is, for a proposal of how to divide it.
public struct Workload: Hashable, Sendable {
  /// Pictures in all.
  public var items: Int
  /// Seconds until the first picture can begin: engine and model.
  public var loadSeconds: Double
  /// Seconds per picture in one process, writing included.
  public var secondsPerItem: Double

  /// A workload; numbers that are none become 0.
  public init(items: Int, loadSeconds: Double, secondsPerItem: Double) {
    func plain(_ value: Double) -> Double { value.isFinite ? min(max(0, value), 1e6) : 0 }
    self.items = max(0, items)
    self.loadSeconds = plain(loadSeconds)
    self.secondsPerItem = plain(secondsPerItem)
  }

  /// Seconds that one of n shards takes.
  public func seconds(shards: Int) -> Double {
    loadSeconds + secondsPerItem * (Double(items) / Double(max(1, shards))).rounded(.up)
  }

  /// Seconds a shard should take: ten minutes, longer where loading is long (at least twenty times as
  /// long as it).
  private var wantedSeconds: Double { max(600, 20 * loadSeconds) }

  /// Shards so that each takes five to thirty minutes and at least twenty times the loading, as far as
  /// 1 to 1000 shards allow.
  public var proposedShards: Int {
    let wanted = (secondsPerItem * Double(items) / wantedSeconds).rounded(.down)
    return min(max(1, Int(min(wanted, Double(Shard.limit)))), max(1, min(items, Shard.limit)))
  }

  /// The proposal in words.
  public func words(shards: Int) -> String {
    func time(_ seconds: Double) -> String {
      if seconds < 120 { return "\(Int(seconds.rounded())) s" }
      if seconds < 7200 { return "\(Int((seconds / 60).rounded())) min" }
      return "\((seconds / 360).rounded() / 10) h"
    }
    let each = (secondsPerItem * 1000).rounded() / 1000
    let load = (loadSeconds * 10).rounded() / 10
    return "\(items) items of \(each) s, loading \(load) s: \(shards) shards of "
      + "\(time(seconds(shards: shards))) each, \(time(secondsPerItem * Double(items))) in all"
  }
}
