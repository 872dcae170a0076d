/// The header of a NumPy array file: a Python dictionary of three constants, such as
/// `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }` (format versions 1 to 3).
public struct NumpyHeader: Hashable, Sendable {
  /// Element type as the file says it: `<f4`, `|u1`, `>i8`, `O`.
  public let type: String
  /// Extents, the slowest first; no numbers for a scalar.
  public let shape: [Int]
  /// Whether the first index runs fastest.
  public let isFortran: Bool

  /// First bytes of every such file.
  public static let signature: [UInt8] = [0x93] + Array("NUMPY".utf8)
  /// Longest header that is read, in bytes.
  public static let largestLength = 1 << 16
  /// Most extents that are read.
  public static let largestRank = 8

  /// Parses the dictionary.
  /// - Throws: `NumpyHeaderError`.
  public init(_ text: Substring) throws(NumpyHeaderError) {
    guard let type = Self.value(of: "descr", in: text),
      let order = Self.value(of: "fortran_order", in: text),
      let shapeText = Self.value(of: "shape", in: text)
    else { throw .malformed("lacks descr, fortran_order or shape") }
    guard let quote = type.first, quote == "'" || quote == "\"",
      let code = type.dropFirst().split(separator: quote, omittingEmptySubsequences: false).first
    else { throw .structures }
    guard order.hasPrefix("True") || order.hasPrefix("False") else {
      throw .malformed("has a fortran_order that is neither True nor False")
    }
    guard shapeText.first == "(", let close = shapeText.firstIndex(of: ")") else {
      throw .malformed("has a shape that is no tuple")
    }
    var shape: [Int] = []
    let inner = shapeText[shapeText.index(after: shapeText.startIndex)..<close]
    for part in inner.split(separator: ",") {
      let digits = part.filter { $0 != " " && $0 != "L" }
      if digits.isEmpty { continue }
      guard let extent = Int(digits), extent >= 0 else {
        throw .malformed("has a shape of no sizes")
      }
      shape.append(extent)
    }
    guard shape.count <= Self.largestRank else { throw .rank(shape.count) }
    self.type = String(code)
    self.shape = shape
    isFortran = order.hasPrefix("True")
  }

  /// The text behind `'key':`, without leading spaces.
  private static func value(of key: String, in text: Substring) -> Substring? {
    for quote in ["'", "\""] {
      let pattern = quote + key + quote
      guard let start = position(of: pattern, in: text) else { continue }
      let rest = text[start...].drop { $0 == " " }
      guard rest.first == ":" else { return nil }
      return rest.dropFirst().drop { $0 == " " }
    }
    return nil
  }

  /// The index behind the first occurrence of `pattern`.
  private static func position(of pattern: String, in text: Substring) -> Substring.Index? {
    var index = text.startIndex
    while index < text.endIndex {
      if text[index...].hasPrefix(pattern) {
        return text.index(index, offsetBy: pattern.count)
      }
      index = text.index(after: index)
    }
    return nil
  }
}

/// Why a header is no header of an array that can be read.
public enum NumpyHeaderError: Error, Hashable, Sendable {
  /// What is wrong with it, a predicate: "has a shape that is no tuple".
  case malformed(String)
  /// Elements with fields of their own.
  case structures
  /// More extents than are read.
  case rank(Int)
}
