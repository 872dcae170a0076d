/// Time of one phase in all runs of a case, in seconds.
public struct PhaseTime: Sendable {
  /// Name of the phase.
  public let name: String
  /// On the wall.
  public let wall: Double
  /// Of all threads together.
  public let processor: Double

  /// Creates a time.
  public init(name: String, wall: Double, processor: Double) {
    self.name = name
    self.wall = wall
    self.processor = processor
  }
}

/// Times of one case of a benchmark.
public struct BenchResult: Sendable {
  /// Name of the case.
  public let name: String
  /// One per run, in seconds.
  public var seconds: [Double]
  /// Multiply-adds a frame still does, where they are the same in every run.
  public let multiplications: Double?
  /// Times of all runs together by phase.
  public var phases: [PhaseTime]

  /// Creates a result.
  public init(
    name: String, seconds: [Double], multiplications: Double?, phases: [PhaseTime] = []
  ) {
    self.name = name
    self.seconds = seconds
    self.multiplications = multiplications
    self.phases = phases
  }

  /// A quantile by linear interpolation, 0…1; NaN without runs.
  public func quantile(_ share: Double) -> Double {
    let sorted = seconds.sorted()
    guard let last = sorted.last else { return .nan }
    let position = share * Double(sorted.count - 1)
    let index = Int(position)
    guard index + 1 < sorted.count else { return last }
    return sorted[index] + (sorted[index + 1] - sorted[index]) * (position - Double(index))
  }
}
