public import Foundation
public import Tensors

/// What belongs to a run but not to its result.
public struct TrainingOptions: Sendable {
  /// Folder of the run.
  public var folder: URL
  /// The run ends when this many pictures have been seen.
  public var pictures: Int
  /// Where the networks live and learn.
  public var device = Device.cpu
  /// Folder of a run of a lower resolution where a new run begins; `nil` begins from noise.
  public var start: URL?
  /// Threads that draw examples.
  public var loaders = 1
  /// How often an example that was drawn is used, each time changed a little; `nil` goes on as the
  /// run began, and begins by what the device asks for.
  public var uses: Int?
  /// Stamp of the data that was checked (`DataCheck.stamp`), kept with the run.
  public var checked: String?
  /// Seconds between checkpoints.
  public var checkpointInterval = 300.0
  /// Seconds between sample sheets.
  public var sheetInterval = 600.0
  /// Steps between progress lines.
  public var progressInterval = 25

  /// Options with the usual intervals and number of loaders.
  public init(folder: URL, pictures: Int) {
    self.folder = folder
    self.pictures = pictures
    loaders = BatchLoader.usualLoaders
  }

  /// How often drawings are used where nobody says: a card learns faster than cores draw.
  var usualUses: Int { device == .cpu ? 1 : 8 }
}

/// A moment of a run, for progress lines.
public struct TrainingProgress: Sendable {
  /// Steps made.
  public var step: Int
  /// Pictures seen.
  public var pictures: Int
  /// Pictures the run will see.
  public var target: Int
  /// Pictures per second since the last line.
  public var rate: Double
  /// Wall time of the run so far in seconds.
  public var seconds: Double
  /// Share of the time since the last line in which training waited for examples, 0…1.
  public var waiting: Double
  /// Mean losses since the last line, in the trainer's order.
  public var losses: [(name: String, value: Double)]

  /// Seconds until the target at the present rate.
  public var remaining: Double { Double(max(0, target - pictures)) / max(rate, 1e-9) }
}

extension TrainingProgress: CustomStringConvertible {
  /// One line: step, pictures, rate, time left, time spent waiting for examples, and losses.
  public var description: String {
    let values = losses.map { "\($0.name) \(String(format: "%.3f", $0.value))" }
    let minutes = Int(min(remaining, 1e8) / 60)
    return String(
      format: "step %d · %d of %d pictures · %.2f/s · %dh%02dm left · %.0f %% waiting · ", step,
      pictures, target, rate, minutes / 60, minutes % 60, waiting * 100)
      + values.joined(separator: " · ")
  }
}
