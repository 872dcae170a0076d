import Canvas
import Imaging
import Sessions
import Synthesis

/// Pasting a piece of another picture: it becomes a stamp in the colours one paints with.
extension CardsRoom {
  /// Whether pieces of photos can be pasted: the labels are colours of a photo.
  var canPastePieces: Bool {
    capabilities?.labels?.startMap != nil
      && capabilities?.labels?.labelSet.labels == editing.document.labelSet.labels
  }

  /// Takes a part of a photo as the stamp in hand.
  mutating func takePiece(_ box: PhotoBoxCard) -> [Effect] {
    guard canPastePieces, let photo = picture.photos.pictures[box.name] else {
      showStatus(.reason, "pieces are pasted where labels are the colours of a photo")
      return []
    }
    let piece = photo.cropped(to: box.part)
    let size = box.pieceSize(on: editing.document.size)
    let small = RGBImage(
      width: piece.width, height: piece.height, elements: piece.elements
    ).resized(to: size, by: .area)
    let labels = editing.document.labelSet.dithered(small)
    let stamp = Stamp(
      labels: labels,
      instances: InstanceMap(width: size.width, height: size.height, filledWith: 0),
      mask: box.outline.mask(of: small))
    putInHand(stamp)
    showStatus(
      .done, "\(size) px of \(box.name) in hand: Enter or a click pastes it, m flips it")
    // The first thing pasted is made to fit in; what was painted before keeps its way.
    guard !isPaintedOver, picture.settings.pyramid.blending != .harmonize else { return [] }
    return change({ _, to in "paint: \(to.pyramid.blending.words)" }) {
      $0.pyramid.blending = .harmonize
    }
  }
}
