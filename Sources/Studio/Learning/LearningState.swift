public import Imaging

/// Models that are being learned from photos, by processes of their own that outlive the studio.
public struct LearningState: Equatable, Sendable {
  /// Seconds between two looks at the runs.
  static let pause = 1.0

  /// The runs there are, the latest first; empty before anybody looked.
  public internal(set) var runs: [LearningRun] = []
  /// Clock of the last look; `nil` before the first.
  var askedAt: Double?

  /// Nothing is known yet.
  public init() {}

  /// The run whose process is at work, the latest.
  public var active: LearningRun? { runs.first { $0.isRunning } }
}

/// How thoroughly a photo is learned.
public enum LearningPreset: String, Hashable, Sendable, Codable, CaseIterable {
  /// Small and quick, for a first look.
  case draft
  /// About ten minutes on two cores.
  case minutes
  /// The published recipe: hours.
  case reference

  /// In words.
  public var words: String {
    switch self {
    case .draft: "draft"
    case .minutes: "ten minutes"
    case .reference: "reference"
    }
  }

  /// The next one.
  func following(backwards: Bool) -> LearningPreset {
    let all = Self.allCases
    let place = (all.firstIndex(of: self) ?? 0) + (backwards ? all.count - 1 : 1)
    return all[place % all.count]
  }
}

/// One photo that is being learned, or was.
public struct LearningRun: Equatable, Sendable {
  /// Its name, by which its model is loaded.
  public var name: String
  /// How thoroughly.
  public var preset: LearningPreset
  /// Sizes of its scales, from the coarsest; empty before the plan is made.
  public var sizes: [PixelSize]
  /// The scale in work, which is how many are finished.
  public var scale: Int
  /// Part of that scale that is done, 0…1.
  public var fraction: Double
  /// Expected seconds to the end of that scale; `nil` while unknown.
  public var scaleSecondsLeft: Double?
  /// Expected seconds to the end; `nil` while unknown.
  public var secondsLeft: Double?
  /// Whether its process is at work.
  public var isRunning: Bool
  /// Whether all scales are finished.
  public var isFinished: Bool
  /// A sample of the scale in work; `nil` before the first.
  public var sample: RGBImage?
  /// Why it ended before its end; `nil` when it did not, or was stopped.
  public var failure: String?

  /// A run.
  public init(
    name: String, preset: LearningPreset = .minutes, sizes: [PixelSize] = [], scale: Int = 0,
    fraction: Double = 0, scaleSecondsLeft: Double? = nil, secondsLeft: Double? = nil,
    isRunning: Bool = false, isFinished: Bool = false, sample: RGBImage? = nil,
    failure: String? = nil
  ) {
    self.name = name
    self.preset = preset
    self.sizes = sizes
    self.scale = scale
    self.fraction = fraction
    self.scaleSecondsLeft = scaleSecondsLeft
    self.secondsLeft = secondsLeft
    self.isRunning = isRunning
    self.isFinished = isFinished
    self.sample = sample
    self.failure = failure
  }

  /// Whether a scale is finished, so that the model can be played.
  public var isPlayable: Bool { scale > 0 }

  /// What becomes of it, in words.
  public var words: String {
    if isFinished { return "learned" }
    if let failure { return "✗ \(failure)" }
    let done = sizes.isEmpty ? "" : " at scale \(scale) of \(sizes.count - 1)"
    if !isRunning { return "stopped" + done }
    guard !sizes.isEmpty else { return "begins…" }
    let left = secondsLeft.map { ", \(Self.time($0)) left" } ?? ""
    return "scale \(scale) of \(sizes.count - 1), \(Int(100 * fraction)) %\(left)"
  }

  /// Seconds as people say them: `40 s`, `6 min`, `2 h 05`.
  public static func time(_ seconds: Double) -> String {
    let whole = Int(max(0, min(seconds, 1e7)).rounded())
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return "\((whole + 30) / 60) min" }
    let rest = whole / 60 % 60
    return "\(whole / 3600) h \(rest < 10 ? "0" : "")\(rest)"
  }
}
