/// A JSON value of a safetensors header; keys keep their order and are unique.
enum JSONValue: Equatable {
  case null
  case bool(Bool)
  case integer(Int)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([(key: String, value: JSONValue)])

  static func == (left: JSONValue, right: JSONValue) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.bool(let a), .bool(let b)): a == b
    case (.integer(let a), .integer(let b)): a == b
    case (.number(let a), .number(let b)): a == b
    case (.string(let a), .string(let b)): a == b
    case (.array(let a), .array(let b)): a == b
    case (.object(let a), .object(let b)):
      a.count == b.count && zip(a, b).allSatisfy { $0.key == $1.key && $0.value == $1.value }
    default: false
    }
  }
}

/// Reads JSON (RFC 8259) strictly: no duplicate keys, no deep nesting, nothing after the value but
/// spaces. Foundation's decoder keeps neither order nor duplicates, so it cannot check them.
struct StrictJSON {
  private static let maximumDepth = 8
  private var cursor: ByteCursor
  private var depth = 0

  /// Parses the bytes of `range`.
  static func parse(
    _ buffer: ByteBuffer, _ range: Range<Int>, origin: Origin
  ) throws(CheckpointError) -> JSONValue {
    var parser = StrictJSON(cursor: ByteCursor(buffer, range, origin: origin))
    let value = try parser.value()
    while let next = parser.peek() {
      guard next == UInt8(ascii: " ") else { throw parser.unexpected("after the header's end") }
      parser.skip()
    }
    return value
  }

  private init(cursor: ByteCursor) { self.cursor = cursor }

  private func peek() -> UInt8? {
    cursor.remaining > 0 ? cursor.buffer[cursor.position] : nil
  }

  private mutating func skip() { _ = try? cursor.byte("header") }

  private func unexpected(_ place: String) -> CheckpointError {
    cursor.origin.error(
      .malformed("the header is not valid JSON: unexpected character \(place)"),
      at: cursor.position)
  }

  private mutating func skipSpace() {
    while let next = peek(), [0x20, 0x09, 0x0a, 0x0d].contains(next) { skip() }
  }

  private mutating func expect(_ character: Character, _ place: String) throws(CheckpointError) {
    guard peek() == character.asciiValue else { throw unexpected(place) }
    skip()
  }

  private mutating func value() throws(CheckpointError) -> JSONValue {
    switch peek() {
    case UInt8(ascii: "{"): return try object()
    case UInt8(ascii: "["): return try array()
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return try number()
    }
  }

  private mutating func word(
    _ text: StaticString, _ value: JSONValue
  ) throws(CheckpointError) -> JSONValue {
    for character in text.description { try expect(character, "in a word") }
    return value
  }

  private mutating func enter() throws(CheckpointError) {
    depth += 1
    guard depth <= Self.maximumDepth else {
      throw cursor.origin.error(
        .limitExceeded(what: "nesting of the header", found: depth, limit: Self.maximumDepth),
        at: cursor.position)
    }
    skip()
    skipSpace()
  }

  private mutating func object() throws(CheckpointError) -> JSONValue {
    try enter()
    defer { depth -= 1 }
    var pairs: [(key: String, value: JSONValue)] = []
    var seen = Set<String>()
    if peek() == UInt8(ascii: "}") {
      skip()
      return .object([])
    }
    while true {
      let at = cursor.position
      let key = try string()
      guard seen.insert(key).inserted else {
        throw cursor.origin.error(.duplicateName(key), at: at)
      }
      skipSpace()
      try expect(":", "after a key")
      skipSpace()
      pairs.append((key, try value()))
      skipSpace()
      if peek() == UInt8(ascii: ",") {
        skip()
        skipSpace()
        continue
      }
      try expect("}", "in an object")
      return .object(pairs)
    }
  }

  private mutating func array() throws(CheckpointError) -> JSONValue {
    try enter()
    defer { depth -= 1 }
    var values: [JSONValue] = []
    if peek() == UInt8(ascii: "]") {
      skip()
      return .array([])
    }
    while true {
      values.append(try value())
      skipSpace()
      if peek() == UInt8(ascii: ",") {
        skip()
        skipSpace()
        continue
      }
      try expect("]", "in an array")
      return .array(values)
    }
  }

  private mutating func number() throws(CheckpointError) -> JSONValue {
    let start = cursor.position
    while let next = peek(), "+-.eE0123456789".utf8.contains(next) { skip() }
    guard let text = cursor.buffer.text(start..<cursor.position), !text.isEmpty else {
      throw unexpected("where a value should begin")
    }
    if let integer = Int(text), !text.hasPrefix("+") { return .integer(integer) }
    guard let double = Double(text), double.isFinite else { throw unexpected("in a number") }
    return .number(double)
  }

  private mutating func string() throws(CheckpointError) -> String {
    try expect("\"", "where text should begin")
    var bytes: [UInt8] = []
    while true {
      let next = try cursor.byte("text of the header")
      switch next {
      case UInt8(ascii: "\""):
        guard let text = String(validating: bytes, as: UTF8.self) else {
          throw unexpected("before: text is not UTF-8")
        }
        return text
      case UInt8(ascii: "\\"): bytes += try escaped()
      case 0..<0x20: throw unexpected("before: a control character in text")
      default: bytes.append(next)
      }
    }
  }

  private mutating func escaped() throws(CheckpointError) -> [UInt8] {
    switch try cursor.byte("escaped character") {
    case UInt8(ascii: "n"): return [0x0a]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "r"): return [0x0d]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0c]
    case UInt8(ascii: "\""): return [0x22]
    case UInt8(ascii: "\\"): return [0x5c]
    case UInt8(ascii: "/"): return [0x2f]
    case UInt8(ascii: "u"): return try unicode()
    default: throw unexpected("before: an unknown escape")
    }
  }

  private mutating func unicode() throws(CheckpointError) -> [UInt8] {
    var code = UInt32(try hexadecimal())
    if (0xd800..<0xdc00).contains(code) {  // first half of a surrogate pair
      try expect("\\", "in a surrogate pair")
      try expect("u", "in a surrogate pair")
      let low = UInt32(try hexadecimal())
      guard (0xdc00..<0xe000).contains(low) else { throw unexpected("in a surrogate pair") }
      code = 0x10000 + (code - 0xd800) << 10 + (low - 0xdc00)
    }
    guard let scalar = Unicode.Scalar(code) else { throw unexpected("in an escape") }
    return Array(String(Character(scalar)).utf8)
  }

  private mutating func hexadecimal() throws(CheckpointError) -> UInt16 {
    let range = try cursor.take(4, "escaped character")
    guard let text = cursor.buffer.text(range), text.allSatisfy(\.isHexDigit),
      let value = UInt16(text, radix: 16)
    else { throw unexpected("in an escape") }
    return value
  }
}
