import Canvas
import Imaging
import Sessions
import Synthesis

/// What every room may read and ask of the core.
///
/// A room's reducer is an extension of its protocol: it changes its own part, which is the only one
/// that has a setter there, and reaches everything else through what its protocol names. The
/// compiler holds it to that; `StudioState` is all rooms together.
protocol Room {
  /// Seconds since the studio started.
  var clock: Double { get }
  /// What is shown and how.
  var view: ViewSettings { get }
  /// The model.
  var model: ModelStatus { get }
  /// What this person prefers.
  var preferences: Preferences { get }
  /// The session: its name, whether it is saved.
  var session: SessionStatus { get }
  /// What the model can do; `nil` while none is loaded.
  var capabilities: Capabilities? { get }
  /// What the left pane holds.
  var leftPane: LeftPane { get }
  /// Whether the loaded model has styles of single objects.
  var hasStyles: Bool { get }

  /// Why a command cannot be given now; `nil` when it can.
  func reason(against command: StudioCommand) -> String?
  /// Shows a line in the status bar and keeps it under `!`.
  mutating func showStatus(_ kind: StatusLine.Kind, _ text: String, copy: String?)
  /// Keeps a line under `!`.
  mutating func note(_ line: StatusLine)
  /// Gives a pane the focus.
  mutating func focus(_ pane: Pane)
  /// Before each key, button or click: what lasts "until the next key" ends.
  mutating func beginInput(keeping command: StudioCommand?)
  /// Something changed that the next checkpoint saves.
  mutating func markUnsaved()
  /// Says that nothing can be changed here.
  mutating func refuseReadOnly() -> [Effect]
  /// Applies an edit as one undo step.
  mutating func perform(_ edit: Edit, stampStyles: [UInt32: InstanceStyle]?) -> [Effect]
  /// Puts an undo step that is already applied on the line.
  mutating func record(_ undoStep: UndoStep) -> [Effect]
  /// Changes what the picture is made with, as one undo step.
  mutating func change(
    _ name: (PictureSettings, PictureSettings) -> String, amending first: PictureSettings?,
    _ body: (inout PictureSettings) -> Void
  ) -> [Effect]
  /// Asks for a picture of the present state.
  mutating func requestPicture(changed: PixelRect?) -> [Effect]
  /// The request for the present state; `nil` without a model.
  func makeRequest(stamp: Int, precision: Precision?) -> RenderRequest?
}

extension Room {
  mutating func showStatus(_ kind: StatusLine.Kind, _ text: String) {
    showStatus(kind, text, copy: nil)
  }

  mutating func beginInput() { beginInput(keeping: nil) }

  mutating func perform(_ edit: Edit) -> [Effect] { perform(edit, stampStyles: nil) }

  mutating func change(
    _ name: (PictureSettings, PictureSettings) -> String, _ body: (inout PictureSettings) -> Void
  ) -> [Effect] {
    change(name, amending: nil, body)
  }

  func makeRequest(stamp: Int) -> RenderRequest? { makeRequest(stamp: stamp, precision: nil) }
}

extension StudioState: EditingRoom, PictureRoom, StylesRoom, LatentRoom, WalkRoom, SessionsRoom,
  CardsRoom, CommandsRoom, LearningRoom
{
  func reason(against command: StudioCommand) -> String? { command.availability(in: self).reason }

  /// Does what a command of the table does.
  mutating func run(_ command: StudioCommand) -> [Effect] { command.entry.action(&self) }
}
