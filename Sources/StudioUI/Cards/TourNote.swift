import Studio
import Terminal

/// A tour note in a strip of its own under the pictures: it covers nothing and never takes the
/// focus.
struct TourNote {
  let tour: Tour
  let state: StudioState

  /// Rows it needs in a window.
  func rows(in columns: Int, _ display: Display) -> Int {
    guard let step = tour.step else { return 0 }
    let words = words(for: step)
    return 1 + display.text(words.what + " " + words.more).wrapped(to: columns - 2).count
  }

  func draw(in rect: CellRect, into painter: inout Painter) {
    guard let step = tour.step else { return }
    painter.buffer.fill(rect)
    painter.hits.add(rect, .cardBackground)
    let all = Tour.Step.allCases
    let dots = all.map { tour.done.contains($0) || $0 == step ? "●" : "○" }.joined(separator: " ")
    PaneTitle(
      name: [Span("Welcome \((all.firstIndex(of: step) ?? 0) + 1) of \(all.count)")],
      parts: [[Span(dots, .focus)], [Span("do it to go on", .quiet)]],
      trailing: [Span.key("Esc", "no more tour")], isFocused: false, target: .cardBackground
    ).draw(in: rect.line(0), into: &painter)
    let words = words(for: step)
    let text = rect.dropTop(1).inset(columns: 1, rows: 0)
    let lines = painter.display.text(words.what + " " + words.more).wrapped(to: text.columns)
    for (row, line) in lines.prefix(text.rows).enumerated() {
      drawLine(line, in: text.line(row), into: &painter)
    }
  }

  /// A line in which keys stand out and are buttons.
  private func drawLine(_ line: String, in rect: CellRect, into painter: inout Painter) {
    let words = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    var spans: [Span] = []
    for (index, word) in words.enumerated() {
      let key = word.count > 1 && ",.;:".contains(word.last ?? " ") ? String(word.dropLast()) : word
      let isKey = key.count == 1 && key != "a" && key != "A" || Self.namedKeys.contains(key)
      spans.append(isKey ? Span(key, .strong, .press(.key(named: key))) : Span(key))
      spans.append(Span(String(word.dropFirst(key.count)) + (index + 1 < words.count ? " " : "")))
    }
    painter.line(spans, in: rect)
  }

  private static let namedKeys: Set<String> = ["Space", "Enter", "Esc"]

  private func words(for step: Tour.Step) -> (what: String, more: String) {
    let name = state.editing.document.labelSet.name(of: Int(state.editing.toolState.label))
    switch step {
    case .paint:
      return (
        "You hold \(name). Paint some: drag in either picture, or Space, arrows, Space.",
        "The picture follows; its title says how true it is."
      )
    case .undo:
      return (
        "A slip? u takes it back, as far as you like; U does it again.",
        "Undo is one line through paint, seeds and styles."
      )
    case .label:
      return (
        "Take another label: a digit, or / and a part of its name, then Enter.",
        "A right click takes what is under the pointer."
      )
    case .die:
      return (
        "d rolls the die: the same map in another light. , brings the last seed back.",
        "D takes a word as a seed, G the light of a photo."
      )
    case .keyframe:
      return (
        "K puts this picture on a walk. d, then K again: two keyframes are a film.",
        "w opens it: Space plays, arrows scrub. Hold c to compare with before."
      )
    case .export:
      return (
        "E exports picture and map; W writes the picture at once.",
        "q leaves at any moment: everything is kept."
      )
    }
  }
}
