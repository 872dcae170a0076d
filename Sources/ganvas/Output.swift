import Foundation
import Imaging

/// Writes words to the standard output. Takes the place of the library's function in the whole
/// program: nothing that came from a file reaches a terminal in another way.
func print(_ text: String = "", terminator: String = "\n") {
  Swift.print(PrintableText.lines(text), terminator: terminator)
}

/// Writes words for a person to the standard error.
func tell(_ text: String, terminator: String = "\n") {
  FileHandle.standardError.write(Data((PrintableText.lines(text) + terminator).utf8))
}

/// A line on the standard error that renews itself on a terminal.
enum ProgressLine {
  /// Whether somebody watches.
  static let isWatched = isatty(STDERR_FILENO) == 1

  /// Puts words in the line's place.
  static func show(_ words: String) {
    let line = "\r\u{1B}[K" + PrintableText.line(words)
    FileHandle.standardError.write(Data(line.utf8))
  }

  /// Takes the line away.
  static func clear() { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
}

/// A number with what is counted: `1 frame`, `2 frames`.
func counted(_ count: Int, _ one: String, _ many: String? = nil) -> String {
  "\(count) " + (count == 1 ? one : many ?? one + "s")
}
