import Canvas
import Imaging
import Studio
import Terminal

/// A pane as places on the screen name it.
public enum ScreenPane: Hashable, Sendable {
  /// The label map.
  case map
  /// The picture.
  case picture
  /// The list of labels.
  case palette
  /// Tool, object, latent, picture in rows.
  case inspector
  /// The walk.
  case walk
  /// Styles of an object.
  case styles
  /// Latent space.
  case latent

  /// The action of a click that lights it.
  var focused: InputAction {
    switch self {
    case .map: .focused(.map)
    case .picture: .focused(.picture)
    case .palette: .focused(.palette)
    case .inspector: .focused(.inspector)
    case .walk: .focused(.walk)
    case .styles: .focused(.styles)
    case .latent: .focused(.latent)
    }
  }

  /// The action that zooms it around a place (fractions).
  func zoomed(by steps: Int, x: Double, y: Double) -> InputAction {
    self == .picture
      ? .zoomed(.picture, by: steps, x: x, y: y) : .zoomed(.map, by: steps, x: x, y: y)
  }

  /// The action that pans it, in fractions of the whole picture.
  func panned(x: Double, y: Double) -> InputAction {
    self == .picture ? .panned(.picture, x: x, y: y) : .panned(.map, x: x, y: y)
  }
}

extension Screen {
  /// Map or picture under a place; `nil` elsewhere, or when something lies over it.
  func pixelPane(at point: CellPoint) -> ScreenPane? {
    switch hits[point] {
    case .map, .pane(.map): layout.map.contains(point) ? .map : nil
    case .picture, .pane(.picture): layout.picture.contains(point) ? .picture : nil
    default: nil
    }
  }

  /// Which part of map or picture stands where; `nil` for other panes and without a picture.
  func viewport(of pane: ScreenPane, _ state: StudioState) -> CellViewport? {
    switch pane {
    case .map: layout.mapViewport(of: state)
    case .picture:
      state.picture.image.map { layout.pictureViewport(of: state, image: $0.size) }
    case .palette, .inspector, .walk, .styles, .latent: nil
    }
  }

  /// Pixels per screen pixel where arrows move a cursor: the step of an arrow key.
  func step(in state: StudioState) -> Double {
    guard case .photoBox(let card) = state.cards.card,
      let entry = hits.entries.last(where: { $0.target == .photo(card.size) })
    else { return layout.step(in: state) }
    return CellViewport(image: card.size, area: entry.rect).scale
  }

  /// Whether a place belongs to the open card (or to the status bar, whose keys stay buttons).
  func isOverCard(_ point: CellPoint, _ state: StudioState) -> Bool {
    guard let frame = hits.entries.last(where: { $0.target == .cardBackground }) else {
      return false
    }
    return frame.rect.contains(point) || point.row >= layout.status.row
  }
}

extension ScreenLayout {
  /// Map pixels per screen pixel: the step of an arrow key.
  func step(in state: StudioState) -> Double {
    if pictureAlone(state), let image = state.picture.image {
      return pictureViewport(of: state, image: image.size).scale
        * Double(state.editing.document.size.width)
        / Double(max(1, image.width))
    }
    return map.isEmpty ? 1 : mapViewport(of: state).scale
  }

  private func pictureAlone(_ state: StudioState) -> Bool { state.view.pictureAlone }
}

extension StudioState {
  /// The state as it reads a key that was clicked: a caret somewhere does not make it text.
  var withoutCaret: StudioState {
    var plain = self
    plain.cards.box = nil
    plain.editing.palette.isSearching = false
    if plain.cards.card?.query != nil { plain.cards.card = nil }
    return plain
  }
}
