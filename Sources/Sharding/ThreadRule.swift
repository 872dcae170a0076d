import Foundation

/// How many threads compute where nobody says it: what a scheduler granted, not what the machine has.
public struct ThreadRule: Hashable, Sendable {
  /// The variables of the process.
  public var environment: [String: String]
  /// Processors the process may run on.
  public var affinity: Int
  /// Processors its control group grants, perhaps a part of one; `nil` without a limit.
  public var quota: Double?

  /// A rule.
  public init(environment: [String: String], affinity: Int, quota: Double? = nil) {
    self.environment = environment
    self.affinity = affinity
    self.quota = quota
  }

  /// The threads: OMP_NUM_THREADS, SLURM_CPUS_PER_TASK, the smaller of affinity and quota, in this
  /// order; 1 to 1024.
  public var count: Int {
    for name in ["OMP_NUM_THREADS", "SLURM_CPUS_PER_TASK"] {
      // OpenMP takes a list, the outermost level first.
      guard let text = environment[name]?.split(separator: ",").first,
        let number = Shard.number(text.trimmingCharacters(in: .whitespaces)), number > 0
      else { continue }
      return min(number, 1024)
    }
    let granted = quota.map { max(1, Int(min($0, 1024).rounded(.up))) } ?? 1024
    return max(1, min(affinity, granted, 1024))
  }

  /// The rule of this process.
  public static func current() -> ThreadRule {
    ThreadRule(
      environment: ProcessInfo.processInfo.environment,
      affinity: ProcessInfo.processInfo.activeProcessorCount,
      quota: quota(groups: text("/proc/self/cgroup"), read: { text($0) }))
  }

  /// What the control groups of a process grant: the smallest limit from its group upwards.
  /// - Parameters:
  ///   - groups: `/proc/self/cgroup`.
  ///   - read: Text of a file, empty where it is not there.
  public static func quota(groups: String, read: (String) -> String) -> Double? {
    var limits: [Double] = []
    for line in groups.split(separator: "\n") {
      let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count == 3 else { continue }
      let isUnified = fields[0] == "0" && fields[1].isEmpty
      guard isUnified || fields[1].split(separator: ",").contains("cpu") else { continue }
      let root = "/sys/fs/cgroup" + (isUnified ? "" : "/" + fields[1])
      var path = fields[2] == "/" ? "" : String(fields[2])
      while true {
        if let limit = isUnified
          ? share(read(root + path + "/cpu.max"))
          : share(
            read(root + path + "/cpu.cfs_quota_us") + " " + read(root + path + "/cpu.cfs_period_us")
          )
        {
          limits.append(limit)
        }
        guard let slash = path.lastIndex(of: "/") else { break }
        path = String(path[..<slash])
      }
    }
    return limits.min()
  }

  /// `quota period` in microseconds as a number of processors; `nil` for `max`, −1 and what is none.
  private static func share(_ text: String) -> Double? {
    let fields = text.split(whereSeparator: \.isWhitespace).map { Double($0) }
    guard fields.count == 2, let quota = fields[0], let period = fields[1], quota > 0, period > 0,
      quota.isFinite, period.isFinite
    else { return nil }
    return quota / period
  }

  private static func text(_ path: String) -> String {
    (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
  }

  /// The one graphics card a process of several on a machine takes: the LOCAL_RANK-th of those it may
  /// use (torchrun's variable; SLURM_LOCALID is Slurm's).
  /// - Returns: What CUDA_VISIBLE_DEVICES should be; `nil` where there is no such number, or one card
  ///   was chosen already.
  public static func visibleCard(in environment: [String: String]) -> String? {
    let local = ["LOCAL_RANK", "SLURM_LOCALID"].lazy.compactMap { environment[$0] }.first
    guard let local, let rank = Shard.number(local) else { return nil }
    guard let visible = environment["CUDA_VISIBLE_DEVICES"] else { return "\(rank)" }
    let cards = visible.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    guard cards.count > 1 else { return nil }
    return cards[rank % cards.count]
  }
}
