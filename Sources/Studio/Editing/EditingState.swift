public import Canvas
public import Imaging
import Sessions

/// The room of painting: the map and everything one does on it.
public struct EditingState: Equatable, Sendable {
  /// The map.
  public var document: Document
  /// Tool, brush, labels, objects.
  public var toolState: ToolState
  /// Cursor on the map, for keys and pointer alike.
  public var cursor: Cursor
  /// Where the left button went down; `nil` while it is up.
  var pressedAt: PixelPoint?
  /// What the hand is in the middle of; `nil` between undo steps.
  public var gesture: Gesture?
  /// What the hand would do here, exactly; `nil` when nothing is to be seen in advance.
  public var preview: Preview?
  /// What `F` would relabel while its preview is shown; Enter does it.
  public var relabelScope: RelabelScope?
  /// The selected object, box or lasso.
  public var selection: Selection?
  /// The label list and its search.
  public var palette = PaletteState()

  /// A map with tools and a cursor on it.
  init(document: Document, toolState: ToolState, cursor: PixelPoint) {
    self.document = document
    self.toolState = toolState
    self.cursor = Cursor(point: cursor)
  }
}

/// Where the hand is on the map.
public struct Cursor: Equatable, Sendable {
  /// The pixel.
  public var point: PixelPoint
  /// Whether the pen is down by Space.
  public var penDown = false
  /// Whether keys lead (else the pointer; the other hides).
  public var byKeys = true
  /// Equal presses in a row: they speed up.
  var run = KeyRun()

  /// A cursor on a pixel.
  public init(point: PixelPoint) { self.point = point }
}

/// The label list.
public struct PaletteState: Equatable, Sendable {
  /// What was typed into its search.
  public var query = InputText()
  /// Whether the caret stands in the search.
  public var isSearching = false
  /// The chosen row of the matching labels.
  public var selected = 0
  /// Whether the objects of the current label are focused instead of the labels.
  public var listsObjects = false

  /// An empty search.
  public init() {}
}
