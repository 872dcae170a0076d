import Imaging

/// Two sources learned from together, the second with a given share of the examples.
public struct MixtureSource: TrainingSource {
  private let first: any TrainingSource
  private let second: any TrainingSource
  private let share: Double

  /// - Parameter share: Of the examples that come from the second source, 0…1.
  public init(
    _ first: any TrainingSource, _ second: any TrainingSource, share: Double
  ) {
    precondition((0...1).contains(share), "a share of \(share)")
    self.first = first
    self.second = second
    self.share = share
  }

  /// Those of both.
  public var count: Int { first.count + second.count }

  /// Both in words, with their shares.
  public var summary: String {
    let percent = Int((share * 100).rounded())
    return "\(100 - percent) % \(first.summary) · \(percent) % \(second.summary)"
  }

  /// What the scenes among them show.
  public var scenes: SceneLooks? { first.scenes ?? second.scenes }

  /// Those of both.
  public var parts: [any TrainingSource] { first.parts + second.parts }

  /// Those of the first.
  public var classNames: [String] { first.classNames }

  /// The first's, then the second's.
  public func example(at index: Int) throws(TrainingError) -> TrainingExample {
    index < first.count
      ? try first.example(at: index) : try second.example(at: index - first.count)
  }

  /// The first's, then the second's.
  public func example(
    at index: Int, variation: UInt64
  ) throws(TrainingError) -> TrainingExample {
    index < first.count
      ? try first.example(at: index, variation: variation)
      : try second.example(at: index - first.count, variation: variation)
  }

  /// As its own source calls it.
  public func name(at index: Int) -> String {
    index < first.count ? first.name(at: index) : second.name(at: index - first.count)
  }

  /// One of the second as often as its share says, else one of the first.
  public func index(using random: inout SeededRandom) -> Int {
    Double.random(in: 0..<1, using: &random) < share
      ? first.count + second.index(using: &random) : first.index(using: &random)
  }
}

/// Examples of two sources in turn, for the sheets: both kinds are among the first.
public struct AlternatingSource: TrainingSource {
  private let sources: [any TrainingSource]
  private let places: [(source: Int, index: Int)]

  /// Lists both.
  public init(_ first: any TrainingSource, _ second: any TrainingSource) {
    sources = [first, second]
    places = (0..<max(first.count, second.count)).flatMap { index in
      [(0, index), (1, index)].filter { $0.1 < ($0.0 == 0 ? first.count : second.count) }
    }
  }

  /// Those of both.
  public var count: Int { places.count }
  /// Both in words.
  public var summary: String { sources.map(\.summary).joined(separator: " · ") }

  /// As its own source gives it.
  public func example(at index: Int) throws(TrainingError) -> TrainingExample {
    try sources[places[index].source].example(at: places[index].index)
  }

  /// As its own source calls it.
  public func name(at index: Int) -> String {
    sources[places[index].source].name(at: places[index].index)
  }
}
