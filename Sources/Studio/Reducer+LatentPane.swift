import Canvas
import Imaging
import Sessions
import Synthesis

/// The Latent pane: its parts and their keys.
extension StudioState {
  /// `z`: the Latent pane; again: away.
  mutating func toggleLatent() {
    if view.light == .latent {
      view.docks.remove(.latent)
      light(.map)
      return
    }
    if leftHand == .seedGrid, latentHand.part == .pad { latentHand.part = .layers }
    light(.latent)
  }

  /// Keys while the Latent pane, or the seed grid in the map's place, is lit.
  mutating func pressInLatent(_ key: PaneKey) -> [Effect] {
    let isOnRows = !padIsLit && latentHand.part == .layers
    switch key {
    case .space:
      if isOnRows { return switchRow() }
      return padIsLit ? switchDrift() : goToStar(latentHand.star)
    case .enter:
      if isOnRows { return typeRow() }
      if !padIsLit, latentHand.part == .stars, starHere != nil { return goToStar(latentHand.star) }
      return starPlace()
    case .digit(0): return changePsi(to: 0)
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

  /// Arrows while the Latent pane is lit.
  mutating func moveInLatent(_ direction: Direction) -> [Effect] {
    if padIsLit { return fly(direction) }
    switch latentHand.part {
    case .pad: return fly(direction)
    case .layers:
      if direction.vertical != 0 {
        let rows = latentRows
        let row = (rows.firstIndex(of: latentHand.row) ?? 0) + direction.vertical
        latentHand.row = rows[min(max(0, row), rows.count - 1)]
        return []
      }
      return changeRow(by: direction.horizontal)
    case .stars:
      let star = latentHand.star + direction.horizontal + direction.vertical
      latentHand.star = min(max(0, star), max(0, latentShelf.stars.count - 1))
      return []
    }
  }

  /// Tab: pad, layers, stars. With the seed grid in the map's place the light goes there and back.
  mutating func turnPart(backwards: Bool) {
    let parts = LatentHand.Part.allCases
    let present = padIsLit ? LatentHand.Part.pad : latentHand.part
    let index = (parts.firstIndex(of: present) ?? 0) + (backwards ? parts.count - 1 : 1)
    latentHand.part = parts[index % parts.count]
    if !latentRows.contains(latentHand.row) { latentHand.row = .psi }
    guard leftHand == .seedGrid else { return }
    light(latentHand.part == .pad ? .map : .latent)
  }

  /// What the mouse does.
  mutating func latentInput(_ input: LatentInput) -> [Effect] {
    switch input {
    case .flown(let right, let down):
      if view.light != .latent, leftHand == .seedGrid { light(.map) }
      return fly(right: right, down: down, isDrag: true)
    case .visited(let place):
      beginInput()
      lightPad()
      return visit(place, as: .jumping)
    case .zoomed(let steps): zoomPad(by: steps)
    case .star(let index):
      beginInput()
      lightPart(.stars)
      return goToStar(index)
    case .row(let row):
      beginInput()
      lightPart(.layers)
      latentHand.row = row
    case .layer(let row, let layer):
      beginInput()
      lightPart(.layers)
      latentHand.row = row
      latentHand.layer = layer
      return mix(layer, in: row)
    case .kind(let kind):
      beginInput()
      lightPart(.layers)
      latentHand.row = .kind
      return set(kind)
    case .classTaken(let id):
      beginInput()
      light(leftHand == .classes ? .map : .palette)
      return take(class: id)
    case .classMixed(let id):
      beginInput()
      return mix(class: id)
    }
    return []
  }

  /// Lights the pad, wherever it stands.
  mutating func lightPad() {
    light(leftHand == .seedGrid ? .map : .latent)
    latentHand.part = .pad
  }

  private mutating func lightPart(_ part: LatentHand.Part) {
    light(.latent)
    latentHand.part = part
  }

  /// `+ -` and the wheel over the pad.
  mutating func zoomPad(by steps: Int) {
    latentShelf.zoom = min(max(latentShelf.zoom + steps, -4), 4)
    session.needsCheckpoint = true
  }

  /// `[` and `]`: ψ by 0.05; a run of them is one act.
  mutating func turnPsi(by steps: Int) -> [Effect] {
    turn(.psi, to: settings.latent.truncationPsi + 0.05 * Double(steps), isDrag: false)
  }

  /// Another model is there: what is lit exists in it, and a model of a latent alone shows its
  /// numbers.
  mutating func meetLatent(isNew: Bool) {
    latentHand.pad = PadThumbnails()
    latentHand.drift = nil
    latentHand.layer = 0
    latentShelf.isAlone = leftHand != .map
    if !latentRows.contains(latentHand.row) { latentHand.row = .psi }
    latentHand.chosenClass = classShares.first?.id ?? 0
    guard leftHand != .map else {
      if view.light == .latent, !hasLatent { light(.map) }
      return
    }
    if view.light == .styles { light(.map) }
    if isNew { view.docks.insert(.latent) }
    gesture = nil
    preview = nil
    if view.compare == .blend { view.compare = .beside }
  }
}
