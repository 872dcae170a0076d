public import Sessions

/// The export card.
public struct ExportCard: Equatable, Sendable {
  /// What is written.
  public enum Kind: String, Equatable, Sendable, CaseIterable {
    /// The picture, PNG.
    case picture
    /// The map, PNG with class ids.
    case map
    /// Picture, map and instances.
    case both
    /// The walk, animated WebP.
    case walk
    /// The walk, a folder of PNGs.
    case frames
    /// The walk, MP4 by an installed ffmpeg.
    case film

    /// In words.
    public var words: String {
      switch self {
      case .picture: "picture"
      case .map: "map"
      case .both: "picture and map"
      case .walk: "walk"
      case .frames: "walk as PNGs"
      case .film: "walk as MP4"
      }
    }

    /// Whether it is the walk.
    public var isWalk: Bool {
      switch self {
      case .picture, .map, .both: false
      case .walk, .frames, .film: true
      }
    }

    /// What follows the name.
    public var ending: String {
      switch self {
      case .picture, .map, .both: ".png"
      case .walk: ".webp"
      case .frames: "-frames"
      case .film: ".mp4"
      }
    }
  }

  /// What is written.
  public var kind: Kind
  /// File name without ending, being typed.
  public var name: InputText
  /// Whether the caret stands in the name (Tab).
  public var editsName = false
  /// The command that does the same without a screen.
  public var command: ExportCommand
  /// What can be written.
  public var kinds: [Kind]

  /// A card.
  public init(
    kind: Kind = .both, name: String, command: ExportCommand,
    kinds: [Kind] = [.picture, .map, .both]
  ) {
    self.kind = kind
    self.name = InputText(name)
    self.command = command
    self.kinds = kinds
  }

  /// The command as the card shows it.
  public var commandLine: String { command.line(named: fileName) }

  /// The name that the files get, as far as it is free.
  public var fileName: String { Self.fileName(name.text) }

  /// A name as a file name: lower case, words joined by `-`.
  static func fileName(_ name: String) -> String {
    let words = name.lowercased().split { !($0.isLetter || $0.isNumber || $0 == "_") }
    return words.isEmpty ? "picture" : words.joined(separator: "-")
  }
}
