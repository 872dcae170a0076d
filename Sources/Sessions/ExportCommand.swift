/// A command line that makes an exported picture again, before it is known under which name the
/// files were written: they stand in it by what follows the name.
public struct ExportCommand: Hashable, Sendable {
  /// A word of the line.
  public enum Word: Hashable, Sendable {
    /// As it is.
    case text(String)
    /// A file of the export, by what follows its name, for instance `-labels.png`.
    case file(String)
  }

  /// The words.
  public var words: [Word]

  /// A command.
  public init(_ words: [Word] = []) { self.words = words }

  /// Adds plain words; whatever a shell could misread is quoted.
  public mutating func add(_ texts: String...) { words += texts.map { .text(Self.quoted($0)) } }

  /// Adds a file of the export.
  public mutating func add(file ending: String) { words.append(.file(ending)) }

  /// Whether it reads a file of the export.
  public func reads(_ ending: String) -> Bool { words.contains(.file(ending)) }

  /// The line, for files of a name.
  public func line(named name: String) -> String {
    words.map { word in
      switch word {
      case .text(let text): text
      case .file(let ending): Self.quoted(name + ending)
      }
    }.joined(separator: " ")
  }

  private static func quoted(_ text: String) -> String {
    func isPlain(_ character: Character) -> Bool {
      character.isLetter || character.isNumber || "._-/:=+,".contains(character)
    }
    if !text.isEmpty, text.allSatisfy(isPlain) { return text }
    return "'"
      + text.split(separator: "'", omittingEmptySubsequences: false)
      .joined(separator: "'\\''") + "'"
  }
}
