import Canvas
import Imaging
import Sessions

/// Keys inside panes, the mouse, and clicks on things.
extension StudioState {
  /// What the person did besides commands.
  mutating func input(_ action: InputAction) -> [Effect] {
    switch action {
    case .pointer(let event): return point(event)
    case .arrow(let direction, let step): return arrow(direction, step: step)
    case .key(let key):
      // Less and more, pressed again and again, are one undo step as wheel steps are.
      let goesOn = key == .less || key == .more ? picture.run : nil
      beginInput()
      picture.run = goesOn
      return press(key)
    case .text(let text): return type(text)
    case .pasted(let text): return pasted(text)
    case .backspace: return erase()
    case .focused(let pane): focus(pane)
    case .label(let label):
      beginInput()
      return takeLabel(label)
    case .object(let object):
      beginInput()
      editing.toolState.take(object.label)
      editing.selection = .objects([object])
      openStylesUnfocused()
    case .row(let row): return rowClicked(row)
    case .inspectorRow(let row):
      focus(.inspector)
      inspectorRow = row
    case .dragged(let control, let value): return turn(control, to: value, isDrag: true)
    case .wheeled(let control, let steps): return wheel(control, by: steps)
    case .dragEnded: endRun()
    case .zoomed(let pane, let steps, let x, let y): zoom(pane, by: steps, x: x, y: y)
    case .panned(let pane, let x, let y): pan(pane, x: x, y: y)
    case .held(let kind): commands.hold = Hold(kind: kind, until: nil)
    case .holdEnded: commands.hold = nil
    case .clickedOutside: cards.card = nil
    case .photo(let kind, let point): mouseOnPhoto(kind, at: point)
    case .walk(let input): return walkInput(input)
    case .latent(let input): return latentInput(input)
    case .style(let cluster): return styleClicked(cluster)
    case .styleToAll(let cluster):
      beginInput()
      return previewStyle(cluster: cluster) + giveToAll()
    case .styleDropped(let cluster, let point): return styleDropped(cluster, at: point)
    case .windowRows(let rows): windowRows = rows
    }
    return []
  }

  private mutating func point(_ event: MapPointerEvent) -> [Effect] {
    // Without a map there is nothing under the pointer to paint.
    guard leftPane == .map else {
      if event.kind == .pressed { focus(event.pane == .picture ? .picture : .map) }
      return []
    }
    // Lines to points far outside would be long to draw and are never seen.
    let width = editing.document.size.width
    let height = editing.document.size.height
    let point = PixelPoint(
      x: min(max(-width, event.point.x), 2 * width), y: min(max(-height, event.point.y), 2 * height)
    )
    if event.kind != .moved { beginInput() }
    editing.cursor.byKeys = false
    editing.cursor.point = clamped(point)
    switch event.kind {
    case .moved:
      if editing.cursor.penDown { return draw(to: editing.cursor.point) }
      refreshPreview()
      return []
    case .pressed:
      if cards.card != nil { return [] }
      focus(event.pane == .picture ? .picture : .map)
      if editing.cursor.penDown { return finishGesture(at: editing.cursor.point, isClick: false) }
      editing.relabelScope = nil
      editing.pressedAt = point
      return press(at: point)
    case .dragged:
      return draw(to: point)
    case .released:
      defer { editing.pressedAt = nil }
      return finishGesture(at: point, isClick: editing.pressedAt == point)
    case .picked:
      return pick(at: editing.cursor.point)
    }
  }

  private mutating func arrow(_ direction: Direction, step: Double) -> [Effect] {
    statusLine = nil
    commands.hold = nil
    if cards.box != nil {
      stepBox(direction)
      return []
    }
    if case .photoBox = cards.card {
      moveOnPhoto(direction, step: step)
      return []
    }
    if cards.card != nil {
      moveInCard(direction)
      return []
    }
    switch view.focus {
    case .map, .picture:
      switch leftPane {
      case .map: return moveCursor(direction, step: step)
      case .seedGrid: return moveInLatent(direction)
      case .classes: return moveInClasses(direction)
      }
    case .palette where picksClasses: return moveInClasses(direction)
    case .palette:
      editing.palette.selected = clampedRow(editing.palette.selected + direction.vertical)
    case .inspector: return changeInspector(direction)
    case .styles: return stepPreviewStyle(by: direction.horizontal + direction.vertical)
    case .walk: return moveOnWalk(direction)
    case .latent: return moveInLatent(direction)
    }
    return []
  }

  private mutating func moveCursor(_ direction: Direction, step: Double) -> [Effect] {
    endRun()
    let steps = Double(editing.cursor.run.press(direction, at: clock)) * max(1, step)
    let distance = max(1, Int(steps.rounded()))
    let target = clamped(
      PixelPoint(
        x: editing.cursor.point.x + direction.horizontal * distance,
        y: editing.cursor.point.y + direction.vertical * distance))
    editing.cursor.byKeys = true
    editing.cursor.point = target
    revealCursor()
    if editing.cursor.penDown { return draw(to: target) }
    refreshPreview()
    return []
  }

  /// A key that acts inside the focused pane, box or card.
  private mutating func press(_ key: PaneKey) -> [Effect] {
    if key == .escape { return escape() }
    if cards.box != nil { return pressInBox(key) }
    if cards.card != nil { return pressInCard(key) }
    switch view.focus {
    case .map, .picture:
      switch leftPane {
      case .map: return pressOnMap(key)
      case .seedGrid: return pressInLatent(key)
      case .classes: return pressInClasses(key)
      }
    case .palette: return picksClasses ? pressInClasses(key) : pressInPalette(key)
    case .inspector: return pressInInspector(key)
    case .styles: return pressInStyles(key)
    case .walk: return pressInWalk(key)
    case .latent: return pressInLatent(key)
    }
  }

  private mutating func pressOnMap(_ key: PaneKey) -> [Effect] {
    switch key {
    case .space: return switchPen()
    case .enter:
      if let scope = editing.relabelScope { return confirmRelabel(scope) }
      if editing.cursor.penDown { return finishGesture(at: editing.cursor.point, isClick: false) }
      return press(at: editing.cursor.point)
        + finishGesture(at: editing.cursor.point, isClick: true)
    case .digit(0): resetZoom()
    case .digit(let number):
      guard editing.toolState.recents.indices.contains(number - 1) else {
        showStatus(.reason, "no label on \(number) yet: / finds labels")
        return []
      }
      return takeLabel(editing.toolState.recents[number - 1])
    case .less: editing.toolState.brush.size = editing.toolState.brush.thinner
    case .more: editing.toolState.brush.size = editing.toolState.brush.thicker
    case .before: return stepSeed(by: -1)
    case .after: return stepSeed(by: 1)
    case .tab(let backwards): selectNextObject(backwards: backwards)
    case .delete: return emptySelection()
    case .pageUp: panView(x: 0, y: -0.25)
    case .pageDown: panView(x: 0, y: 0.25)
    case .home: panView(x: -.infinity, y: 0)
    case .end: panView(x: .infinity, y: 0)
    case .escape: break
    }
    return []
  }

  /// Space: the button held, let go by the next Space.
  private mutating func switchPen() -> [Effect] {
    if editing.cursor.penDown || editing.gesture != nil {
      return finishGesture(at: editing.cursor.point, isClick: false)
    }
    let effects = press(at: editing.cursor.point)
    editing.cursor.penDown = editing.gesture != nil
    return effects
  }

  /// Esc: one step back.
  private mutating func escape() -> [Effect] {
    if cards.box != nil { return cancelBox() }
    if cards.card != nil {
      if !cancelPhotoCorner() { cards.card = nil }
    } else if editing.palette.isSearching, !editing.palette.query.text.isEmpty {
      editing.palette.query = InputText()
    } else if editing.gesture != nil {
      return cancelGesture()
    } else if editing.relabelScope != nil {
      editing.relabelScope = nil
      refreshPreview()
    } else if styles.previewed != nil || styles.setAside != nil {
      return dropPreviewStyle()
    } else if editing.toolState.tool == .stamp {
      return chooseTool(.brush)
    } else if editing.palette.isSearching, picksClasses, view.focus != .palette {
      editing.palette.isSearching = false
    } else if view.focus != .map {
      view.paletteOpen = false
      view.inspectorOpen = false
      timeline.playback.playing = nil
      focus(.map)
    } else if timeline.playback.isOff {
      showWalk(at: timeline.playback.playhead)
    } else if timeline.playback.isShown {
      leaveWalk()
    } else if view.pictureAlone || view.insetMap {
      view.pictureAlone = false
      view.insetMap = false
    } else if editing.selection != nil {
      editing.selection = nil
    } else if cards.tour != nil {
      cards.tour = nil
      preferences.tourDone = true
    }
    return []
  }

  private mutating func wheel(_ control: Control, by steps: Int) -> [Effect] {
    switch control {
    case .psi:
      let value = picture.settings.latent.truncationPsi + 0.05 * Double(steps)
      return turn(.psi, to: value, isDrag: false)
    case .amount: changeAmount(by: 0.05 * Double(steps))
    case .brushSize:
      for _ in 0..<min(abs(steps), 16) {
        editing.toolState.brush.size =
          steps > 0 ? editing.toolState.brush.thicker : editing.toolState.brush.thinner
      }
    case .nudge(let channel):
      let value = Double(shownStyle.offset(channel)) + 0.1 * Double(steps)
      return turn(control, to: value, isDrag: false)
    case .layerPsi(let layer):
      return turn(control, to: psi(ofLayer: layer) + 0.05 * Double(steps), isDrag: false)
    case .direction(let index):
      let directions = picture.settings.latent.directions
      guard directions.indices.contains(index) else { return [] }
      return turn(control, to: directions[index].strength + 0.1 * Double(steps), isDrag: false)
    case .cutoff:
      let layers = capabilities?.latent?.layers ?? 0
      let present = picture.settings.latent.truncationCutoff ?? layers
      return turn(control, to: Double(min(present, layers) + steps), isDrag: false)
    case .classShare(let id): return share(of: id, by: 0.05 * Double(steps))
    case .pyramid(let number): return turnPyramid(number, by: steps)
    case .seedPlane: zoomSeedPlane(by: steps)
    }
    return []
  }
}

extension Direction {
  /// −1, 0 or 1 columns.
  var horizontal: Int {
    switch self {
    case .left: -1
    case .right: 1
    case .up, .down: 0
    }
  }

  /// −1, 0 or 1 rows.
  var vertical: Int {
    switch self {
    case .up: -1
    case .down: 1
    case .left, .right: 0
    }
  }
}
