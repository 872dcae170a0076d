import Canvas
import Imaging
import Studio
import Terminal

/// A cell under the pointer, on the screen the person was looking at.
struct PointedPlace {
  let point: CellPoint
  let state: StudioState
  let screen: Screen

  /// What a button that goes down here begins.
  var pressed: Press {
    guard let entry = screen.hits.entry(at: point) else {
      return Press(state.cards.card == nil ? [] : [.input(.clickedOutside)])
    }
    if state.cards.card != nil, !screen.isOverCard(point, state) {
      return Press([.input(.clickedOutside)])
    }
    return entry.target.pressed(at: self, in: entry.rect)
  }

  /// What the right or middle button begins: a drag pans, a click with the right one picks.
  func pressedRight(pans: Bool) -> Press {
    guard state.cards.card == nil else { return Press() }
    if let actions = screen.hits[point]?.pressedRight { return Press(actions) }
    guard state.leftPane == .map, let pane = screen.pixelPane(at: point) else { return Press() }
    return Press(drag: .panning(pane, last: point, moved: pans))
  }

  /// What the pointer does by lying here.
  var hovered: [StudioAction] {
    guard state.cards.card == nil, state.leftPane == .map else { return [] }
    switch screen.hits[point] {
    case .map: return paint(.moved, in: .map)
    case .picture: return paint(.moved, in: .picture)
    default: return []
    }
  }

  /// What the wheel does here; positive notches go up.
  func wheeled(_ notches: Int) -> [StudioAction] {
    if state.cards.card != nil {
      return [.input(.arrow(notches > 0 ? .up : .down, step: 1))]
    }
    if let pane = screen.pixelPane(at: point), let viewport = screen.viewport(of: pane, state) {
      let pixel = viewport.nearestPixel(to: point)
      let x = (Double(pixel.x) + 0.5) / Double(max(1, viewport.image.width))
      let y = (Double(pixel.y) + 0.5) / Double(max(1, viewport.image.height))
      return [.input(pane.zoomed(by: notches, x: x, y: y))]
    }
    return screen.hits[point]?.wheeled(notches, in: state) ?? []
  }

  /// The brush, or what is in its place, over map or picture.
  func paint(_ kind: MapPointerEvent.Kind, in pane: ScreenPane) -> [StudioAction] {
    guard let viewport = screen.viewport(of: pane, state) else { return [] }
    let pixel = viewport.endlessPixel(at: point)
    guard pane == .picture else {
      return [.input(.pointer(MapPointerEvent(kind, at: pixel, in: .map)))]
    }
    let onMap = pixel.scaled(from: viewport.image, to: state.editing.document.size)
    return [.input(.pointer(MapPointerEvent(kind, at: onMap, in: .picture)))]
  }

  /// The frame of the walk here, on a lane.
  func frame(in rect: CellRect, of frames: Int) -> Int {
    WalkScale(columns: rect.columns, frames: frames).frame(of: point.column - rect.column)
  }
}

/// What a button that goes down begins.
struct Press {
  /// What happens at once.
  var actions: [StudioAction] = []
  /// What a drag from here means.
  var drag = Drag.nothing
  /// The printed key that was clicked; it acts as if it were pressed.
  var key: TerminalEvent?

  init(_ actions: [StudioAction] = [], drag: Drag = .nothing, key: TerminalEvent? = nil) {
    self.actions = actions
    self.drag = drag
    self.key = key
  }
}
