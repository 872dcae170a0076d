import Canvas
import Imaging
import Sessions
import Synthesis

/// The Latent pane: its parts and their keys.
extension LatentRoom {
  /// `z`: the Latent pane; again: away.
  mutating func toggleLatent() {
    if view.focus == .latent {
      closeDock(.latent)
      focus(.map)
      return
    }
    if leftPane == .seedGrid, latentPane.part == .seedPlane { latentPane.part = .layers }
    focus(.latent)
  }

  /// Keys while the Latent pane, or the seed grid in the map's place, is focused.
  mutating func pressInLatent(_ key: PaneKey) -> [Effect] {
    let isOnRows = !seedPlaneIsFocused && latentPane.part == .layers
    switch key {
    case .space:
      if isOnRows { return switchRow() }
      return seedPlaneIsFocused ? switchDrift() : goToStar(latentPane.star)
    case .enter:
      if isOnRows { return typeRow() }
      if !seedPlaneIsFocused, latentPane.part == .stars, starHere != nil {
        return goToStar(latentPane.star)
      }
      return starPlace()
    case .digit(0): return changePsi(to: 0, amending: nil)
    case .digit(let digit): return goToStar(digit - 1)
    case .less: return isOnRows ? nudgeRow(by: -1) : turnPsi(by: -1)
    case .more: return isOnRows ? nudgeRow(by: 1) : turnPsi(by: 1)
    case .before: return stepSeed(by: -1)
    case .after: return stepSeed(by: 1)
    case .tab(let backwards): turnPart(backwards: backwards)
    case .delete: return isOnRows ? resetRow() : removeStar()
    case .pageUp: return visit(seedPlace.moved(right: 0, down: -1), as: .stepping)
    case .pageDown: return visit(seedPlace.moved(right: 0, down: 1), as: .stepping)
    case .home: return visit(SeedPlace(seed: seedPlace.nearest), as: .jumping)
    case .end: return visit(SeedPlace(seed: 0), as: .jumping)
    case .escape: break
    }
    return []
  }

  /// Arrows while the Latent pane is focused.
  mutating func moveInLatent(_ direction: Direction) -> [Effect] {
    if seedPlaneIsFocused { return fly(direction) }
    switch latentPane.part {
    case .seedPlane: return fly(direction)
    case .layers:
      if direction.vertical != 0 {
        let rows = latentRows
        let row = (rows.firstIndex(of: latentPane.row) ?? 0) + direction.vertical
        latentPane.row = rows[min(max(0, row), rows.count - 1)]
        return []
      }
      return changeRow(by: direction.horizontal)
    case .stars:
      let star = latentPane.star + direction.horizontal + direction.vertical
      latentPane.star = min(max(0, star), max(0, latentPane.saved.stars.count - 1))
      return []
    }
  }

  /// Tab: seed plane, layers, stars. With the seed grid in the map's place the focus goes there and
  /// back.
  mutating func turnPart(backwards: Bool) {
    let parts = LatentPaneState.Part.allCases
    let present = seedPlaneIsFocused ? LatentPaneState.Part.seedPlane : latentPane.part
    let index = (parts.firstIndex(of: present) ?? 0) + (backwards ? parts.count - 1 : 1)
    latentPane.part = parts[index % parts.count]
    if !latentRows.contains(latentPane.row) { latentPane.row = latentRows.first ?? .psi }
    guard leftPane == .seedGrid else { return }
    focus(latentPane.part == .seedPlane ? .map : .latent)
  }

  /// What the mouse does.
  mutating func latentInput(_ input: LatentInput) -> [Effect] {
    switch input {
    case .flown(let right, let down):
      if view.focus != .latent, leftPane == .seedGrid { focus(.map) }
      return fly(right: right, down: down, isDrag: true)
    case .visited(let place):
      beginInput()
      focusSeedPlane()
      return visit(place, as: .jumping)
    case .zoomed(let steps): zoomSeedPlane(by: steps)
    case .star(let index):
      beginInput()
      focusPart(.stars)
      return goToStar(index)
    case .row(let row):
      beginInput()
      focusPart(.layers)
      latentPane.row = row
    case .layer(let row, let layer):
      beginInput()
      focusPart(.layers)
      latentPane.row = row
      latentPane.layer = layer
      return mixLayer(layer, in: row)
    case .direction(let index):
      beginInput()
      focusPart(.layers)
      latentPane.row = .directions
      latentPane.direction = min(max(0, index), directions.count)
      if focusedDirection == nil { return openDirectionFile() }
    case .kind(let kind):
      beginInput()
      focusPart(.layers)
      latentPane.row = .kind
      return setTruncationKind(kind)
    case .blending(let blending):
      beginInput()
      focusPart(.layers)
      latentPane.row = .blending
      return setBlending(blending)
    case .classTaken(let id):
      beginInput()
      focus(leftPane == .classes ? .map : .palette)
      return chooseClass(id)
    case .classMixed(let id):
      beginInput()
      return mixClass(id)
    }
    return []
  }

  /// Focuses the seed plane, wherever it stands.
  mutating func focusSeedPlane() {
    focus(leftPane == .seedGrid ? .map : .latent)
    latentPane.part = .seedPlane
  }

  private mutating func focusPart(_ part: LatentPaneState.Part) {
    focus(.latent)
    latentPane.part = part
  }

  /// `+ -` and the wheel over the seed plane.
  mutating func zoomSeedPlane(by steps: Int) {
    latentPane.saved.zoom = min(max(latentPane.saved.zoom + steps, -4), 4)
    markUnsaved()
  }

  /// `[` and `]`: ψ by 0.05; a run of them is one undo step.
  /// Without ψ the first number of the pane takes its place.
  mutating func turnPsi(by steps: Int) -> [Effect] {
    if let number = latentRows.first?.pyramidNumber { return turnPyramid(number, by: steps) }
    return turn(
      .psi, to: picture.settings.latent.truncationPsi + 0.05 * Double(steps), isDrag: false)
  }

  /// Another model is there: what is focused exists in it, and a model of a latent alone shows its
  /// numbers.
  mutating func meetLatent(isNew: Bool) {
    latentPane.seedPlane = SeedThumbnails()
    latentPane.drift = nil
    latentPane.layer = 0
    latentPane.saved.isAlone = leftPane != .map
    if !latentRows.contains(latentPane.row) { latentPane.row = latentRows.first ?? .psi }
    latentPane.chosenClass = classShares.first?.id ?? 0
    guard leftPane != .map else {
      if view.focus == .latent, !hasLatent { focus(.map) }
      return
    }
    if view.focus == .styles { focus(.map) }
    if isNew { openDock(.latent) }
    dropGesture()
    leaveBlend()
  }
}
