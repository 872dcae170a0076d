import Canvas
import Imaging
import Sessions
import Synthesis

/// The room of styles: what it owns, what it reads, and what it asks of others.
protocol StylesRoom: Room {
  /// Its own part, the only one it changes.
  var styles: StylesState { get set }

  // Read.
  var editing: EditingState { get }
  var picture: PictureState { get }
  var timeline: WalkState { get }
  var work: [LongWork] { get }

  /// The subject's style as it is seen now: previewed, else applied.
  var shownStyle: InstanceStyle { get }

  /// Whether the strip is on the screen.
  var showsStyles: Bool { get }

  /// Numbers in a style of the loaded model.
  var styleChannels: Int { get }

  /// The clusters of the subject's label, the nearest to the style it keeps first.
  var styleOrder: [Int] { get }

  /// Whose styles the Styles pane shows: the selected object, else the label in hand.
  var styleSubject: ObjectID { get }

  /// Who shows the subject's styles on the picture: itself, or for a label that lies nowhere
  /// without object, its first object. `nil` when nothing of the label is on the map.
  var styledObject: ObjectID? { get }

  // Asked of others.

  /// The style an object has when nobody looks: its own, its label's, else the one training saw
  /// most often; without clusters the neutral one.
  func appliedStyle(of object: ObjectID) -> InstanceStyle

  /// Keeps the picture as the one to compare with, before the first of several that only try.
  mutating func beginComparison()

  /// Puts a dock away.
  mutating func closeDock(_ pane: Pane)

  /// What was tried is over.
  mutating func endComparison()

  /// An object in words: `tree 3`; for number 0 the label.
  func objectName(_ object: ObjectID) -> String

  /// Keeps at hand how painted labels are called in the model.
  mutating func refreshTranslation()

  /// A seed from the dice, 0…9999.
  mutating func rollSeed() -> UInt32

  /// A thumbnail came; a stale one changes nothing.
  mutating func seedThumbnailArrived(_ frame: Frame)

  /// No thumbnail came: there are no more until something changes.
  mutating func seedThumbnailFailed(stamp: Int, _ error: SynthesisError)

  /// Selects the object at a pixel, or the region of one that is no object.
  mutating func select(_ object: ObjectID, at point: PixelPoint)

  /// Shows a picture that answers the present state without being asked for.
  mutating func showReady(_ frame: Frame) -> [Effect]

  /// The model's clusters of a label; empty when it does not tell them.
  func styleClusters(of label: UInt16) -> [StyleCluster]

  /// How many styles the model knows of a label.
  func styleCount(of label: UInt16) -> Int

  /// A style as titles and the history write it: `4`, `4 nudged`, `neutral`, `own`.
  func words(for style: InstanceStyle) -> String

}
