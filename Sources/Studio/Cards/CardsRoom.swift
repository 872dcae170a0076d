import Canvas
import Imaging
import Sessions
import Synthesis

/// The room of cards, boxes and the tour: what it owns, what it reads, and what it asks of others.
protocol CardsRoom: Room {
  /// Its own part, the only one it changes.
  var cards: CardsState { get set }

  // Read.
  var commands: CommandsState { get }
  var editing: EditingState { get }
  var latentPane: LatentPaneState { get }
  var learning: LearningState { get }
  var machine: MachineFacts? { get }
  var messages: [Message] { get }
  var picture: PictureState { get }
  var timeline: WalkState { get }

  /// The keyframe that keys act on: the chosen one, else the last before the playhead.
  var chosenKeyframe: Int? { get }

  /// The labels that match the palette's search: names that begin with it first. Without a search
  /// all labels, group by group in the order in which groups first appear.
  var matchingLabels: [LabelSet.Label] { get }

  /// The seed that is mixed in.
  var mixSeed: UInt32 { get }

  /// The subject's style as it is seen now: previewed, else applied.
  var shownStyle: InstanceStyle { get }

  /// Who shows the subject's styles on the picture: itself, or for a label that lies nowhere
  /// without object, its first object. `nil` when nothing of the label is on the map.
  var styledObject: ObjectID? { get }

  /// What the session keeps of this state.
  var contents: SessionContents { get }

  // Asked of others.

  /// Whether the networks have nothing more urgent to do than a thumbnail.
  var isIdle: Bool { get }

  /// A seed from the dice, 0…9999.
  mutating func rollSeed() -> UInt32

  /// The thumbnails in work are not wanted.
  mutating func dropThumbnails()

  /// Says what failed, on a card where there is a choice.
  mutating func note(_ userFacingError: UserFacingError)

  /// Finds a photo of the session in w.
  mutating func projectPhoto(_ name: String) -> [Effect]

  /// Takes the style of the whole picture from the seed again.
  mutating func takeStyleFromSeed() -> [Effect]

  /// Enter in the card.
  mutating func acceptLatentFile(_ file: LatentFileCard) -> [Effect]

  /// Takes what was typed: as an undo step, or only to look at it.
  mutating func applyLatent(_ subject: InputBox.Subject, _ text: String, asStep: Bool) -> [Effect]

  /// Keeps the picture as the one to compare with, before the first of several that only try.
  mutating func beginComparison()

  /// Begins to write files.
  mutating func beginExport(_ export: ExportCard) -> [Effect]

  /// Sets one number of the subject's offset, as one undo step; a run of steps is one undo step.
  mutating func changeNudge(_ channel: Int, to value: Double, amending first: PictureSettings?)
    -> [Effect]

  /// Sets ψ, −1…2; `run` goes on with the last undo step.
  mutating func changePsi(to psi: Double, amending before: PictureSettings?) -> [Effect]

  /// Takes a label from the list; the focus returns to the map.
  mutating func choose(_ label: LabelSet.Label) -> [Effect]

  /// The status bar is free again.
  mutating func clearStatus()

  /// Gives a command; one that cannot be given says why.
  mutating func command(_ command: StudioCommand) -> [Effect]

  /// What was tried is over.
  mutating func endComparison()

  /// Takes the last character of the search away.
  mutating func eraseInSearch()

  /// The command that does the same without a screen.
  func exportCommand(_ kind: ExportCard.Kind) -> ExportCommand

  /// The button or pen goes up.
  mutating func finishGesture(at point: PixelPoint, isClick: Bool) -> [Effect]

  /// This person has seen the tour.
  mutating func finishTour()

  /// Whether anything is painted over the map that the model begins with.
  var isPaintedOver: Bool { get }

  /// Takes a stamp that was not copied from the map.
  mutating func putInHand(_ stamp: Stamp)

  /// Begins to load a model; the one before stays until the new one is there.
  mutating func load(_ name: String) -> [Effect]

  /// Names the chosen keyframe.
  mutating func nameKeyframe(_ name: String) -> [Effect]

  /// Names the focused star.
  mutating func nameStar(_ name: String) -> [Effect]

  /// ψ of a layer: its own, else the general one below the cutoff.
  func psi(ofLayer layer: Int) -> Double

  /// Lays a photo under the map.
  mutating func putUnder(photo name: String)

  /// Begins to label a photo of the session.
  mutating func label(photo name: String) -> [Effect]

  /// Remembers a command for the command list.
  mutating func remember(_ command: StudioCommand)

  /// Selects the object at a pixel, or the region of one that is no object.
  mutating func select(_ object: ObjectID, at point: PixelPoint)

  /// Sets blend or wipe, 0…1.
  mutating func setAmount(_ amount: Double)

  /// Sets the brush's size, brought into its range.
  mutating func setBrushSize(_ size: Int)

  /// Puts the playhead on a frame and shows the walk there.
  mutating func showWalk(at frame: Int)

  /// Takes a seed for what the model has: its latent, else the styles of all objects.
  mutating func takeSeed(_ seed: UInt32, word: String?) -> [Effect]

  /// Where a seed leads: words that the model knows have codes of their own.
  func source(of entry: SeedMemory.Entry) -> LatentState.Source

  /// Asks for the style that a photo has in a part of it, or where the styled object lies on it.
  mutating func takeStyle(fromPhoto name: String, in part: PixelRect?) -> [Effect]

  /// Changes what the picture is made with without an undo step: something is tried, or taken back.
  mutating func tryOut(_ settings: PictureSettings)

  /// Types into the search of the labels, or of the classes in their place.
  mutating func typeInSearch(_ text: String)
}
