/// A tree of named values, as Kubernetes takes it, in the order in which it is written.
public indirect enum Manifest: Hashable, Sendable {
  /// A word; always written in quotes, so that no reader takes it for something else.
  case text(String)
  /// A whole number.
  case number(Int)
  /// Yes or no.
  case flag(Bool)
  /// A list.
  case list([Manifest])
  /// Named values.
  case fields([Field])

  /// A name and its value.
  public struct Field: Hashable, Sendable {
    /// The name.
    public var name: String
    /// The value.
    public var value: Manifest

    /// A field.
    public init(_ name: String, _ value: Manifest) {
      self.name = name
      self.value = value
    }
  }

  /// YAML without a mark before it.
  public var yaml: String { lines(0).joined(separator: "\n") + "\n" }

  private func lines(_ depth: Int) -> [String] {
    let indent = String(repeating: "  ", count: depth)
    switch self {
    case .text, .number, .flag: return [indent + scalar]
    case .list(let values):
      return values.flatMap { value in
        var inner = value.lines(depth + 1)
        // The dash takes the place of two blanks.
        inner[0] = indent + "- " + inner[0].dropFirst(indent.count + 2)
        return inner
      }
    case .fields(let fields):
      return fields.flatMap { field -> [String] in
        switch field.value {
        case .text, .number, .flag: return ["\(indent)\(field.name): \(field.value.scalar)"]
        case .list(let values) where values.isEmpty: return ["\(indent)\(field.name): []"]
        case .fields(let inner) where inner.isEmpty: return ["\(indent)\(field.name): {}"]
        default: return ["\(indent)\(field.name):"] + field.value.lines(depth + 1)
        }
      }
    }
  }

  private var scalar: String {
    switch self {
    case .text(let text):
      let escaped = text.unicodeScalars.map { scalar -> String in
        switch scalar {
        case "\"": "\\\""
        case "\\": "\\\\"
        case "\n": "\\n"
        case "\t": "\\t"
        default:
          scalar.value < 32 || scalar.value == 127
            ? "\\x" + String(scalar.value + 256, radix: 16).dropFirst() : String(scalar)
        }
      }
      return "\"" + escaped.joined() + "\""
    case .number(let number): return "\(number)"
    case .flag(let flag): return flag ? "true" : "false"
    case .list, .fields: return ""
    }
  }
}
