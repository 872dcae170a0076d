import Canvas
import Imaging
import Sessions

/// What is shown: light, zoom, comparison.
extension StudioState {
  /// Focuses a pane.
  mutating func focus(_ pane: Pane) {
    view.focus = pane
    if pane != .palette {
      // A search ends with it: all labels are listed again.
      editing.palette.isSearching = false
      editing.palette.query = InputText()
    }
    switch pane {
    case .palette: view.paletteOpen = true
    case .inspector: view.inspectorOpen = true
    case .latent, .styles, .walk: view.docks.insert(pane)
    case .map, .picture: break
    }
    markUnsaved()
  }

  /// `/`: the palette with its search; again: away.
  mutating func togglePalette() {
    if leftPane != .map, !classNames.isEmpty { return searchClasses() }
    if leftPane == .seedGrid {
      latentPane.part = .layers
      return focus(.latent)
    }
    if view.focus == .palette {
      view.paletteOpen = false
      focus(.map)
      return
    }
    focus(.palette)
    view.inspectorOpen = false
    editing.palette.query = InputText()
    editing.palette.isSearching = true
    editing.palette.selected = 0
  }

  /// The Inspector; again: away.
  mutating func toggleInspector() {
    if view.focus == .inspector {
      view.inspectorOpen = false
      focus(.map)
      return
    }
    focus(.inspector)
    view.paletteOpen = false
  }

  /// `v`.
  mutating func turnComparison() {
    view.compare = view.compare.next
    // Without a map there is nothing to blend.
    if view.compare == .blend, leftPane != .map { view.compare = view.compare.next }
    if view.compare == .wipe || view.compare == .difference, picture.imageA == nil {
      showStatus(.reason, "no A yet: C makes this picture A")
    }
  }

  /// `(` and `)`.
  mutating func changeAmount(by step: Double) {
    view.amount = min(max(((view.amount + step) * 100).rounded() / 100, 0), 1)
  }

  /// Sets blend or wipe, 0…1.
  mutating func setAmount(_ amount: Double) { view.amount = min(max(amount, 0), 1) }

  /// Gives a pane the focus without opening or closing anything.
  mutating func returnFocus(to pane: Pane) { view.focus = pane }

  /// Opens a dock without giving it the focus.
  mutating func openDock(_ pane: Pane) { view.docks.insert(pane) }

  /// Puts a dock away.
  mutating func closeDock(_ pane: Pane) { view.docks.remove(pane) }

  /// Puts the palette away.
  mutating func closePalette() { view.paletteOpen = false }

  /// Without a map there is nothing to blend.
  mutating func leaveBlend() {
    if view.compare == .blend { view.compare = .beside }
  }

  /// Lays a photo under the map.
  mutating func putUnder(photo name: String) {
    view.underPhoto = name
    view.showsPhotoUnder = true
    markUnsaved()
  }

  /// Zoom of the focused pane, around the cursor on the map, else around the middle.
  mutating func zoomFocusedPane(by steps: Int) {
    if seedPlaneIsFocused { return zoomSeedPlane(by: steps) }
    let place = cursorPlace
    if view.focus == .picture {
      view.picture.zoom(by: steps, around: place)
    } else {
      view.map.zoom(by: steps, around: place)
    }
  }

  /// Both panes show everything again.
  mutating func resetZoom() {
    view.map = Viewport()
    view.picture = Viewport()
  }

  /// `<` and `>`.
  mutating func resizeFocusedPane(by step: Int) {
    let size = (view.paneSteps[view.focus] ?? 0) + step
    view.paneSteps[view.focus] = min(max(size, -8), 8)
  }

  /// Zooms a pane by wheel.
  mutating func zoom(_ pane: Pane, by steps: Int, x: Double, y: Double) {
    switch pane {
    case .map: view.map.zoom(by: steps, around: (x, y))
    case .picture: view.picture.zoom(by: steps, around: (x, y))
    case .palette: editing.palette.selected = clampedRow(editing.palette.selected - steps)
    case .inspector, .latent, .styles, .walk: break
    }
  }

  /// Pans a pane.
  mutating func pan(_ pane: Pane, x: Double, y: Double) {
    switch pane {
    case .map: view.map.pan(x: x, y: y)
    case .picture: view.picture.pan(x: x, y: y)
    case .palette, .inspector, .latent, .styles, .walk: break
    }
  }

  /// Pans the focused picture pane by parts of its view.
  mutating func panView(x: Double, y: Double) {
    let pane: Pane = view.focus == .picture ? .picture : .map
    let extent = pane == .picture ? view.picture.extent : view.map.extent
    pan(pane, x: x * extent, y: y * extent)
  }

  /// Keeps the cursor on the map and in view.
  mutating func revealCursor() {
    let place = cursorPlace
    view.map.reveal(x: place.x, y: place.y)
    if view.focus == .picture { view.picture.reveal(x: place.x, y: place.y) }
  }

  /// A pixel brought onto the map.
  func clamped(_ point: PixelPoint) -> PixelPoint {
    PixelPoint(
      x: min(max(0, point.x), max(0, editing.document.size.width - 1)),
      y: min(max(0, point.y), max(0, editing.document.size.height - 1)))
  }

  private var cursorPlace: (x: Double, y: Double) {
    (
      (Double(editing.cursor.point.x) + 0.5) / Double(max(1, editing.document.size.width)),
      (Double(editing.cursor.point.y) + 0.5) / Double(max(1, editing.document.size.height))
    )
  }

}
