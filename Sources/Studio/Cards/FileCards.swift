public import Sessions

/// The card for a new map.
public struct NewMapCard: Equatable, Sendable {
  /// A template that comes with the program.
  public struct Template: Equatable, Sendable {
    /// Its name.
    public var name: String
    /// Its file.
    public var path: String

    /// A template.
    public init(name: String, path: String) {
      self.name = name
      self.path = path
    }
  }

  /// The path of a map image, being typed; empty chooses from the rows.
  public var path = InputText()
  /// Templates; `nil` while they are being listed.
  public var templates: [Template]?
  /// The chosen row: templates, then `empty`.
  public var selected = 0
  /// What was found out about the image, in words; `nil` before it was read.
  public var findings: [String]?
  /// The map that was read.
  public var content: MapReading?

  /// A card that lists templates as they come.
  public init(templates: [Template]? = nil) { self.templates = templates }

  /// Number of rows: the templates and `empty`.
  public var rowCount: Int { (templates?.count ?? 0) + 1 }
}

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

/// The photo card.
public struct PhotoCard: Equatable, Sendable {
  /// What the photo is for.
  public enum Use: String, Equatable, Sendable, CaseIterable {
    /// Its style for the picture.
    case style
    /// Under the map, to paint over.
    case under
    /// Both.
    case both
    /// The style of the chosen object, from where it lies on the photo.
    case object
    /// The style of the chosen object, from a box of the photo or all of it.
    case objectBox

    /// In words.
    public var words: String {
      switch self {
      case .style: "style"
      case .under: "under the map"
      case .both: "both"
      case .object: "this object, where it lies"
      case .objectBox: "this object, a box of it"
      }
    }
  }

  /// Path of the photo, being typed.
  public var path = InputText()
  /// What it is for.
  public var use: Use
  /// What it can be for, with the loaded model; Tab goes through them.
  public var uses: [Use]
  /// Photos used before in this session, listed below.
  public var names: [String]
  /// The chosen row of `names`; `nil` takes the path.
  public var selected: Int?

  /// A card.
  public init(use: Use, names: [String], uses: [Use] = [.style, .under, .both]) {
    self.use = use
    self.uses = uses
    self.names = names
  }
}
