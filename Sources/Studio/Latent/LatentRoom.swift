import Canvas
import Imaging
import Sessions
import Synthesis

/// The room of latent space: what it owns, what it reads, and what it asks of others.
protocol LatentRoom: Room {
  /// Its own part, the only one it changes.
  var latentPane: LatentPaneState { get set }

  // Read.
  var cards: CardsState { get }
  var editing: EditingState { get }
  var history: History<UndoStep> { get }
  var picture: PictureState { get }
  var work: [LongWork] { get }

  /// The names of the model's classes.
  var classNames: [String] { get }

  /// Shares of the classes, the largest first; without any class 0 has all.
  var classShares: [(id: Int, share: Double)] { get }

  /// Whether the Latent pane has something to show.
  var hasLatent: Bool { get }

  /// Whether the networks have nothing more urgent to do than a thumbnail.
  var isIdle: Bool { get }

  /// The rows of the Latent pane that the model has.
  var latentRows: [LatentRow] { get }

  /// The classes that arrows go through: the mixture, or the list.
  var listedClasses: [Int] { get }

  /// Classes that match what was typed into the search, by id.
  var matchingClasses: [Int] { get }

  /// Whether anything is painted over the map that the model begins with.
  var isPaintedOver: Bool { get }

  /// The box of noise that keys on the row of boxes act on; `nil` without any.
  var chosenNoiseBox: Int? { get }

  /// The seed that is mixed in.
  var mixSeed: UInt32 { get }

  /// Layers of w, or chunks of z; 0 where nothing is mixed.
  var mixableParts: Int { get }

  /// Where one is in the plane of seeds; for a latent that is not in it, where one was last.
  var seedPlace: SeedPlace { get }

  /// Whether keys act on the seed grid: focused in the map's place, or in the dock.
  var seedPlaneIsFocused: Bool { get }

  /// Whether the seed grid is on the screen.
  var showsSeedPlane: Bool { get }

  /// The star of this very place; `nil` when it has none.
  var starHere: Int? { get }

  // Asked of others.

  /// Long work begins.
  mutating func beginWork(_ kind: LongWork.Kind, _ words: String, fraction: Double?)

  /// Takes finished work off the list.
  mutating func endWork(_ kind: LongWork.Kind)

  /// The open card waits for the file at its path.
  mutating func markReading()

  /// The file at a typed path could not be used: the card that asked for it says so.
  mutating func pathFailed(_ path: String, _ error: UserFacingError)

  /// Text was typed or pasted.
  mutating func type(_ text: String) -> [Effect]

  /// The hand takes the frame that is shown off the walk, to change it.
  mutating func adoptWalkFrame() -> [Effect]

  /// Keeps the picture as the one to compare with, before the first of several that only try.
  mutating func beginComparison()

  /// The search begins, empty.
  mutating func beginSearch()

  /// Sets ψ, −1…2; `run` goes on with the last undo step.
  mutating func changePsi(to psi: Double, amending before: PictureSettings?) -> [Effect]

  /// Closes the open card.
  mutating func closeCard()

  /// Puts a dock away.
  mutating func closeDock(_ pane: Pane)

  /// Puts the palette away.
  mutating func closePalette()

  /// Nothing is in work on a map that is not shown.
  mutating func dropGesture()

  /// What was tried is over.
  mutating func endComparison()

  /// Ends a run: the next step is a new undo step.
  mutating func endRun()

  /// Steps of an arrow key; a run of equal presses speeds up.
  mutating func keySteps(_ direction: Direction) -> Int

  /// Without a map there is nothing to blend.
  mutating func leaveBlend()

  /// Closes an open box; what was previewed in it is taken off.
  mutating func leaveBox()

  /// Something changed that is in the journal, not yet forced to the disk.
  mutating func markUnsynced()

  /// Opens the card of latents and directions.
  mutating func openLatentCard(for use: LatentFileCard.Use)

  /// Opens a box in place.
  mutating func openBox(_ subject: InputBox.Subject)

  /// Opens a dock without giving it the focus.
  mutating func openDock(_ pane: Pane)

  /// ψ of a layer: its own, else the general one below the cutoff.
  func psi(ofLayer layer: Int) -> Double

  /// A step that leaves the picture as it is, already applied: keyframes, stars.
  mutating func recordBeside(_ undoStep: UndoStep, amends: Bool) -> [Effect]

  /// A seed from the dice, 0…9999.
  mutating func rollSeed() -> UInt32

  /// Does a step of a run: all steps of one run are one undo step.
  mutating func step(
    _ control: Control, isDrag: Bool, _ body: (inout Self, PictureSettings?) -> [Effect]
  ) -> [Effect]

  /// `,` and `.`: the seed before and after in the memory, beyond its ends by one.
  mutating func stepSeed(by step: Int) -> [Effect]

  /// `T`: ψ to 1 and back.
  mutating func togglePsi() -> [Effect]

  /// Changes what the picture is made with without an undo step: something is tried, or taken back.
  mutating func tryOut(_ settings: PictureSettings)

  /// A number was dragged or wheeled; one run is one undo step.
  mutating func turn(_ control: Control, to value: Double, isDrag: Bool) -> [Effect]

  /// A mixture in words: `coast`, `62 % coast, 38 % dunes`.
  func words(forClasses weights: [Int: Double]) -> String

}
