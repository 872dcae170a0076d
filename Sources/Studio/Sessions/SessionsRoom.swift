import Canvas
import Imaging
import Sessions
import Synthesis

/// The room of files and sessions: what it owns, what it reads, and what it asks of others.
protocol SessionsRoom: Room {
  /// Its own part, the only one it changes.
  var session: SessionStatus { get set }

  // Read.
  var editing: EditingState { get }
  var picture: PictureState { get }
  var styles: StylesState { get }
  var timeline: WalkState { get }

  /// What the loaded model knows of styles; `nil` when it has none.
  var book: StyleBook? { get }

  /// Whether the Latent pane has something to show.
  var hasLatent: Bool { get }

  /// Arguments that say where in latent space the picture is.
  var latentArguments: [String] { get }

  /// What the session keeps of this state.
  var contents: SessionContents { get }

  // Asked of others.

  /// The tour goes on when its act is done, in any order.
  mutating func advanceTour(_ step: Tour.Step)

  /// Long work begins.
  mutating func beginWork(_ kind: LongWork.Kind, _ words: String, fraction: Double?)

  /// Takes finished work off the list.
  mutating func endWork(_ kind: LongWork.Kind)

  /// The export card for some files.
  func exportCard(_ kind: ExportCard.Kind) -> ExportCard
}
