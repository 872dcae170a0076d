import Foundation
import Studio
import Terminal

/// Each target says what the pointer does on it.
extension HitTarget {
  /// The left button goes down.
  func pressed(at place: PointedPlace, in rect: CellRect) -> Press {
    switch self {
    case .press(let event): return Press(key: event)
    case .command(let command): return Press([.command(command)])
    case .hold(let command):
      return Press(
        [.command(command), .input(.held(command == .dimOthers ? .dimOthers : .showA))],
        drag: .holding)
    case .map: return Press(place.paint(.pressed, in: .map), drag: .painting(.map))
    case .seedPlane:
      return Press(drag: .flying(last: place.point, onSeedPlane: true, moved: false))
    case .picture where place.state.leftPane != .map:
      return Press(drag: .flying(last: place.point, onSeedPlane: false, moved: false))
    case .picture: return Press(place.paint(.pressed, in: .picture), drag: .painting(.picture))
    case .latent(let input): return Press([.input(.latent(input))])
    case .classBackground:
      return Press([.input(.focused(place.state.leftPane == .classes ? .map : .palette))])
    case .pane(let pane): return Press([.input(pane.focused)])
    case .label(let label): return Press([.input(.label(label))])
    case .object(let object): return Press([.input(.object(object))])
    case .style(let cluster): return Press(drag: .style(cluster))
    case .photo(let size):
      let viewport = CellViewport(image: size, area: rect)
      return Press(
        [.input(.photo(.pressed, at: viewport.nearestPixel(to: place.point)))],
        drag: .marking(viewport))
    case .row(let row): return Press([.input(.row(row))])
    case .inspectorRow(let row): return Press([.input(.inspectorRow(row))])
    case .slider(let control, let low, let high):
      let drag = Drag.sliding(control, rect, low: low, high: high)
      return Press(drag.slid(to: place.point), drag: drag)
    case .walkLane(let frames):
      return Press(
        [.input(.walk(.scrubbed(place.frame(in: rect, of: frames))))],
        drag: .scrubbing(rect, frames: frames))
    case .keyframe(let index):
      let lane = place.screen.hits.lane(at: place.point)
      return Press(
        [.input(.walk(.gripped(index)))],
        drag: lane.map { .carrying($0.rect, frames: $0.frames) } ?? .nothing)
    case .camera(let corner): return Press(drag: .framing(last: place.point, corner: corner))
    case .walkField(let field): return Press([.input(.walk(.turned(field)))])
    case .cardBackground: return Press()
    }
  }

  /// The right button goes down; `nil` where it only pans or picks.
  var pressedRight: [StudioAction]? {
    switch self {
    case .style(let cluster): [.input(.styleToAll(cluster))]
    case .latent(.classTaken(let id)): [.input(.latent(.classMixed(id)))]
    default: nil
    }
  }

  /// The wheel turns; positive notches go up.
  func wheeled(_ notches: Int, in state: StudioState) -> [StudioAction] {
    let vertical = StudioAction.input(.arrow(notches > 0 ? .up : .down, step: 1))
    switch self {
    case .slider(let control, _, _): return [.input(.wheeled(control, by: notches))]
    case .inspectorRow(let row):
      return row.wheeled.map { [.input(.wheeled($0, by: notches))] } ?? []
    case .latent(.row(.psi)): return [.input(.wheeled(.psi, by: notches))]
    case .seedPlane: return [.input(.latent(.zoomed(notches)))]
    case .classBackground, .latent(.classTaken): return [vertical]
    case .style, .pane(.styles):
      let turn = StudioAction.input(.arrow(notches > 0 ? .left : .right, step: 1))
      return state.view.focus == .styles ? [turn] : [.input(ScreenPane.styles.focused), turn]
    case .label, .object, .pane(.palette):
      return state.view.focus == .palette
        ? [vertical] : [.input(ScreenPane.palette.focused), vertical]
    case .camera: return [.input(.walk(.cameraZoomed(pow(1.1, Double(notches)))))]
    case .walkLane, .keyframe: return [.input(.walk(.wheeled(-notches)))]
    case .press, .command, .hold, .map, .picture, .pane, .photo, .row, .walkField, .latent,
      .cardBackground:
      return []
    }
  }
}

extension InspectorRow {
  /// The number that the wheel turns on this row; `nil` where there is none.
  fileprivate var wheeled: Control? {
    if let channel = nudgedChannel { return .nudge(channel) }
    switch self {
    case .psi: return .psi
    case .brush: return .brushSize
    default: return nil
    }
  }
}
