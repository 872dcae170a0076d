import Terminal

/// A pane's title row: a rule with the name, parts, and what stands at its right end. The rule of
/// the focused pane is heavy, and its name stands reversed.
struct PaneTitle {
  var name: [Span]
  var parts: [[Span]] = []
  var trailing: [[Span]] = []
  var isFocused: Bool
  var target: HitTarget

  func draw(in rect: CellRect, into painter: inout Painter) {
    painter.hits.add(rect, target)
    painter.rule(in: rect, isFocused: isFocused)
    var column = rect.column + 1
    let named = [Span(" ")] + name + [Span(" ")]
    let title = CellRect(
      column: column, row: rect.row, columns: rect.endColumn - column, rows: 1)
    let inks = named.map {
      Span($0.text, isFocused ? .chosen : .strong, $0.target ?? target)
    }
    column = painter.line(inks, in: title)
    for part in parts {
      let width = painter.width(of: part) + 2
      let room = rect.endColumn - column - 1
      // A part that has no room is left out whole.
      guard room >= width else { break }
      let place = CellRect(column: column + 1, row: rect.row, columns: width, rows: 1)
      painter.line([Span(" ")] + part + [Span(" ")], in: place)
      column = place.endColumn
    }
    // What stands at the right end names keys: as much of it as is left room for.
    var end = rect.endColumn - 1
    for part in trailing.reversed() {
      let width = painter.width(of: part) + 2
      guard end - width > column else { continue }
      let place = CellRect(column: end - width, row: rect.row, columns: width, rows: 1)
      painter.line([Span(" ")] + part + [Span(" ")], in: place)
      end -= width + 1
    }
  }
}
