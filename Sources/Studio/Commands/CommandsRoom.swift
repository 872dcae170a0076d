import Canvas
import Imaging
import Sessions
import Synthesis

/// The room of commands: what it owns, what it reads, and what it asks of others.
protocol CommandsRoom: Room {
  /// Its own part, the only one it changes.
  var commands: CommandsState { get set }

  // Read.
  var cards: CardsState { get }
  var editing: EditingState { get }
  var work: [LongWork] { get }

  /// What the session keeps of this state.
  var contents: SessionContents { get }

  // Asked of others.

  /// Does what a command of the table does.
  mutating func run(_ command: StudioCommand) -> [Effect]

  /// Esc: brings the old value back.
  mutating func cancelBox() -> [Effect]

  /// The status bar is free again.
  mutating func clearStatus()

  /// Closes the open card.
  mutating func closeCard()

  /// What `F` would do is not wanted.
  mutating func dropRelabel()

  /// The next press of an arrow begins a new run.
  mutating func endKeyRun()

  /// Ends a run: the next step is a new undo step.
  mutating func endRun()

  /// The button or pen goes up.
  mutating func finishGesture(at point: PixelPoint, isClick: Bool) -> [Effect]

  /// Takes the latest long work off the list.
  mutating func popWork() -> LongWork?

  /// A model that is being loaded is not wanted any more.
  mutating func stopLoading()

  /// Stops rendering; a frame that is already on its way is not wanted.
  mutating func stopRendering()

  /// Stops a thumbnail in work.
  mutating func stopStrip() -> [Effect]
}
