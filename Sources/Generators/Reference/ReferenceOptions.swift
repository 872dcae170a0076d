public import Foundation

/// Options of a reference program by their original names (`ngf`, `label_nc`, …), read from the
/// `options.json` of a fixture or from the `opt.txt` that training writes beside its weights.
public struct ReferenceOptions: Sendable, Equatable {
  /// Largest file that is read, in bytes.
  private static let fileLimit = 4 << 20

  private var values: [String: JSONValue]

  /// Options at hand.
  public init(_ values: [String: JSONValue] = [:]) {
    self.values = values
  }

  /// Reads an `options.json`.
  /// - Throws: `ModelError` for a file that is missing, too large or no JSON dictionary.
  public init(jsonFile file: URL) throws(ModelError) {
    let data = try Self.contents(of: file)
    do {
      values = try JSONDecoder().decode([String: JSONValue].self, from: data)
    } catch {
      throw .malformedOptions(file: file.path, reason: "it is no JSON dictionary")
    }
  }

  /// Reads an `opt.txt`: lines `name: value`, some with `[default: …]` behind.
  /// - Throws: `ModelError` for a file that is missing, too large, no text or without options.
  public init(textFile file: URL) throws(ModelError) {
    guard let text = String(data: try Self.contents(of: file), encoding: .utf8) else {
      throw .malformedOptions(file: file.path, reason: "it is no text in UTF-8")
    }
    self.init(text: text)
    guard !values.isEmpty else {
      throw .malformedOptions(file: file.path, reason: "it holds no line “name: value”")
    }
  }

  /// Options from the text of an `opt.txt`.
  public init(text: String) {
    values = [:]
    for line in text.split(whereSeparator: \.isNewline) {
      guard let colon = line.firstIndex(of: ":") else { continue }
      let name = line[..<colon].trimmingCharacters(in: .whitespaces)
      var rest = String(line[line.index(after: colon)...])
      if let note = rest.range(of: "[default:") { rest = String(rest[..<note.lowerBound]) }
      guard !name.isEmpty, !name.contains(" ") else { continue }
      values[name] = Self.value(rest.trimmingCharacters(in: .whitespaces))
    }
  }

  /// Options said one by one, each as `name=value`.
  /// - Throws: `ConfigurationError` for one without a name or `=`, and for two that differ.
  public init(assignments: [String]) throws(ConfigurationError) {
    values = [:]
    for assignment in assignments {
      guard let sign = assignment.firstIndex(of: "="), sign > assignment.startIndex else {
        throw ConfigurationError(field: "option", found: assignment, expected: "name=value")
      }
      let name = String(assignment[..<sign])
      let value = Self.value(String(assignment[assignment.index(after: sign)...]))
      if let earlier = values[name], earlier != value {
        throw ConfigurationError(
          field: "option \(name)", found: "said twice, and differently", expected: "one value")
      }
      values[name] = value
    }
  }

  /// These options, completed by others where they say nothing.
  public func completed(by others: ReferenceOptions) -> ReferenceOptions {
    ReferenceOptions(values.merging(others.values) { own, _ in own })
  }

  /// The names of all options, sorted; also those that say `None`.
  public var names: [String] { values.keys.sorted() }

  /// Whether an option is given at all.
  public func contains(_ name: String) -> Bool { values[name].map { $0 != .null } ?? false }

  /// A whole number; `nil` when absent.
  /// - Throws: `ConfigurationError` for anything else.
  public func integer(_ name: String) throws(ConfigurationError) -> Int? {
    try value(name, "a whole number") { value in
      if case .int(let number) = value { number } else { nil }
    }
  }

  /// A whole number in a range; `nil` when absent.
  /// - Throws: `ConfigurationError` for anything else.
  public func bounded(
    _ name: String, _ range: ClosedRange<Int>
  ) throws(ConfigurationError) -> Int? {
    guard let value = try integer(name) else { return nil }
    try ConfigurationError.check(value, in: range, name)
    return value
  }

  /// A number; `nil` when absent.
  /// - Throws: `ConfigurationError` for anything else.
  public func number(_ name: String) throws(ConfigurationError) -> Double? {
    try value(name, "a number") { value in
      switch value {
      case .int(let number): Double(number)
      case .double(let number): number
      default: nil
      }
    }
  }

  /// A truth value; `nil` when absent.
  /// - Throws: `ConfigurationError` for anything else.
  public func flag(_ name: String) throws(ConfigurationError) -> Bool? {
    try value(name, "true or false") { value in
      if case .bool(let flag) = value { flag } else { nil }
    }
  }

  /// A text; `nil` when absent.
  /// - Throws: `ConfigurationError` for anything else.
  public func text(_ name: String) throws(ConfigurationError) -> String? {
    try value(name, "a text") { value in
      if case .string(let text) = value { text } else { nil }
    }
  }

  /// The options below a name, for instance `generator_kwargs`; `nil` when absent.
  /// - Throws: `ConfigurationError` for anything else.
  public func section(_ name: String) throws(ConfigurationError) -> ReferenceOptions? {
    try value(name, "a dictionary") { value in
      if case .object(let values) = value { ReferenceOptions(values) } else { nil }
    }
  }

  /// A list of whole numbers; `nil` when absent.
  /// - Throws: `ConfigurationError` for anything else.
  public func integers(_ name: String) throws(ConfigurationError) -> [Int]? {
    try value(name, "a list of whole numbers") { value in
      guard case .array(let elements) = value else { return nil }
      let numbers = elements.compactMap { element in
        if case .int(let number) = element { number } else { nil }
      }
      return numbers.count == elements.count ? numbers : nil
    }
  }

  /// A list of pairs of whole numbers; `nil` when absent.
  /// - Throws: `ConfigurationError` for anything else.
  public func pairs(_ name: String) throws(ConfigurationError) -> [(Int, Int)]? {
    try value(name, "a list of pairs of whole numbers") { value in
      guard case .array(let elements) = value else { return nil }
      let pairs = elements.compactMap { element -> (Int, Int)? in
        guard case .array(let pair) = element, pair.count == 2, case .int(let first) = pair[0],
          case .int(let second) = pair[1]
        else { return nil }
        return (first, second)
      }
      return pairs.count == elements.count ? pairs : nil
    }
  }

  private func value<Value>(
    _ name: String, _ expected: String, _ convert: (JSONValue) -> Value?
  ) throws(ConfigurationError) -> Value? {
    guard let stored = values[name], stored != .null else { return nil }
    guard let value = convert(stored) else {
      throw ConfigurationError(field: name, found: "\(stored)", expected: expected)
    }
    return value
  }

  /// What Python printed, or a person wrote, as a value.
  private static func value(_ text: String) -> JSONValue {
    switch text.lowercased() {
    case "true": .bool(true)
    case "false": .bool(false)
    case "none", "": .null
    default:
      Int(text).map { .int($0) } ?? Double(text).map { .double($0) } ?? list(text)
        ?? .string(text)
    }
  }

  /// A list of whole numbers as Python prints one: `[26, 3]`.
  private static func list(_ text: String) -> JSONValue? {
    guard text.hasPrefix("["), text.hasSuffix("]") else { return nil }
    let parts = text.dropFirst().dropLast().split(separator: ",")
    let numbers = parts.compactMap { Int($0.trimmingCharacters(in: .whitespaces)) }
    return numbers.count == parts.count ? .array(numbers.map { .int($0) }) : nil
  }

  private static func contents(of file: URL) throws(ModelError) -> Data {
    let attributes = try? FileManager.default.attributesOfItem(atPath: file.path)
    guard let attributes else {
      throw .unreadable(file: file.path, reason: "there is no such file")
    }
    guard attributes[.type] as? FileAttributeType == .typeRegular,
      let size = attributes[.size] as? Int, size <= fileLimit
    else {
      throw .malformedOptions(
        file: file.path, reason: "it is no regular file below \(fileLimit >> 20) MiB")
    }
    do {
      return try Data(contentsOf: file)
    } catch {
      throw .unreadable(file: file.path, reason: error.localizedDescription)
    }
  }
}
