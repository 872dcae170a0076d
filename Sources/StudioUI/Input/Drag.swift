import Imaging
import Studio
import Synthesis
import Terminal

/// What a held button drags: where it went down decides what its drag means.
enum Drag: Equatable, Sendable {
  /// The brush over map or picture.
  case painting(ScreenPane)
  /// The part of map or picture that is shown.
  case panning(ScreenPane, last: CellPoint, moved: Bool)
  /// A number along its bar.
  case sliding(Control, CellRect, low: Double, high: Double)
  /// A key that acts while it is held.
  case holding
  /// The playhead.
  case scrubbing(CellRect, frames: Int)
  /// A keyframe.
  case carrying(CellRect, frames: Int)
  /// What a keyframe's camera sees.
  case framing(last: CellPoint, corner: Bool)
  /// A thumbnail, by cluster.
  case style(Int)
  /// A box on a photo.
  case marking(CellViewport)
  /// The place in the plane of seeds.
  case flying(last: CellPoint, onSeedPlane: Bool, moved: Bool)
  /// Nothing.
  case nothing

  /// The pointer moved with the button down.
  mutating func moved(to place: PointedPlace) -> [StudioAction] {
    let point = place.point
    switch self {
    case .painting(let pane): return place.paint(.dragged, in: pane)
    case .panning(let pane, let last, _):
      guard point != last else { return [] }
      self = .panning(pane, last: point, moved: true)
      return panned(pane, from: last, to: place)
    case .sliding: return slid(to: point)
    case .scrubbing(let rect, let frames):
      return [.input(.walk(.scrubbed(place.frame(in: rect, of: frames))))]
    case .carrying(let rect, let frames):
      return [.input(.walk(.carried(place.frame(in: rect, of: frames))))]
    case .framing(let last, let corner):
      guard point != last else { return [] }
      self = .framing(last: point, corner: corner)
      return framed(from: last, to: place, corner: corner)
    case .marking(let viewport):
      return [.input(.photo(.dragged, at: viewport.nearestPixel(to: point)))]
    case .flying(let last, let onSeedPlane, _):
      guard point != last else { return [] }
      self = .flying(last: point, onSeedPlane: onSeedPlane, moved: true)
      return flown(from: last, to: place, onSeedPlane: onSeedPlane)
    case .holding, .style, .nothing: return []
    }
  }

  /// The button came up.
  func released(at place: PointedPlace) -> [StudioAction] {
    switch self {
    case .painting(let pane): return place.paint(.released, in: pane)
    case .panning(let pane, _, let moved): return moved ? [] : place.paint(.picked, in: pane)
    case .sliding: return [.input(.dragEnded)]
    case .holding: return [.input(.holdEnded)]
    case .framing: return [.input(.walk(.cameraReleased))]
    case .marking(let viewport):
      return [.input(.photo(.released, at: viewport.nearestPixel(to: place.point)))]
    case .style(let cluster): return dropped(style: cluster, at: place)
    case .flying(_, let onSeedPlane, let moved):
      if moved { return [.input(.dragEnded)] }
      guard onSeedPlane else { return [.input(ScreenPane.picture.focused)] }
      guard let grid = place.screen.layout.seedPlaneGrid(of: place.state) else { return [] }
      return [
        .input(.latent(.visited(SeedPlace(seed: grid.place(at: place.point).nearest))))
      ]
    case .scrubbing, .carrying, .nothing: return []
    }
  }

  /// The value under the pointer, of a number that is dragged along its bar.
  func slid(to point: CellPoint) -> [StudioAction] {
    guard case .sliding(let control, let rect, let low, let high) = self else { return [] }
    let last = Double(max(1, rect.columns - 1))
    let part = min(1, max(0, Double(point.column - rect.column) / last))
    let value = ((low + (high - low) * part) * 100).rounded() / 100
    return [.input(.dragged(control, to: value))]
  }

  /// Inside the frame the camera goes along; a corner follows the pointer, the middle stays.
  private func framed(
    from last: CellPoint, to place: PointedPlace, corner: Bool
  ) -> [StudioAction] {
    guard let index = place.state.framedKeyframe else { return [] }
    let shown = place.state.onWalk
    let viewport = place.screen.layout.mapViewport(of: shown)
    let size = shown.editing.document.size
    guard corner else {
      let x = Double(place.point.column - last.column) * viewport.scale
      let y = Double(2 * (place.point.row - last.row)) * viewport.scale
      return [
        .input(.walk(.cameraMoved(x: x / Double(size.width), y: y / Double(size.height))))
      ]
    }
    let camera = place.state.timeline.walk.keyframes[index].camera
    func distance(_ cell: CellPoint) -> Double {
      let pixel = viewport.endlessPixel(at: cell)
      return max(
        abs(Double(pixel.x) / Double(size.width) - camera.x),
        abs(Double(pixel.y) / Double(size.height) - camera.y))
    }
    let now = distance(place.point)
    guard now > 0 else { return [] }
    return [.input(.walk(.cameraZoomed(0.5 / now / camera.zoom)))]
  }

  private func panned(
    _ pane: ScreenPane, from last: CellPoint, to place: PointedPlace
  ) -> [StudioAction] {
    guard let viewport = place.screen.viewport(of: pane, place.state) else { return [] }
    let x = Double(last.column - place.point.column) * viewport.scale
    let y = Double(2 * (last.row - place.point.row)) * viewport.scale
    return [
      .input(
        pane.panned(
          x: x / Double(max(1, viewport.image.width)),
          y: y / Double(max(1, viewport.image.height))))
    ]
  }

  /// A drag over the plane of seeds moves the ground under the place. On the picture, which is no
  /// ground, it flies the way it goes, as in StyleGAN3's visualizer.
  private func flown(
    from last: CellPoint, to place: PointedPlace, onSeedPlane: Bool
  ) -> [StudioAction] {
    let columns = Double(place.point.column - last.column)
    let rows = Double(place.point.row - last.row)
    guard onSeedPlane else {
      return [.input(.latent(.flown(right: columns * 0.04, down: rows * 0.08)))]
    }
    guard let grid = place.screen.layout.seedPlaneGrid(of: place.state) else { return [] }
    return [
      .input(
        .latent(
          .flown(right: -columns / Double(grid.columnPitch), down: -rows / Double(grid.rowPitch))))
    ]
  }

  /// A thumbnail that was let go over map or picture is for the object there; on itself it is a
  /// click.
  private func dropped(style cluster: Int, at place: PointedPlace) -> [StudioAction] {
    if place.screen.hits[place.point] == .style(cluster) { return [.input(.style(cluster))] }
    guard let pane = place.screen.pixelPane(at: place.point),
      let viewport = place.screen.viewport(of: pane, place.state)
    else { return [] }
    let pixel = viewport.nearestPixel(to: place.point)
    let size = place.state.editing.document.size
    return [.input(.styleDropped(cluster, at: pixel.scaled(from: viewport.image, to: size)))]
  }
}
