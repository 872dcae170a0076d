import Canvas
import Imaging
import Sessions
import Synthesis

/// The room of painting: what it owns, what it reads, and what it asks of others.
protocol EditingRoom: Room {
  /// Its own part, the only one it changes.
  var editing: EditingState { get set }

  // Read.
  var cards: CardsState { get }
  var history: History<UndoStep> { get }
  var messages: [Message] { get }
  var picture: PictureState { get }
  var statusLine: StatusLine? { get }
  var windowRows: Int { get }

  /// The labels that match the palette's search: names that begin with it first. Without a search
  /// all labels, group by group in the order in which groups first appear.
  var matchingLabels: [LabelSet.Label] { get }

  /// What the next stroke does about objects, as the Inspector writes it.
  var objectWords: String { get }

  /// What is said when no label matches: `no label like sae: sea?`
  var paletteHint: String? { get }

  /// Whether keys act on the list of classes, wherever it stands.
  var picksClasses: Bool { get }

  /// The label that is painted with.
  var currentLabel: LabelSet.Label? { get }

  /// Work that takes its time.
  var work: [LongWork] { get }

  // Asked of others.

  /// Notes that long work has begun.
  mutating func beginWork(_ kind: LongWork.Kind, _ words: String, fraction: Double?)

  /// Takes finished work off the list.
  mutating func endWork(_ kind: LongWork.Kind)

  /// Text was typed or pasted.
  mutating func type(_ text: String) -> [Effect]

  /// Keeps the cursor on the map and in view.
  mutating func revealCursor()

  /// The hand takes the frame that is shown off the walk, to change it: its settings and its map
  /// become those in hand, as undo steps.
  mutating func adoptWalkFrame() -> [Effect]

  /// The tour goes on when its act is done, in any order.
  mutating func advanceTour(_ step: Tour.Step)

  /// The style an object has when nobody looks: its own, its label's, else the one training saw
  /// most often; without clusters the neutral one.
  func appliedStyle(of object: ObjectID) -> InstanceStyle

  /// Keeps the picture as the one to compare with, before the first of several that only try.
  mutating func beginComparison()

  /// Puts the palette away.
  mutating func closePalette()

  /// `y` while Styles is focused: copies the style that is seen.
  mutating func copyStyle() -> [Effect]

  /// Copies the styles that a stamp's objects wear, and that of the selected object.
  mutating func copyStyles(of stamp: Stamp)

  /// What was tried is over.
  mutating func endComparison()

  /// An object in words: `tree 3`; for number 0 the label.
  func objectName(_ object: ObjectID) -> String

  /// Opens a dock without giving it the focus.
  mutating func openDock(_ pane: Pane)

  /// Gives a pane the focus without opening or closing anything.
  mutating func returnFocus(to pane: Pane)

  /// After typing into the search: the first class that matches is focused.
  mutating func selectMatchingClass()

  /// Finishes a stroke in work, as lifting the pen does.
  mutating func settle() -> [Effect]

  /// Changes what the picture is made with without an undo step: something is tried, or taken back.
  mutating func tryOut(_ settings: PictureSettings)

}
