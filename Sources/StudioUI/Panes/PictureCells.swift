import Imaging
import Terminal

/// The cells of a picture as they were drawn last, and what they were drawn from.
struct PictureCells: Hashable {
  let image: RGBImage
  let viewport: CellViewport
  let drawn: DrawnPixels

  /// Whether they show that picture in that place.
  func isFor(_ image: RGBImage, _ viewport: CellViewport, _ display: PictureDisplay) -> Bool {
    isIn(viewport, display) && self.image == image
  }

  /// Whether they show a picture in that place.
  func isIn(_ viewport: CellViewport, _ display: PictureDisplay) -> Bool {
    self.viewport == viewport && drawn.display == display
  }
}
