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
    changeViews { $0.zoom(by: steps, around: place) }
  }

  /// Map and picture show the same part: what changes one changes both.
  private mutating func changeViews(_ body: (inout Viewport) -> Void) {
    guard leftPane == .map else { return body(&view.picture) }
    var viewport = view.focus == .picture ? view.picture : view.map
    body(&viewport)
    view.map = viewport
    view.picture = viewport
  }

  /// Both panes show everything again.
  mutating func resetZoom() {
    view.map = Viewport()
    view.picture = Viewport()
  }

  /// `<` and `>`: from −8 to 8 steps.
  mutating func resizeFocusedPane(by step: Int) {
    let name = view.focus.rawValue
    let size = (view.paneSteps[view.focus] ?? 0) + step
    guard (-8...8).contains(size) else {
      showStatus(.reason, "the \(name) pane cannot be \(step > 0 ? "larger" : "smaller")")
      return
    }
    view.paneSteps[view.focus] = size == 0 ? nil : size
    markUnsaved()
    let steps = size == 0 ? "its usual size" : "\(size > 0 ? "+" : "−")\(abs(size))"
    showStatus(.done, "\(name) pane: \(steps)")
  }

  /// `;`: Palette and Inspector where there is room, always, never.
  mutating func turnPanels() {
    view.panels = view.panels.next
    view.paletteOpen = false
    view.inspectorOpen = false
    if view.focus == .palette || view.focus == .inspector { focus(.map) }
    markUnsaved()
    switch view.panels {
    case .automatic: showStatus(.done, "panels stand where the pictures leave room")
    case .shown: showStatus(.done, "panels stand beside the pictures")
    case .hidden: showStatus(.done, "panels hidden; / and : inspector slide them in")
    }
  }

  /// `V`: beside, the picture large with the map as an inset, the picture alone.
  mutating func turnArrangement() {
    markUnsaved()
    if view.pictureAlone {
      view.pictureAlone = false
      view.insetMap = false
    } else if view.insetMap || leftPane != .map {
      view.insetMap = false
      view.pictureAlone = true
    } else {
      view.insetMap = true
    }
  }

  /// Zooms a pane by wheel.
  mutating func zoom(_ pane: Pane, by steps: Int, x: Double, y: Double) {
    switch pane {
    case .map, .picture: changeViews { $0.zoom(by: steps, around: (x, y)) }
    case .palette: editing.palette.selected = clampedRow(editing.palette.selected - steps)
    case .inspector, .latent, .styles, .walk: break
    }
  }

  /// Pans a pane.
  mutating func pan(_ pane: Pane, x: Double, y: Double) {
    switch pane {
    case .map, .picture: changeViews { $0.pan(x: x, y: y) }
    case .palette, .inspector, .latent, .styles, .walk: break
    }
  }

  /// Pans the focused picture pane by parts of its view.
  mutating func panView(x: Double, y: Double) {
    let pane: Pane = view.focus == .picture ? .picture : .map
    let extent = pane == .picture ? view.picture.extent : view.map.extent
    pan(pane, x: x * extent, y: y * extent)
  }

  /// Brings a place (fractions of width and height) into view.
  mutating func revealPlace(x: Double, y: Double) {
    changeViews { $0.reveal(x: x, y: y) }
  }

  /// Keeps the cursor on the map and in view.
  mutating func revealCursor() {
    let place = cursorPlace
    changeViews { $0.reveal(x: place.x, y: place.y) }
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
