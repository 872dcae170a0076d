import Imaging
import Studio
import Terminal

/// Learning from a photo: the photo and how thoroughly, then what is being learned: the ladder of
/// scales, and a sample of the one in work.
struct LearnCardView {
  let card: LearnCard
  let state: StudioState

  func draw(in area: CellRect, into painter: inout Painter) {
    let frame = CardFrame(
      title: [Span("M", .strong), Span(" Learn from a photo")],
      note: state.learning.active?.words ?? "",
      keys: keys,
      size: CellSize(
        columns: min(84, area.columns - 2),
        rows: min(area.rows, state.learning.runs.isEmpty ? 13 : 20)
      ))
    var inside = frame.draw(in: area, into: &painter)
    let hint =
      card.path.text.isEmpty
      ? [Span(" type the path of a PNG, JPEG or WebP", .quiet)]
      : card.isStarting ? [Span("  starting…", .quiet)] : []
    painter.line([Span("photo  ", .quiet)] + card.path.spans + hint, in: inside.cutTop(1))
    let presets = LearningPreset.allCases.flatMap { preset in
      [
        Span(preset == card.preset ? "▸" : " ", .focus),
        Span(preset.words + "  ", preset == card.preset ? .strong : .normal),
      ]
    }
    painter.line(
      [Span("how    ", .quiet)] + presets + [Span(planWords, .quiet)], in: inside.cutTop(1))
    painter.cardRule(in: inside.cutTop(1))
    if let problem = card.problem {
      painter.problem(problem, in: inside.cutTop(3))
    }
    if !card.path.text.isEmpty, !card.files.all.isEmpty {
      painter.files(card.files, in: inside)
      return
    }
    guard !state.learning.runs.isEmpty else {
      painter.paragraph(
        "A pyramid of small networks learns this one photo: random pictures like it at any size, "
          + "painting in its own colours, pasted pieces that fit in. It is learned by a process "
          + "of its own at low priority: paint on meanwhile, or leave.", in: inside, .quiet)
      return
    }
    drawRuns(in: inside, into: &painter)
  }

  private var keys: [[Span]] {
    guard let run = chosen else {
      return [
        Span.key("Enter", "learn it"), Span.key("Tab", "how"),
        Span.key("↑", state.learning.runs.isEmpty ? "↓ files" : "↓ what is learned"),
      ]
    }
    let does = run.isRunning || run.isFinished ? "play it" : "go on with it"
    return [Span.key("Enter", does)] + (run.isRunning ? [Span.key("Del", "stop it")] : [])
  }

  private var planWords: String {
    if let plan = card.plan { return plan }
    switch card.preset {
    case .draft: return "some 2 minutes at 128 pixels"
    case .minutes: return "some 10 minutes at 250 pixels"
    case .reference: return "hours at 250 pixels"
    }
  }

  /// The run that keys act on.
  private var chosen: LearningRun? { card.selected.flatMap { state.learning.runs[safe: $0] } }

  private func drawRuns(in area: CellRect, into painter: inout Painter) {
    var rest = area
    let shown = chosen ?? state.learning.active ?? state.learning.runs[0]
    let list = rest.cutTop(min(4, state.learning.runs.count))
    painter.list(state.learning.runs, selected: card.selected, in: list) {
      painter, run, line, isChosen in
      var rest = line
      painter.text(run.name, in: rest.cutLeft(18), isChosen ? .strong : .normal)
      painter.text(run.words, in: rest, run.failure == nil ? .normal : .error)
    }
    painter.cardRule(in: rest.cutTop(1))
    guard rest.rows > 1 else { return }
    if let sample = shown.sample {
      painter.preview(sample, in: rest.cutRight(min(2 * rest.rows, rest.columns / 2)))
      _ = rest.cutRight(2)
    }
    // The scale in work stays on the screen where the ladder is higher than its room.
    let first = max(0, min(shown.scale - rest.rows + 2, shown.sizes.count - rest.rows))
    for (index, scale) in (first..<shown.sizes.count).prefix(rest.rows).enumerated() {
      painter.line(ladder(shown, scale), in: rest.line(index))
    }
  }

  /// A rung: `4   69×92  ████░░  62 %  2 min left`.
  private func ladder(_ run: LearningRun, _ scale: Int) -> [Span] {
    let number = "\(scale)".leftPadded(to: 2) + "  "
    let size = run.sizes[scale].description
    let head = number + size + String(repeating: " ", count: max(1, 10 - size.count))
    if scale < run.scale { return [Span(head), Span("learned", .quiet)] }
    guard scale == run.scale, !run.isFinished else { return [Span(head, .quiet)] }
    let filled = Int((10 * min(1, max(0, run.fraction))).rounded())
    var spans = [
      Span(head, .strong), Span(String(repeating: "▄", count: filled), .focus),
      Span(String(repeating: "─", count: 10 - filled), .quiet),
      Span(" \(Int(100 * run.fraction)) %"),
    ]
    if run.isRunning, let left = run.scaleSecondsLeft {
      spans.append(Span("  \(LearningRun.time(left)) left", .quiet))
    }
    return spans
  }
}
