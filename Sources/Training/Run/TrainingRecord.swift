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
    /// Mean of each loss since the entry before.
    public var losses: SPADETrainer.Losses
  }

  /// Entries in order.
  public var entries: [Entry] = []
  /// Wall time in seconds, pauses between resumed parts left out.
  public var seconds = 0.0
  /// Where the examples came from, one line per part of the run that changed it.
  public var data: [String] = []
  /// Machine and engine, one line per part of the run that changed it.
  public var machines: [String] = []

  /// An empty record.
  public init() {}

  /// Notes a line in a list unless it is the last one already.
  static func note(_ line: String, in list: inout [String]) {
    if list.last != line { list.append(line) }
  }
}

/// Averages losses between two entries.
struct LossMeter {
  private var sum = SPADETrainer.Losses()
  private var count = 0.0

  mutating func add(_ losses: SPADETrainer.Losses) {
    sum.adversarial += losses.adversarial
    sum.features += losses.features
    sum.pyramid += losses.pyramid
    sum.divergence += losses.divergence
    sum.real += losses.real
    sum.fake += losses.fake
    count += 1
  }

  /// The means since the last call; starts anew.
  mutating func take() -> SPADETrainer.Losses {
    defer { self = LossMeter() }
    var mean = SPADETrainer.Losses()
    let divisor = max(1, count)
    mean.adversarial = sum.adversarial / divisor
    mean.features = sum.features / divisor
    mean.pyramid = sum.pyramid / divisor
    mean.divergence = sum.divergence / divisor
    mean.real = sum.real / divisor
    mean.fake = sum.fake / divisor
    return mean
  }
}
