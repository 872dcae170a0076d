import Foundation

/// A grid of pictures: every combination of the values of its axes is one, named by its values.
public struct SweepPlan: Hashable, Sendable {
  /// Most pictures of a plan.
  public static let limit = 1_000_000

  /// One value of an axis: words of an option, several where it is repeated.
  public struct Value: Hashable, Sendable, Codable {
    /// The words; none for a flag that is not set.
    public var words: [String]
    /// What names call it.
    public var name: String
  }

  /// One axis.
  public struct Axis: Hashable, Sendable, Codable {
    /// Name of the option of `ganvas render`, without dashes.
    public var option: String
    /// Its values in order.
    public var values: [Value]
    /// Whether the option takes no word.
    public var isFlag = false
  }

  /// One picture.
  public struct Item: Hashable, Sendable {
    /// Which value of each axis.
    public var indices: [Int]
    /// The picture's name without ending.
    public var name: String
  }

  /// Options that are the same for all, by name.
  public var options: [Axis]
  /// The axes; the first changes slowest.
  public internal(set) var axes: [Axis]

  /// Axes that come first, and what plans call them.
  static let known = [
    ("models", "model"), ("labels", "labels"), ("styles", "style"), ("seeds", "seed"),
    ("psi", "psi"),
  ]
  /// Options that a sweep sets itself.
  static let own: Set = [
    "output", "o", "json", "shard", "shards", "verify", "deep", "seeds", "frames", "psi-from",
    "psi-to", "save-latent", "help", "version",
  ]

  /// Reads a plan: `{"options": {"precision": "float32"}, "axes": {"models": ["a", "b"], "seeds":
  /// "1-200", "psi": [0.5, 0.7, 1]}}`.
  /// - Throws: `SweepError` naming what is wrong.
  public init(_ bytes: [UInt8]) throws(SweepError) {
    struct Plan: Decodable {
      var options: [String: PlanValue]?
      var axes: [String: PlanValue]
    }
    guard bytes.count <= 64 << 20 else { throw SweepError("the plan is larger than 64 MiB") }
    let plan: Plan
    do { plan = try JSONDecoder().decode(Plan.self, from: Data(bytes)) } catch {
      throw SweepError(
        "the plan is no JSON of the form {\"options\": {…}, \"axes\": {\"seeds\": \"1-9\", …}}")
    }
    var axes: [Axis] = []
    for (name, value) in plan.axes.sorted(by: { $0.key < $1.key }) {
      axes.append(try Self.axis(name, value))
    }
    let order = Self.known.map(\.1)
    axes.sort {
      let places = [$0, $1].map { order.firstIndex(of: $0.option) ?? order.count }
      return (places[0], $0.option) < (places[1], $1.option)
    }
    var options: [Axis] = []
    for (name, value) in (plan.options ?? [:]).sorted(by: { $0.key < $1.key }) {
      let option = Self.option(name)
      guard !axes.contains(where: { $0.option == option }) else {
        throw SweepError("“\(name)” is an option and an axis: leave one of them out")
      }
      options.append(try Self.fixed(name, value))
    }
    guard !axes.isEmpty else { throw SweepError("the plan has no axes") }
    if let twice = Dictionary(grouping: axes, by: \.option).first(where: { $0.value.count > 1 }) {
      throw SweepError("the axis “\(twice.key)” is there twice")
    }
    self.options = options
    self.axes = axes
    _ = try checkedCount()
  }

  /// How many pictures there are.
  public var count: Int { axes.reduce(1) { $0 * $1.values.count } }

  /// The picture of a number, 0..<count.
  public subscript(number: Int) -> Item {
    var rest = number
    var indices = [Int](repeating: 0, count: axes.count)
    for axis in axes.indices.reversed() {
      indices[axis] = rest % axes[axis].values.count
      rest /= axes[axis].values.count
    }
    return Item(indices: indices, name: name(indices))
  }

  /// Puts other values in the place of an axis's, for instance the maps of a folder for the folder.
  /// - Throws: `SweepError` for none or too many.
  public mutating func replace(_ option: String, with words: [String]) throws(SweepError) {
    guard let index = axes.firstIndex(where: { $0.option == option }) else { return }
    axes[index].values = try Self.named(words.map { [$0] }, option)
    _ = try checkedCount()
  }

  /// Words for a command line.
  public func arguments(of item: Item, except skipped: Set<String> = []) -> [String] {
    let chosen =
      zip(axes, item.indices).map { axis, index in (axis, axis.values[index]) }
      + options.flatMap { axis in axis.values.map { (axis, $0) } }
    return chosen.flatMap { axis, value -> [String] in
      if skipped.contains(axis.option) { return [] }
      let dashed = (axis.option.count == 1 ? "-" : "--") + axis.option
      if axis.isFlag { return value.words.isEmpty ? [] : [dashed] }
      return value.words.flatMap { [dashed + "=" + $0] }
    }
  }

  /// The name of the picture of some values, one index per axis.
  public func name(_ indices: [Int]) -> String {
    zip(axes, indices).map { "\($0.option)-\($0.values[$1].name)" }.joined(separator: "_")
  }

  func checkedCount() throws(SweepError) -> Int {
    var count = 1
    for axis in axes {
      let (product, overflows) = count.multipliedReportingOverflow(by: axis.values.count)
      guard !overflows, product <= Self.limit else {
        throw SweepError("the plan has more than \(Self.limit) pictures")
      }
      count = product
    }
    let longest = axes.reduce(0) { sum, axis in
      sum + axis.option.utf8.count + 2 + (axis.values.map(\.name.utf8.count).max() ?? 0)
    }
    guard longest <= 200 else {
      throw SweepError("names would have \(longest) bytes, and files take 200: take fewer axes")
    }
    return count
  }
}

/// What is wrong with a plan; wrong usage.
public struct SweepError: Error, Hashable, CustomStringConvertible {
  /// In words.
  public let description: String

  /// Creates the error.
  public init(_ description: String) { self.description = description }
}
