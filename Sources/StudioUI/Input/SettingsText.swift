import Imaging

/// Looks at the lines of `config.toml` before the TOML library does, which ends the process on some
/// of what may stand there (`[[[`). Settings need no more than these lines: `[table]`,
/// `key = value` with a string, a number or true or false, comments.
public enum SettingsText {
  /// Characters of the longest line.
  private static let longestLine = 4096

  /// What is wrong with a text, with the line's number; `nil` when the library may have it.
  public static func problem(in text: String) -> String? {
    for (index, line) in text.split(
      omittingEmptySubsequences: false, whereSeparator: \.isNewline
    ).enumerated() {
      let place = "line \(index + 1)"
      guard line.utf8.count <= longestLine else {
        return "\(place) has more than \(longestLine) characters"
      }
      guard isReadable(line) else {
        let shown = PrintableText.line(String(line.prefix(40)))
        return "\(place), “\(shown)”, is neither [table] nor key = \"text\", number, true or false"
      }
    }
    return nil
  }

  private static func isReadable(_ line: Substring) -> Bool {
    let key = /[A-Za-z0-9_\-]+|"(?:[^"\\]|\\.)*"|'[^']*'/
    let value = /"(?:[^"\\]|\\.)*"|'[^']*'|true|false|[+\-]?[0-9_]+(?:\.[0-9_]+)?/
    var rest = line.drop { $0.isWhitespace }
    if rest.hasPrefix("[") {
      rest = rest.dropFirst().drop { $0.isWhitespace }
      guard let name = rest.prefixMatch(of: key) else { return false }
      rest = rest[name.range.upperBound...].drop { $0.isWhitespace }
      guard rest.hasPrefix("]") else { return false }
      rest = rest.dropFirst()
    } else if !rest.isEmpty, !rest.hasPrefix("#") {
      guard let name = rest.prefixMatch(of: key) else { return false }
      rest = rest[name.range.upperBound...].drop { $0.isWhitespace }
      guard rest.hasPrefix("=") else { return false }
      rest = rest.dropFirst().drop { $0.isWhitespace }
      guard let found = rest.prefixMatch(of: value) else { return false }
      rest = rest[found.range.upperBound...]
    }
    rest = rest.drop { $0.isWhitespace }
    return rest.isEmpty || rest.hasPrefix("#")
  }
}
