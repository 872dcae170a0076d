import Canvas
import Imaging
import Sessions
import Synthesis

/// The room of the picture and what it is made with: what it owns, what it reads, and what it asks
/// of others.
protocol PictureRoom: Room {
  /// Its own part, the only one it changes.
  var picture: PictureState { get set }

  // Read.
  var editing: EditingState { get }
  var latentPane: LatentPaneState { get }
  var timeline: WalkState { get }

  /// Where one is in the plane of seeds; for a latent that is not in it, where one was last.
  var seedPlace: SeedPlace { get }

  /// The box that `d` gives noise of its own; `nil` where `d` rolls the whole picture.
  var noiseBoxInHand: PixelRect? { get }

  // Asked of others.

  /// Noise of a box at the scale in hand comes from another seed.
  mutating func rollNoise(in box: PixelRect, seed: UInt32) -> [Effect]

  /// Whether the contact sheet is open: `d` rolls it anew.
  var showsContactSheet: Bool { get }

  /// Opens a contact sheet, or rolls the one that is open anew.
  mutating func rollContactSheet()

  /// Sets one number of the subject's offset, as one undo step; a run of steps is one.
  mutating func changeNudge(
    _ channel: Int, to value: Double, amending first: PictureSettings?
  ) -> [Effect]

  /// Sets the cutoff; at the number of layers, or beyond, all are truncated.
  mutating func setCutoff(to cutoff: Int, amending before: PictureSettings?) -> [Effect]

  /// Sets how far a direction is gone.
  mutating func setSteps(
    along index: Int, to steps: Double, amending before: PictureSettings?
  ) -> [Effect]

  /// Sets a number of the pyramid.
  mutating func setPyramid(
    _ number: PyramidNumber, to value: Double, amending before: PictureSettings?
  ) -> [Effect]

  /// Sets ψ of one layer.
  mutating func setPsi(
    ofLayer layer: Int, to psi: Double, amending before: PictureSettings?
  ) -> [Effect]

  /// Sets the share of a class; the others keep their proportions.
  mutating func setShare(
    of id: Int, to wanted: Double, amending before: PictureSettings?
  ) -> [Effect]

  /// The tour goes on when its act is done, in any order.
  mutating func advanceTour(_ step: Tour.Step)

  /// What is previewed, applied in a request.
  func applyPreviewStyle(_ conditioning: inout Conditioning)

  /// The thumbnails in work are not wanted: the picture comes first.
  mutating func dropThumbnails()

  /// Closes an open box; what was previewed in it is taken off.
  mutating func leaveBox()

  /// Notes how long a picture took.
  mutating func noteSeconds(_ seconds: Double)

  /// Rolls the styles of all objects and labels on the map from one seed, as one undo step.
  mutating func rollStyles(seed: UInt32) -> [Effect]

  /// Sets blend or wipe, 0…1.
  mutating func setAmount(_ amount: Double)

  /// Sets the brush's size, brought into its range.
  mutating func setBrushSize(_ size: Int)

  /// `d` while Styles is focused: a surprise for the subject, previewed.
  mutating func surprise(seed: UInt32?) -> [Effect]

}
