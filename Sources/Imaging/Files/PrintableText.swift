/// Words that came from a file, a path or another program, made fit to be shown on a terminal.
///
/// Control characters begin escape sequences (ESC, and the one-byte forms 80…9F), directional
/// overrides make one name look like another, line ends make one message look like two. All of
/// them become `�`; everything that is writing stays.
public enum PrintableText {
  /// One line: line ends too are made harmless. For names, licences and other fields.
  public static func line(_ text: String) -> String {
    text.unicodeScalars.allSatisfy(isHarmless) ? text : clean(text, keeping: [])
  }

  /// Several lines: line feeds and tabs stay. For whole outputs, put together of clean fields.
  public static func lines(_ text: String) -> String {
    clean(text, keeping: ["\n", "\t"])
  }

  private static func clean(_ text: String, keeping kept: Set<Unicode.Scalar>) -> String {
    var clean = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      clean.append(isHarmless(scalar) || kept.contains(scalar) ? scalar : "\u{FFFD}")
    }
    return String(clean)
  }

  /// Whether a scalar only writes.
  private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0: false
    // Marks, embeddings, overrides and isolates of direction.
    case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: false
    // Line and paragraph separators; the byte order mark; tags that nobody sees.
    case 0x2028, 0x2029, 0xFEFF, 0xE0000...0xE007F: false
    default: true
    }
  }
}
