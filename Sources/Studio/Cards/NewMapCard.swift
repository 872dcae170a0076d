public import Imaging

/// The card for a new map.
public struct NewMapCard: Equatable, Sendable {
  /// A template that comes with the program.
  public struct Template: Equatable, Sendable {
    /// Its name.
    public var name: String
    /// Its file.
    public var path: String
    /// The map in its labels' colours; `nil` when it cannot be read.
    public var picture: RGBImage?

    /// A template.
    public init(name: String, path: String, picture: RGBImage? = nil) {
      self.name = name
      self.path = path
      self.picture = picture
    }
  }

  /// The path of a map image, being typed; empty chooses from the rows.
  public var path = InputText()
  /// Files that go on from it.
  public internal(set) var files = FileChoices()
  /// Templates; `nil` while they are being listed.
  public var templates: [Template]?
  /// The chosen row: templates, then `random landscape` and `empty`.
  public var selected = 0
  /// What was found out about the image, in words; `nil` before it was read.
  public var findings: [String]?
  /// The map that was read.
  public var content: MapReading?

  /// Why the image at the path could not be used; until the path changes.
  public internal(set) var problem: UserFacingError?

  /// A card that lists templates as they come.
  public init(templates: [Template]? = nil) { self.templates = templates }

  /// Number of rows: the templates, `random landscape` and `empty`.
  public var rowCount: Int { (templates?.count ?? 0) + 2 }
}
