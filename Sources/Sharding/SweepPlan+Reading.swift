import Foundation
import Imaging

/// What plans may say.
extension SweepPlan {
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

  static func option(_ name: String) -> String {
    known.first { $0.0 == name }?.1 ?? name
  }

  static func checked(_ name: String) throws(SweepError) -> String {
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

  static func axis(_ name: String, _ value: PlanValue) throws(SweepError) -> Axis {
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

  static func fixed(_ name: String, _ value: PlanValue) throws(SweepError) -> Axis {
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
  static func named(_ all: [[String]], _ option: String) throws(SweepError) -> [Value] {
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
