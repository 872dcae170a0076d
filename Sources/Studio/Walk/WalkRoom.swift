import Canvas
import Imaging
import Sessions
import Synthesis

/// The room of the walk: what it owns, what it reads, and what it asks of others.
protocol WalkRoom: Room {
  /// Its own part, the only one it changes.
  var timeline: WalkState { get set }

  // Read.
  var cards: CardsState { get }
  var editing: EditingState { get }
  var history: History<UndoStep> { get }
  var latentPane: LatentPaneState { get }
  var picture: PictureState { get }
  var styles: StylesState { get }

  /// The keyframe that keys act on: the chosen one, else the last before the playhead.
  var chosenKeyframe: Int? { get }

  /// The parts of the walk that can be set with this model.
  var walkFields: [WalkField] { get }

  // Asked of others.

  /// The tour goes on when its act is done, in any order.
  mutating func advanceTour(_ step: Tour.Step)

  /// Puts a dock away.
  mutating func closeDock(_ pane: Pane)

  /// Steps of an arrow key; a run of equal presses speeds up.
  mutating func keySteps(_ direction: Direction) -> Int

  /// Something changed that is in the journal, not yet forced to the disk.
  mutating func markUnsynced()

  /// Notes how long a picture took.
  mutating func noteSeconds(_ seconds: Double)

  /// Opens a box in place.
  mutating func openBox(_ subject: InputBox.Subject)

  /// Opens a dock without giving it the focus.
  mutating func openDock(_ pane: Pane)

  /// A step that leaves the picture as it is, already applied: keyframes, stars.
  mutating func recordBeside(_ undoStep: UndoStep, amends: Bool) -> [Effect]

  /// Finishes a stroke in work, as lifting the pen does.
  mutating func settle() -> [Effect]
}
