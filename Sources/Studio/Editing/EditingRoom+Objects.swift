import Canvas
import Imaging
import Sessions

/// What is selected: copied, emptied, gone through.
extension EditingRoom {
  /// Whether `y` finds something to copy.
  var canCopy: Bool {
    if statusLine?.copy != nil || editing.selection?.area != nil { return true }
    if cards.card == nil, view.focus == .walk { return true }
    if view.focus == .styles, hasStyles { return true }
    switch cards.card {
    case .userFacingError, .export: return true
    case .messages: return !messages.isEmpty
    default: return messages.last?.line.copy != nil
    }
  }

  /// `y`: the card's text, the selection, else what the last message offers.
  mutating func copy() -> [Effect] {
    switch cards.card {
    case .userFacingError(let userFacingError): return copyText(userFacingError.line)
    case .export(let export): return copyText(export.commandLine)
    case .messages: return copyText(messages.map(\.line.text).joined(separator: "\n"))
    default: break
    }
    if view.focus == .styles, hasStyles { return copyStyle() }
    if let area = editing.selection?.area, let stamp = editing.document.stamp(of: area) {
      editing.toolState.clipboard = stamp
      copyStyles(of: stamp)
      markUnsaved()
      let style =
        editing.selection?.objects.isEmpty == false && hasStyles ? "; P pastes its style" : ""
      showStatus(.done, "copied \(grouped(stamp.count)) px; p stamps them\(style)")
      return []
    }
    if let text = messages.last?.line.copy { return copyText(text) }
    return []
  }

  private mutating func copyText(_ text: String) -> [Effect] {
    showStatus(.done, "copied")
    return [.copyText(text)]
  }

  /// Del on the map: the selection, else the object under the cursor, takes on what is around it.
  mutating func emptySelection() -> [Effect] {
    guard let area = editing.selection?.area ?? objectArea else {
      showStatus(.reason, "nothing selected: s selects a region or an object")
      return []
    }
    let label = editing.document.surroundingLabel(of: area)
    let effects = perform(.clear(area, .label(label, .none)))
    if !effects.isEmpty { showStatus(.done, "emptied; u brings it back") }
    dropLostSelection()
    return effects
  }

  private var objectArea: Area? {
    guard let object = editing.document.object(at: editing.cursor.point), object.number != 0 else {
      return nil
    }
    return .of(object)
  }

  /// Tab on the map: the next object of the label in hand.
  mutating func selectNextObject(backwards: Bool) {
    let name = editing.document.labelSet.name(of: Int(editing.toolState.label))
    guard
      let object = editing.document.object(
        after: editing.selection?.objects.first, of: editing.toolState.label, backwards: backwards)
    else {
      showStatus(.reason, "no objects of \(name) yet: n, then a stroke")
      return
    }
    editing.selection = .objects([object.id])
    openStylesUnfocused()
    editing.cursor.point = PixelPoint(
      x: object.bounds.x + object.bounds.width / 2, y: object.bounds.y + object.bounds.height / 2)
    revealCursor()
    showStatus(.done, "\(name) \(object.rank), \(grouped(object.pixels)) px")
  }

  /// A selected object shows its styles where the window has room for them.
  mutating func openStylesUnfocused() {
    if hasStyles, windowRows >= 36 { openDock(.styles) }
  }

  /// Selects the object at a pixel, or the region of one that is no object.
  mutating func select(_ object: ObjectID, at point: PixelPoint) {
    editing.selection = object.number == 0 ? .area(.region(point)) : .objects([object])
  }

  /// Lets go of everything that was begun or selected.
  mutating func forgetSelection() {
    editing.selection = nil
    editing.relabelScope = nil
    refreshPreview()
  }

  /// Lets go of selected objects that are no longer on the map.
  mutating func dropLostSelection() {
    guard case .objects(let objects) = editing.selection else { return }
    let left = objects.filter { editing.document.measure(of: $0) != nil }
    editing.selection = left.isEmpty ? nil : .objects(left)
  }
}
