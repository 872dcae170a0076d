import Canvas
import Imaging
public import Studio
import Synthesis
public import Terminal

/// Events to actions, with the screen the person was looking at. Pure but for what a drag has
/// caught: where a button went down decides what its drag means.
public struct InputMapper: Sendable {
  /// What a held button drags.
  private enum Caught: Equatable, Sendable {
    case painting(ScreenPane)
    case panning(ScreenPane, last: CellPoint, moved: Bool)
    case sliding(Control, CellRect, low: Double, high: Double)
    case holding
    case scrubbing(CellRect, frames: Int)
    case carrying(CellRect, frames: Int)
    case style(Int)
    case marking(CellViewport)
    case flying(last: CellPoint, onSeedPlane: Bool, moved: Bool)
    case nothing
  }

  /// The keys.
  public var keymap: Keymap
  private var caught = Caught.nothing

  /// Creates a mapper.
  public init(keymap: Keymap = Keymap()) {
    self.keymap = keymap
  }

  /// What an event means.
  /// - Parameters:
  ///   - event: What the terminal reported.
  ///   - state: The present state.
  ///   - screen: The screen that is shown.
  public mutating func actions(
    for event: TerminalEvent, in state: StudioState, on screen: Screen
  ) -> [StudioAction] {
    switch event {
    case .character(let sign): return typed(sign, state, screen)
    case .key(let key, let modifiers): return pressed(key, modifiers, state, screen)
    case .paste(let text): return state.isTyping ? [.input(.text(text))] : []
    case .pointer(let pointer): return pointed(pointer, state, screen)
    case .resized(let size): return [.input(.windowRows(size.rows))]
    case .resumed: return []
    case .focus, .woken, .terminated: return []
    }
  }

  // MARK: Keys

  private func typed(
    _ sign: Character, _ state: StudioState, _ screen: Screen
  ) -> [StudioAction] {
    if state.isTyping {
      return [.input(sign == " " ? .key(.space) : .text(String(sign)))]
    }
    let key = keymap.sign(for: sign)
    if let own = keymap.own[key] { return [.command(own)] }
    switch key {
    case "h": return arrow(.left, state, screen)
    case "j": return arrow(.down, state, screen)
    case "k": return arrow(.up, state, screen)
    case "l": return arrow(.right, state, screen)
    case " ": return [.input(.key(.space))]
    case "[": return [.input(.key(.less))]
    case "]": return [.input(.key(.more))]
    case ",": return [.input(.key(.before))]
    case ".": return [.input(.key(.after))]
    default:
      if key.isASCII, let digit = key.wholeNumberValue { return [.input(.key(.digit(digit)))] }
      return keymap.command(for: key).map { [.command($0)] } ?? []
    }
  }

  private func pressed(
    _ key: Key, _ modifiers: Modifiers, _ state: StudioState, _ screen: Screen
  ) -> [StudioAction] {
    switch key {
    case .up: return arrow(.up, state, screen)
    case .down: return arrow(.down, state, screen)
    case .left: return arrow(.left, state, screen)
    case .right: return arrow(.right, state, screen)
    case .home: return [.input(.key(.home))]
    case .end: return [.input(.key(.end))]
    case .pageUp: return [.input(.key(.pageUp))]
    case .pageDown: return [.input(.key(.pageDown))]
    case .delete: return [.input(.key(.delete))]
    case .insert: return []
    case .backspace: return state.isTyping ? [.input(.backspace)] : []
    case .tab: return [.input(.key(.tab(backwards: false)))]
    case .backTab: return [.input(.key(.tab(backwards: true)))]
    case .enter: return [.input(.key(.enter))]
    case .escape: return [.input(.key(.escape))]
    case .function(1): return [.command(.help)]
    case .function: return []
    case .control(let letter):
      return keymap.command(forControl: letter).map { [.command($0)] } ?? []
    }
  }

  private func arrow(
    _ direction: Direction, _ state: StudioState, _ screen: Screen
  ) -> [StudioAction] {
    [.input(.arrow(direction, step: screen.step(in: state)))]
  }

  // MARK: Mouse

  private mutating func pointed(
    _ pointer: Terminal.PointerEvent, _ state: StudioState, _ screen: Screen
  ) -> [StudioAction] {
    switch pointer.phase {
    case .wheel(let notches): return wheeled(notches, at: pointer.point, state, screen)
    case .moved: return hovered(at: pointer.point, state, screen)
    case .dragged: return dragged(to: pointer.point, state, screen)
    case .released: return released(at: pointer.point, state, screen)
    case .pressed:
      // A lost release must not leave the drag before hanging.
      let ended = released(at: pointer.point, state, screen)
      switch pointer.button {
      case .left: return ended + clicked(at: pointer.point, state, screen)
      case .right, .middle:
        if state.cards.card == nil, case .style(let cluster) = screen.hits[pointer.point] {
          return ended + [.input(.styleToAll(cluster))]
        }
        if state.cards.card == nil, case .latent(.classTaken(let id)) = screen.hits[pointer.point] {
          return ended + [.input(.latent(.classMixed(id)))]
        }
        if state.leftPane != .map { return ended }
        guard state.cards.card == nil, let pane = screen.pixelPane(at: pointer.point) else {
          return ended
        }
        caught = .panning(
          pane, last: pointer.point, moved: pointer.button == .middle)
        return ended
      case .none: return ended
      }
    }
  }

  private mutating func clicked(
    at point: CellPoint, _ state: StudioState, _ screen: Screen
  ) -> [StudioAction] {
    guard let entry = screen.hits.entry(at: point) else {
      return state.cards.card == nil ? [] : [.input(.clickedOutside)]
    }
    if state.cards.card != nil, !screen.isOverCard(point, state) {
      return [.input(.clickedOutside)]
    }
    switch entry.target {
    case .press(let event):
      // Not through `actions`: a printed key is a key even while text is typed.
      var plain = state
      if case .character = event { plain = state.withoutCaret }
      return actions(for: event, in: plain, on: screen)
    case .command(let command): return [.command(command)]
    case .hold(let command):
      caught = .holding
      return [.command(command), .input(.held(command == .dimOthers ? .dimOthers : .showA))]
    case .map:
      caught = .painting(.map)
      return paint(.pressed, at: point, in: .map, state, screen)
    case .seedPlane:
      caught = .flying(last: point, onSeedPlane: true, moved: false)
      return []
    case .picture where state.leftPane != .map:
      caught = .flying(last: point, onSeedPlane: false, moved: false)
      return []
    case .latent(let input): return [.input(.latent(input))]
    case .classBackground:
      return [.input(.focused(state.leftPane == .classes ? .map : .palette))]
    case .picture:
      caught = .painting(.picture)
      return paint(.pressed, at: point, in: .picture, state, screen)
    case .pane(let pane): return [.input(pane.focused)]
    case .label(let label): return [.input(.label(label))]
    case .object(let object): return [.input(.object(object))]
    case .style(let cluster):
      caught = .style(cluster)
      return []
    case .photo(let size):
      let viewport = CellViewport(image: size, area: entry.rect)
      caught = .marking(viewport)
      return [.input(.photo(.pressed, at: viewport.nearestPixel(to: point)))]
    case .row(let row): return [.input(.row(row))]
    case .inspectorRow(let row): return [.input(.inspectorRow(row))]
    case .slider(let control, let low, let high):
      caught = .sliding(control, entry.rect, low: low, high: high)
      return slide(control, entry.rect, low, high, to: point)
    case .walkLane(let frames):
      caught = .scrubbing(entry.rect, frames: frames)
      return [.input(.walk(.scrubbed(Self.frame(at: point, in: entry.rect, of: frames))))]
    case .keyframe(let index):
      if let lane = screen.hits.lane(at: point) {
        caught = .carrying(lane.rect, frames: lane.frames)
      }
      return [.input(.walk(.gripped(index)))]
    case .walkField(let field): return [.input(.walk(.turned(field)))]
    case .cardBackground: return []
    }
  }

  private mutating func dragged(
    to point: CellPoint, _ state: StudioState, _ screen: Screen
  ) -> [StudioAction] {
    switch caught {
    case .painting(let pane): return paint(.dragged, at: point, in: pane, state, screen)
    case .panning(let pane, let last, _):
      guard point != last else { return [] }
      caught = .panning(pane, last: point, moved: true)
      guard let viewport = screen.viewport(of: pane, state) else { return [] }
      let x = Double(last.column - point.column) * viewport.scale
      let y = Double(2 * (last.row - point.row)) * viewport.scale
      return [
        .input(
          pane.panned(
            x: x / Double(max(1, viewport.image.width)),
            y: y / Double(max(1, viewport.image.height))))
      ]
    case .sliding(let control, let rect, let low, let high):
      return slide(control, rect, low, high, to: point)
    case .scrubbing(let rect, let frames):
      return [.input(.walk(.scrubbed(Self.frame(at: point, in: rect, of: frames))))]
    case .carrying(let rect, let frames):
      return [.input(.walk(.carried(Self.frame(at: point, in: rect, of: frames))))]
    case .marking(let viewport):
      return [.input(.photo(.dragged, at: viewport.nearestPixel(to: point)))]
    case .flying(let last, let onSeedPlane, _):
      guard point != last else { return [] }
      caught = .flying(last: point, onSeedPlane: onSeedPlane, moved: true)
      return flown(from: last, to: point, onSeedPlane: onSeedPlane, state, screen)
    case .holding, .style, .nothing: return []
    }
  }

  /// A drag over the plane of seeds moves the ground under the place. On the picture, which is no
  /// ground, it flies the way it goes, as in StyleGAN3's visualizer.
  private func flown(
    from last: CellPoint, to point: CellPoint, onSeedPlane: Bool, _ state: StudioState,
    _ screen: Screen
  ) -> [StudioAction] {
    let columns = Double(point.column - last.column)
    let rows = Double(point.row - last.row)
    guard onSeedPlane else {
      return [.input(.latent(.flown(right: columns * 0.04, down: rows * 0.08)))]
    }
    guard let ground = screen.layout.seedPlaneGrid(of: state) else { return [] }
    return [
      .input(
        .latent(
          .flown(
            right: -columns / Double(ground.columnPitch), down: -rows / Double(ground.rowPitch))))
    ]
  }

  private static func frame(at point: CellPoint, in rect: CellRect, of frames: Int) -> Int {
    WalkScale(columns: rect.columns, frames: frames).frame(of: point.column - rect.column)
  }

  private mutating func released(
    at point: CellPoint, _ state: StudioState, _ screen: Screen
  ) -> [StudioAction] {
    defer { caught = .nothing }
    switch caught {
    case .painting(let pane): return paint(.released, at: point, in: pane, state, screen)
    case .panning(let pane, _, let moved):
      return moved ? [] : paint(.picked, at: point, in: pane, state, screen)
    case .sliding: return [.input(.dragEnded)]
    case .holding: return [.input(.holdEnded)]
    case .marking(let viewport):
      return [.input(.photo(.released, at: viewport.nearestPixel(to: point)))]
    case .style(let cluster): return released(style: cluster, at: point, state, screen)
    case .flying(_, let onSeedPlane, let moved):
      if moved { return [.input(.dragEnded)] }
      guard onSeedPlane else { return [.input(ScreenPane.picture.focused)] }
      guard let ground = screen.layout.seedPlaneGrid(of: state) else { return [] }
      return [
        .input(.latent(.visited(SeedPlace(seed: ground.place(at: point).nearest))))
      ]
    case .scrubbing, .carrying, .nothing: return []
    }
  }

  /// A thumbnail that was let go over map or picture is for the object there; on itself it is a
  /// click.
  private func released(
    style cluster: Int, at point: CellPoint, _ state: StudioState, _ screen: Screen
  ) -> [StudioAction] {
    if screen.hits[point] == .style(cluster) { return [.input(.style(cluster))] }
    guard let pane = screen.pixelPane(at: point), let viewport = screen.viewport(of: pane, state)
    else { return [] }
    let pixel = viewport.nearestPixel(to: point)
    return [
      .input(
        .styleDropped(
          cluster, at: pixel.scaled(from: viewport.image, to: state.editing.document.size)))
    ]
  }

  private func hovered(
    at point: CellPoint, _ state: StudioState, _ screen: Screen
  ) -> [StudioAction] {
    guard state.cards.card == nil, caught == .nothing, state.leftPane == .map else { return [] }
    switch screen.hits[point] {
    case .map: return paint(.moved, at: point, in: .map, state, screen)
    case .picture: return paint(.moved, at: point, in: .picture, state, screen)
    default: return []
    }
  }

  private func wheeled(
    _ notches: Int, at point: CellPoint, _ state: StudioState, _ screen: Screen
  ) -> [StudioAction] {
    if state.cards.card != nil {
      return [.input(.arrow(notches > 0 ? .up : .down, step: 1))]
    }
    if let pane = screen.pixelPane(at: point), let viewport = screen.viewport(of: pane, state) {
      let pixel = viewport.nearestPixel(to: point)
      let x = (Double(pixel.x) + 0.5) / Double(max(1, viewport.image.width))
      let y = (Double(pixel.y) + 0.5) / Double(max(1, viewport.image.height))
      return [.input(pane.zoomed(by: notches, x: x, y: y))]
    }
    switch screen.hits[point] {
    case .inspectorRow(.psi), .slider(.psi, _, _): return [.input(.wheeled(.psi, by: notches))]
    case .inspectorRow(let row) where row.nudgedChannel != nil:
      return [.input(.wheeled(.nudge(row.nudgedChannel ?? 0), by: notches))]
    case .seedPlane: return [.input(.latent(.zoomed(notches)))]
    case .classBackground, .latent(.classTaken):
      return [.input(.arrow(notches > 0 ? .up : .down, step: 1))]
    case .latent(.row(.psi)): return [.input(.wheeled(.psi, by: notches))]
    case .style, .pane(.styles):
      let turn = StudioAction.input(.arrow(notches > 0 ? .left : .right, step: 1))
      return state.view.focus == .styles ? [turn] : [.input(ScreenPane.styles.focused), turn]
    case .inspectorRow(.brush): return [.input(.wheeled(.brushSize, by: notches))]
    case .walkLane, .keyframe: return [.input(.walk(.wheeled(-notches)))]
    case .slider(let control, _, _): return [.input(.wheeled(control, by: notches))]
    case .label, .object, .pane(.palette):
      let turn = StudioAction.input(.arrow(notches > 0 ? .up : .down, step: 1))
      return state.view.focus == .palette ? [turn] : [.input(ScreenPane.palette.focused), turn]
    default: return []
    }
  }

  private func slide(
    _ control: Control, _ rect: CellRect, _ low: Double, _ high: Double, to point: CellPoint
  ) -> [StudioAction] {
    let last = Double(max(1, rect.columns - 1))
    let part = min(1, max(0, Double(point.column - rect.column) / last))
    let value = ((low + (high - low) * part) * 100).rounded() / 100
    return [.input(.dragged(control, to: value))]
  }

  private func paint(
    _ kind: Studio.PointerEvent.Kind, at point: CellPoint, in pane: ScreenPane,
    _ state: StudioState, _ screen: Screen
  ) -> [StudioAction] {
    guard let viewport = screen.viewport(of: pane, state) else { return [] }
    let pixel = viewport.endlessPixel(at: point)
    guard pane == .picture else {
      return [.input(.pointer(Studio.PointerEvent(kind, at: pixel, in: .map)))]
    }
    let onMap = pixel.scaled(from: viewport.image, to: state.editing.document.size)
    return [.input(.pointer(Studio.PointerEvent(kind, at: onMap, in: .picture)))]
  }
}
