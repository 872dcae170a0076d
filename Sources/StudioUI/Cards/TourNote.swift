import Studio
import Terminal

/// A tour note at the lower edge of the panes. It is a note: it never takes the focus.
struct TourNote {
  let tour: Tour
  let state: StudioState

  /// Draws it at the bottom of the picture's side, so that the map stays free for the hand.
  func draw(_ layout: ScreenLayout, into painter: inout Painter) {
    guard let step = tour.step else { return }
    let words = words(for: step)
    let all = Tour.Step.allCases
    let columns = min(58, layout.picture.columns + 2)
    let lines = [words.what, words.more].reduce(0) {
      $0 + painter.display.text($1).wrapped(to: columns - 4).count
    }
    let side = CellRect(
      column: layout.picture.column - 1, row: layout.picture.row,
      columns: layout.picture.columns + 2, rows: layout.picture.rows)
    var place = side.centered(CellSize(columns: columns, rows: lines + 4))
    place.row = max(side.row, side.endRow - place.rows)
    let dots = all.map { tour.done.contains($0) || $0 == step ? "●" : "○" }.joined(separator: " ")
    let frame = CardFrame(
      title: [Span("Welcome: \((all.firstIndex(of: step) ?? 0) + 1) of \(all.count)", .strong)],
      escapeWords: ", no more tour",
      keys: [[Span(dots, .focus)], [Span("do it to go on", .quiet)]], size: place.size)
    var inside = frame.draw(at: place, isNote: true, into: &painter)
    _ = inside.cutTop(painter.paragraph(words.what, in: inside))
    _ = inside.cutTop(1)
    painter.paragraph(words.more, in: inside, .quiet)
  }

  private func words(for step: Tour.Step) -> (what: String, more: String) {
    let name = state.editing.document.labelSet.name(of: Int(state.editing.toolState.label))
    switch step {
    case .paint:
      return (
        "You hold \(name). Paint some: drag in the left picture or the right one. No mouse: "
          + "Space, arrows, Space.",
        "The picture follows under the hand; its title says how true it is."
      )
    case .undo:
      return (
        "A slip? u takes it back, as far as you like; U does it again.",
        "Undo is one line through paint, seeds and styles."
      )
    case .label:
      return (
        "Take another label: / and a part of its name, then Enter. Or a digit, or a right click "
          + "on the map.", "The number beside a label is its share of the map."
      )
    case .die:
      return (
        "d rolls the die: the same map in another light. , brings the last seed back.",
        "D takes a word as a seed: yours, for instance."
      )
    case .keyframe:
      return (
        "K puts this picture on a walk. d, then K again: two keyframes are a film.",
        "w lights it: Space plays, arrows scrub. Hold c to compare with before."
      )
    case .export:
      return (
        "E exports picture and map; W writes the picture at once.",
        "q leaves at any moment: everything is kept."
      )
    }
  }
}
