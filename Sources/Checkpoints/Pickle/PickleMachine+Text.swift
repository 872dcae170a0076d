extension PickleMachine {
  /// Text of some bytes, read as ISO 8859-1 if it is not UTF-8.
  func text(_ range: Range<Int>) -> String { buffer.text(range) ?? buffer.latin1(range) }

  /// The text of a value such as a name or a key; `nil` if it is none, or too long for that.
  func text(of node: UInt32) -> String? {
    let maximumLength = 4096
    switch self[node] {
    case .text(let range), .byteString(let range):
      return range.count <= maximumLength ? text(range) : nil
    case .decoded(let index, isText: true):
      return decoded[index].count <= maximumLength ? pythonText(decoded[index]) : nil
    default: return nil
    }
  }

  /// The integer of a value; `nil` if it is none.
  func int(of node: UInt32) -> Int? {
    if case .int(let value) = self[node] { return value }
    return nil
  }

  /// The elements of a tuple or list; `nil` if it is none.
  func items(of node: UInt32) -> [UInt32]? {
    switch self[node] {
    case .tuple(let index), .list(let index): contents[index]
    default: nil
    }
  }

  /// A size or stride list: integers that are not negative.
  func naturals(of node: UInt32, _ what: String) throws(CheckpointError) -> [Int] {
    guard let items = items(of: node) else { throw malformed("gives no list as \(what)") }
    try limit("rank of a tensor", items.count, 8)
    var values: [Int] = []
    for item in items {
      guard let value = int(of: item) else { throw malformed("gives no integer as \(what)") }
      guard value >= 0 else { throw malformed("gives \(value) as \(what)") }
      values.append(value)
    }
    return values
  }

  /// The value of a text key of a dictionary; `nil` if there is none.
  func value(of dictionary: UInt32, key: String) -> UInt32? {
    guard case .dictionary(let index) = self[dictionary] else { return nil }
    let pairs = contents[index]
    for position in stride(from: 0, to: pairs.count - 1, by: 2)
    where text(of: pairs[position]) == key {
      return pairs[position + 1]
    }
    return nil
  }

  // MARK: Lines of protocol 0

  /// A little-endian two's complement integer of any length.
  mutating func integer(_ range: Range<Int>) throws(CheckpointError) -> UInt32 {
    guard range.count <= 8 else { return try add(.bigInteger(range)) }
    var value: UInt64 = 0
    for (position, index) in range.enumerated() {
      value |= UInt64(buffer[index]) << (8 * UInt64(position))
    }
    let unused = 64 - 8 * range.count
    return try add(.int(unused == 64 ? 0 : Int(Int64(bitPattern: value << unused) >> unused)))
  }

  mutating func integerLine() throws(CheckpointError) -> UInt32 {
    var line = text(try cursor.line("integer"))
    if line == "00" { return 1 }
    if line == "01" { return 2 }
    if line.hasSuffix("L") { line.removeLast() }
    guard let value = Int(line) else { throw malformed("has an integer that is none") }
    return try add(.int(value))
  }

  mutating func numberLine() throws(CheckpointError) -> UInt32 {
    guard let value = Double(text(try cursor.line("number"))) else {
      throw malformed("has a number that is none")
    }
    return try add(.double(value))
  }

  mutating func memoLine() throws(CheckpointError) -> Int {
    guard let value = Int(text(try cursor.line("memo"))) else {
      throw malformed("has a memo number that is none")
    }
    return value
  }

  /// A quoted string of Python 2 with its escapes.
  mutating func stringLine() throws(CheckpointError) -> UInt32 {
    let range = try cursor.line("text")
    guard range.count >= 2, let quote = range.first.map({ buffer[$0] }),
      quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\""),
      buffer[range.upperBound - 1] == quote
    else { throw malformed("has text without quotes") }
    let inner = (range.lowerBound + 1)..<(range.upperBound - 1)
    guard let bytes = unescaped(buffer.copy(inner), unicode: false) else {
      throw malformed("has text with a broken escape")
    }
    return try add(.decoded(try addDecoded(bytes), isText: true))
  }

  /// A line of raw-unicode-escape: ISO 8859-1 with `\uXXXX`.
  mutating func unicodeLine() throws(CheckpointError) -> UInt32 {
    guard let bytes = unescaped(buffer.copy(try cursor.line("text")), unicode: true) else {
      throw malformed("has text with a broken escape")
    }
    return try add(.decoded(try addDecoded(bytes), isText: true))
  }
}

/// A string of Python 2 as text: UTF-8 if it is that, else ISO 8859-1.
func pythonText(_ bytes: [UInt8]) -> String {
  String(validating: bytes, as: UTF8.self)
    ?? String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
}

/// Undoes Python's escapes; `nil` if one is broken. With `unicode` only `\u` and `\U` count, other
/// bytes are ISO 8859-1, and the result is UTF-8; without, the result is raw bytes.
private func unescaped(_ source: [UInt8], unicode: Bool) -> [UInt8]? {
  var result: [UInt8] = []
  var index = 0
  /// The value of `count` digits after the escape's letter.
  func digits(_ count: Int, radix: Int, from start: Int) -> UInt32? {
    guard start + count <= source.count,
      let text = String(validating: source[start..<(start + count)], as: UTF8.self)
    else { return nil }
    return UInt32(text, radix: radix)
  }
  while index < source.count {
    let byte = source[index]
    guard byte == UInt8(ascii: "\\"), index + 1 < source.count else {
      if !unicode && byte == UInt8(ascii: "\\") { return nil }
      if unicode { result += Array(String(Unicode.Scalar(byte)).utf8) } else { result.append(byte) }
      index += 1
      continue
    }
    let letter = source[index + 1]
    if unicode {
      let count = letter == UInt8(ascii: "u") ? 4 : letter == UInt8(ascii: "U") ? 8 : 0
      if count == 0 {
        result.append(byte)
        index += 1
        continue
      }
      guard let scalar = digits(count, radix: 16, from: index + 2).flatMap(Unicode.Scalar.init)
      else { return nil }
      result += Array(String(scalar).utf8)
      index += 2 + count
      continue
    }
    if letter == UInt8(ascii: "x") {
      guard let value = digits(2, radix: 16, from: index + 2) else { return nil }
      result.append(UInt8(truncatingIfNeeded: value))
      index += 4
      continue
    }
    guard let plain = plainEscapes[letter] else { return nil }
    result.append(plain)
    index += 2
  }
  return result
}

/// Python's escapes of one letter.
private let plainEscapes: [UInt8: UInt8] = [
  UInt8(ascii: "n"): 0x0a, UInt8(ascii: "t"): 0x09, UInt8(ascii: "r"): 0x0d,
  UInt8(ascii: "\\"): 0x5c, UInt8(ascii: "'"): 0x27, UInt8(ascii: "\""): 0x22,
  UInt8(ascii: "a"): 0x07, UInt8(ascii: "b"): 0x08, UInt8(ascii: "f"): 0x0c,
  UInt8(ascii: "v"): 0x0b, UInt8(ascii: "0"): 0x00,
]
