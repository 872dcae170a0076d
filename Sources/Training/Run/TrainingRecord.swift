import Generators

/// What happened in a run so far: kept beside its checkpoints, written to the model package.
public struct TrainingRecord: Codable, Sendable, Hashable {
  /// Losses averaged over some steps.
  public struct Entry: Codable, Sendable, Hashable {
    /// Steps made when it was written.
    public var step: Int
    /// Pictures seen by then.
    public var pictures: Int
    /// Wall time of the run by then, in seconds, pauses between resumed parts left out.
    public var seconds: Double
    /// Share of the time since the entry before in which training waited for examples; `nil` in
    /// entries from before it was measured.
    public var waiting: Double?
    /// Mean of each loss since the entry before, by the trainer's names.
    public var losses: [String: Double]
  }

  /// Entries in order.
  public var entries: [Entry] = []
  /// Wall time in seconds, pauses between resumed parts left out.
  public var seconds = 0.0
  /// How often each drawn example is used (`BatchSchedule`); `nil` in records from before, when
  /// each was drawn anew.
  public var uses: Int?
  /// Stamp of the data that was checked before the run's last part (`DataCheck`).
  public var checked: String?
  /// Where the examples came from, one line per part of the run that changed it.
  public var data: [String] = []
  /// What the examples show, where they are procedural scenes; `nil` elsewhere, and in records from
  /// before it was noted.
  public var scenes: SceneLooks?
  /// Machine and engine, one line per part of the run that changed it.
  public var machines: [String] = []

  /// An empty record.
  public init() {}

  /// Notes a line in a list unless it is the last one already.
  static func note(_ line: String, in list: inout [String]) {
    if list.last != line { list.append(line) }
  }

  /// The record as `model.json` keeps it.
  func facts(
    steps: Int, of configuration: some TrainingConfiguration
  ) throws -> ModelManifest.TrainingRecord {
    ModelManifest.TrainingRecord(
      wallSeconds: seconds, imagesSeen: configuration.picturesSeen(after: steps), steps: steps,
      seed: configuration.seed, data: (data + machines).joined(separator: "; "),
      losses: entries.last?.losses, configuration: try JSONValue(encoding: configuration))
  }
}

/// Averages losses between two entries, each over the steps that computed it.
struct LossMeter {
  private var sums: [String: (total: Double, count: Double)] = [:]

  mutating func add<Loss: RawRepresentable<String>>(_ losses: [Loss: Double]) {
    for (loss, value) in losses {
      let sum = sums[loss.rawValue] ?? (0, 0)
      sums[loss.rawValue] = (sum.total + value, sum.count + 1)
    }
  }

  /// The means since the last call; starts anew.
  mutating func take() -> [String: Double] {
    defer { sums = [:] }
    return sums.mapValues { $0.total / $0.count }
  }
}
