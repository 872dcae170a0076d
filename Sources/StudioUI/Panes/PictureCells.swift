import Imaging
import Terminal

/// The cells of a picture as they were drawn last, and what they were drawn from.
struct PictureCells: Hashable {
  let image: RGBImage
  let viewport: CellViewport
  let display: PictureDisplay
  let cells: CellBuffer

  /// Whether they show that picture in that place.
  func isFor(_ image: RGBImage, _ viewport: CellViewport, _ display: PictureDisplay) -> Bool {
    self.viewport == viewport && self.display == display && self.image == image
  }
}
