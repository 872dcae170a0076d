import Foundation
import Imaging

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
  public private(set) var axes: [Axis]

  /// Axes that come first, and what plans call them.
  private static let known = [
    ("models", "model"), ("labels", "labels"), ("styles", "style"), ("seeds", "seed"),
    ("psi", "psi"),
  ]
  /// Options that a sweep sets itself.
  private static let own: Set = [
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

  private func checkedCount() throws(SweepError) -> Int {
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

extension SweepPlan {
  private struct Stored: Codable {
    var schema = 1
    var axes: [Axis]
  }

  /// The axes as they are kept beside the pictures.
  public func stored() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(Stored(axes: axes))) + [10]
  }

  /// Reads axes that are kept beside pictures.
  /// - Throws: `SweepError` for a file that is none, or names that lead elsewhere.
  public init(stored bytes: [UInt8]) throws(SweepError) {
    guard let stored = try? JSONDecoder().decode(Stored.self, from: Data(bytes)),
      stored.schema == 1, !stored.axes.isEmpty, stored.axes.count <= 64
    else { throw SweepError("the kept plan is damaged: run the sweep again") }
    func isPlain(_ name: String) -> Bool {
      !name.isEmpty && name.utf8.count <= 100
        && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || ".-+=".contains($0)) }
    }
    for axis in stored.axes {
      guard isPlain(axis.option), !axis.values.isEmpty, axis.values.allSatisfy({ isPlain($0.name) })
      else { throw SweepError("the kept plan names what no picture can be called") }
    }
    options = []
    axes = stored.axes
    _ = try checkedCount()
  }

  /// What a plan may say for an axis.
  enum PlanValue: Decodable {
    case text(String)
    case flag(Bool)
    case list([PlanValue])

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let flag = try? container.decode(Bool.self) {
        self = .flag(flag)
      } else if let number = try? container.decode(Int64.self) {
        self = .text("\(number)")
      } else if let number = try? container.decode(Double.self), number.isFinite {
        self = .text("\(number)")
      } else if let text = try? container.decode(String.self) {
        self = .text(text)
      } else {
        self = .list(try container.decode([PlanValue].self))
      }
    }
  }

  private static func option(_ name: String) -> String {
    known.first { $0.0 == name }?.1 ?? name
  }

  private static func checked(_ name: String) throws(SweepError) -> String {
    let option = option(name)
    let isPlain =
      !option.isEmpty && option.utf8.count <= 40
      && option.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
      && !option.hasPrefix("-")
    guard isPlain else {
      throw SweepError("“\(name)” is no option's name: small letters, digits and dashes")
    }
    guard !own.contains(option) || name == "seeds" else {
      throw SweepError("a sweep says --\(option) itself: leave “\(name)” out")
    }
    return option
  }

  private static func axis(_ name: String, _ value: PlanValue) throws(SweepError) -> Axis {
    let option = try checked(name)
    switch value {
    case .list(let values):
      guard !values.isEmpty else { throw SweepError("the axis “\(name)” has no values") }
      if values.allSatisfy({ if case .flag = $0 { true } else { false } }) {
        var flags: [Value] = []
        for case .flag(let isSet) in values {
          flags.append(Value(words: isSet ? ["on"] : [], name: isSet ? "on" : "off"))
        }
        guard Set(flags).count == flags.count else {
          throw SweepError("the axis “\(name)” says a value twice")
        }
        return Axis(option: option, values: flags, isFlag: true)
      }
      var all: [[String]] = []
      for value in values { all.append(try words(value, name)) }
      return Axis(option: option, values: try named(all, option))
    case .text(let text) where option == "seed":
      return Axis(option: option, values: try named(try seeds(text).map { [$0] }, option))
    case .text, .flag:
      return Axis(option: option, values: try named([try words(value, name)], option))
    }
  }

  private static func fixed(_ name: String, _ value: PlanValue) throws(SweepError) -> Axis {
    let option = try checked(name)
    if case .flag(let isSet) = value {
      return Axis(
        option: option, values: [Value(words: isSet ? ["on"] : [], name: "")], isFlag: true)
    }
    return Axis(option: option, values: [Value(words: try words(value, name), name: "")])
  }

  private static func words(_ value: PlanValue, _ name: String) throws(SweepError) -> [String] {
    switch value {
    case .text(let text): return [text]
    case .flag: throw SweepError("“\(name)” mixes true or false with other values")
    case .list(let values):
      var words: [String] = []
      for value in values {
        guard case .text(let text) = value else {
          throw SweepError("“\(name)” is nested too deeply")
        }
        words.append(text)
      }
      return words
    }
  }

  /// Numbers, ranges and words: `1-200`, `1…200`, `0-9,rain`.
  private static func seeds(_ text: String) throws(SweepError) -> [String] {
    var seeds: [String] = []
    for part in text.split(separator: ",") {
      let part = part.trimmingCharacters(in: .whitespaces)
      let ends = part.replacing("…", with: "-").split(
        separator: "-", omittingEmptySubsequences: false)
      guard ends.count == 2, let first = UInt32(ends[0]), let last = UInt32(ends[1]) else {
        seeds.append(part)
        continue
      }
      guard first <= last, last - first < limit, seeds.count + Int(last - first) < limit else {
        throw SweepError("the seeds \(part) run backwards or are more than \(limit)")
      }
      seeds += (first...last).map(String.init)
    }
    guard !seeds.isEmpty else { throw SweepError("“\(text)” are no seeds") }
    return seeds
  }

  /// Values with names that files can have and that differ.
  private static func named(_ all: [[String]], _ option: String) throws(SweepError) -> [Value] {
    guard !all.isEmpty else { throw SweepError("the axis “\(option)” has no values") }
    guard Set(all).count == all.count else {
      throw SweepError("the axis “\(option)” says a value twice")
    }
    func plain(_ words: [String]) -> String {
      let text = words.map { word in
        option == "labels" || option == "model" || word.contains("/")
          ? ((word as NSString).lastPathComponent as NSString).deletingPathExtension : word
      }.joined(separator: "+")
      let signs = text.map { sign -> Character in
        sign.isASCII && (sign.isLetter || sign.isNumber || ".-+=".contains(sign)) ? sign : "-"
      }
      return String(signs.prefix(60))
    }
    let names = all.map(plain)
    let counts = Dictionary(grouping: names, by: { $0.lowercased() })
    return zip(all, names).map { words, name in
      // Two values of one name are told apart by a sum of all their words.
      let isShared = (counts[name.lowercased()]?.count ?? 0) > 1 || name.isEmpty
      var print = Fingerprint()
      for word in words { print.add(word) }
      return Value(words: words, name: isShared ? name + "-" + print.text.prefix(8) : name)
    }
  }
}

/// What is wrong with a plan; wrong usage.
public struct SweepError: Error, Hashable, CustomStringConvertible {
  /// In words.
  public let description: String

  /// Creates the error.
  public init(_ description: String) { self.description = description }
}
