import Canvas
import Imaging
import Sessions

/// What is selected: copied, emptied, gone through.
extension StudioState {
  /// Whether `y` finds something to copy.
  var canCopy: Bool {
    if statusLine?.copy != nil || selection?.area != nil { return true }
    if card == nil, view.focus == .walk { return true }
    if view.focus == .styles, hasStyles { return true }
    switch card {
    case .userFacingError, .export: return true
    case .messages: return !messages.isEmpty
    default: return messages.last?.line.copy != nil
    }
  }

  /// `y`: the card's text, the selection, else what the last message offers.
  mutating func copy() -> [Effect] {
    switch card {
    case .userFacingError(let userFacingError): return copyText(userFacingError.line)
    case .export(let export): return copyText(export.commandLine)
    case .messages: return copyText(messages.map(\.line.text).joined(separator: "\n"))
    default: break
    }
    if view.focus == .styles, hasStyles { return copyStyle() }
    if let area = selection?.area, let stamp = document.stamp(of: area) {
      toolState.clipboard = stamp
      copyStyles(of: stamp)
      session.needsCheckpoint = true
      let style = selection?.objects.isEmpty == false && hasStyles ? "; P pastes its style" : ""
      showStatus(.done, "copied \(grouped(stamp.count)) px; p stamps them\(style)")
      return []
    }
    if let text = messages.last?.line.copy { return copyText(text) }
    return []
  }

  /// Copies the styles that a stamp's objects wear, and that of the selected object.
  private mutating func copyStyles(of stamp: Stamp) {
    styleClipboard.stamp = [:]
    for (label, number) in zip(stamp.labels.elements, stamp.instances.elements)
    where number != 0 && styleClipboard.stamp[number] == nil {
      let object = ObjectID(label: label, number: number)
      styleClipboard.stamp[number] =
        hasStyles ? appliedStyle(of: object) : settings.keptStyle(of: object)
    }
    if hasStyles, let object = selection?.objects.first {
      styleClipboard.copied = CopiedStyle(label: object.label, style: appliedStyle(of: object))
    }
  }

  private mutating func copyText(_ text: String) -> [Effect] {
    showStatus(.done, "copied")
    return [.copyText(text)]
  }

  /// Del on the map: the selection, else the object under the cursor, takes on what is around it.
  mutating func emptySelection() -> [Effect] {
    guard let area = selection?.area ?? objectArea else {
      showStatus(.reason, "nothing selected: s selects a region or an object")
      return []
    }
    let label = document.surroundingLabel(of: area)
    let effects = perform(.clear(area, .label(label, .none)))
    if !effects.isEmpty { showStatus(.done, "emptied; u brings it back") }
    dropLostSelection()
    return effects
  }

  private var objectArea: Area? {
    guard let object = document.object(at: cursor.point), object.number != 0 else { return nil }
    return .of(object)
  }

  /// Tab on the map: the next object of the label in hand.
  mutating func selectNextObject(backwards: Bool) {
    let name = document.labelSet.name(of: Int(toolState.label))
    guard
      let object = document.object(
        after: selection?.objects.first, of: toolState.label, backwards: backwards)
    else {
      showStatus(.reason, "no objects of \(name) yet: n, then a stroke")
      return
    }
    selection = .objects([object.id])
    openStylesUnfocused()
    cursor.point = PixelPoint(
      x: object.bounds.x + object.bounds.width / 2, y: object.bounds.y + object.bounds.height / 2)
    revealCursor()
    showStatus(.done, "\(name) \(object.rank), \(grouped(object.pixels)) px")
  }

  /// A selected object shows its styles where the window has room for them.
  mutating func openStylesUnfocused() {
    if hasStyles, windowRows >= 36 { view.docks.insert(.styles) }
  }

  /// Lets go of selected objects that are no longer on the map.
  mutating func dropLostSelection() {
    guard case .objects(let objects) = selection else { return }
    let left = objects.filter { document.measure(of: $0) != nil }
    selection = left.isEmpty ? nil : .objects(left)
  }
}
