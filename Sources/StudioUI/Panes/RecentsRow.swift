import Canvas
import Studio
import Terminal

/// What was used last, by number: labels, or stars and classes with a model of a latent alone.
struct RecentsRow {
  let state: StudioState
  let appearance: LabelAppearance
  let area: CellRect

  func draw(into painter: inout Painter) {
    guard !area.isEmpty else { return }
    if state.leftPane != .map { return drawPlaces(into: &painter) }
    var rest = area
    let all = Span.key("/", "all \(state.editing.document.labelSet.labels.count)")
    let corner = rest.cutRight(painter.width(of: all) + 2)
    painter.line(all, in: corner)
    _ = rest.cutLeft(1)
    for (index, label) in state.editing.toolState.recents.enumerated() {
      let isCurrent = label == state.editing.toolState.label
      let name = state.editing.document.labelSet.name(of: Int(label))
      let mark = isCurrent ? "▸" : ""
      let head = [Span("\(mark)\(index + 1)", .strong), Span(" ")]
      let tail = [Span(" " + name, isCurrent ? .strong : .normal)]
      let width = painter.width(of: head) + 3 + painter.width(of: tail)
      guard width <= rest.columns else { break }
      let place = rest.cutLeft(width)
      painter.hits.add(place, .label(label))
      let column = painter.line(head, in: place)
      let swatch = CellRect(column: column, row: place.row, columns: 3, rows: 1)
      painter.swatch(appearance[label], in: swatch)
      painter.line(
        tail,
        in: CellRect(
          column: column + 3, row: place.row, columns: place.endColumn - column - 3, rows: 1))
      _ = rest.cutLeft(2)
    }
  }

  /// Stars, or the classes taken last.
  private func drawPlaces(into painter: inout Painter) {
    let line = area.inset(columns: 1, rows: 0)
    let names = state.classNames
    var groups: [[Span]]
    if state.leftPane == .classes {
      groups = state.latentPane.saved.recentClasses.enumerated().compactMap { index, id in
        guard names.indices.contains(id) else { return nil }
        let target = HitTarget.latent(.classTaken(id))
        return [Span("\(index + 1)", .strong, target), Span(" \(names[id])", .normal, target)]
      }
      groups.append(Span.key("/", "all \(names.count)"))
    } else {
      groups = state.latentPane.saved.stars.enumerated().map { index, star in
        let target = HitTarget.latent(.star(index))
        let isHere = index == state.starHere
        return [
          Span("\(isHere ? "▸" : "")\(index + 1)", .strong, target),
          Span(" \(star.name)", isHere ? .strong : .normal, target),
        ]
      }
      if groups.isEmpty { groups = [Span.key("Enter", "stars this place; digits come back to it")] }
    }
    painter.groups(groups, in: line)
  }
}
