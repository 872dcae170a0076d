import Imaging
import Sessions
import Synthesis

/// Marking the part of a photo whose style an object takes.
extension CardsRoom {
  /// Opens the card for a photo that is at hand.
  mutating func openPhotoBox(_ name: String, for use: PhotoCard.Use = .objectBox) {
    guard let photo = picture.photos.pictures[name], photo.size.area > 0 else { return }
    var card = PhotoBoxCard(name: name, size: photo.size)
    card.use = use
    cards.card = .photoBox(card)
  }

  /// The mouse on the photo: a drag marks a box, a click sets a corner.
  mutating func mouseOnPhoto(_ kind: MapPointerEvent.Kind, at point: PixelPoint) {
    guard case .photoBox(var box) = cards.card else { return }
    clearStatus()
    switch kind {
    case .pressed:
      box.move(to: point)
      // With a corner set before, this is the other one.
      if box.corner == nil { box.setCorner() }
    case .dragged: box.move(to: point)
    case .released:
      box.move(to: point)
      if box.cursor != box.corner { box.setCorner() }
    case .moved, .picked: return
    }
    cards.card = .photoBox(box)
  }

  /// Arrows on the photo; the step is photo pixels per screen pixel.
  mutating func moveOnPhoto(_ direction: Direction, step: Double) {
    guard case .photoBox(var box) = cards.card else { return }
    let steps = Double(box.run.press(direction, at: clock)) * max(1, step)
    let distance = max(1, Int(steps.rounded()))
    box.move(
      to: PixelPoint(
        x: box.cursor.x + direction.horizontal * distance,
        y: box.cursor.y + direction.vertical * distance))
    cards.card = .photoBox(box)
  }

  /// Keys on the photo: Space sets corners, Del takes all of it again.
  mutating func pressOnPhoto(_ key: PaneKey) {
    guard case .photoBox(var box) = cards.card else { return }
    switch key {
    case .space: box.setCorner()
    case .delete: box.clear()
    case .tab where box.use == .piece: box.outline = box.outline.next
    case .less where box.use == .piece: box.share = max(5, box.share - 5)
    case .more where box.use == .piece: box.share = min(100, box.share + 5)
    default: return
    }
    box.run.end()
    cards.card = .photoBox(box)
  }

  /// Esc with a first corner set: as if it had not been. `false` when there is none.
  mutating func cancelPhotoCorner() -> Bool {
    guard case .photoBox(var box) = cards.card, box.corner != nil else { return false }
    box.corner = nil
    cards.card = .photoBox(box)
    return true
  }

  /// Enter: the object takes the style of the part.
  mutating func acceptPhotoBox(_ box: PhotoBoxCard) -> [Effect] {
    cards.card = nil
    if box.use == .piece { return takePiece(box) }
    return takeStyle(fromPhoto: box.name, in: box.part)
  }
}
