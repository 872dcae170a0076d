import Studio
import Terminal

/// What the Walk dock says in words: its title, the chosen keyframe, how far it is rendered.
extension WalkPane {
  func drawTitle(into painter: inout Painter) {
    let walk = state.timeline.walk
    func field(_ words: String, _ field: WalkField) -> Span {
      let isChosen = state.view.focus == .walk && state.timeline.playback.field == field
      return Span(words, isChosen ? .chosen : .normal, .walkField(field))
    }
    let dot = Span(" · ", .quiet)
    var parts = [
      field("\(walk.length) frames", .length), dot, field("\(walk.framesPerSecond) fps", .rate),
      dot, Span("\(decimal(walk.seconds, 1)) s"),
    ]
    for name in state.walkFields {
      guard let words = text(of: name) else { continue }
      parts += [dot, field(words, name)]
    }
    PaneTitle(
      name: [Span("w", .strong), Span(" Walk")], parts: walk.keyframes.isEmpty ? [] : [parts],
      trailing: [titleEnd], isFocused: state.view.focus == .walk && state.cards.card == nil,
      target: .pane(.walk)
    ).draw(in: layout.walkTitle, into: &painter)
  }

  /// A part as the title writes it; `nil` for those that stand elsewhere.
  private func text(of field: WalkField) -> String? {
    let walk = state.timeline.walk
    let motion = walk.motion
    func number(_ value: Double?) -> String { decimal(value ?? 0, 2) }
    switch field {
    case .path: return walk.path.rawValue
    case .speed: return "\(walk.speed.rawValue) speed"
    case .loop: return walk.isLoop ? "loop" : "once"
    case .motion: return motion?.kind.rawValue ?? "still"
    case .alpha: return "α \(number(motion?.alpha))"
    case .beta: return "β \(number(motion?.beta))"
    case .radius: return "radius \(number(motion?.radius))"
    case .startScale: return "from scale \(motion?.startScale ?? 0)"
    case .length, .rate, .ease, .hold, .camera, .between, .engine, .beginning: return nil
    }
  }

  private var titleEnd: [Span] {
    if let playing = state.timeline.playback.playing {
      let seconds = playing.seconds(at: state.clock)
      let rate =
        seconds < 0.5 ? state.timeline.walk.framesPerSecond : Int(Double(playing.shown) / seconds)
      let shown = min(rate, state.timeline.walk.framesPerSecond)
      return [
        Span(
          "playing \(shown) of \(state.timeline.walk.framesPerSecond) fps · \(playing.dropped) dropped"
        )
      ]
    }
    let count = state.timeline.walk.keyframes.count
    if count == 0 {
      let key = Span("K", .strong, .press(.character("K")))
      return [key, Span(" puts this picture here; change something; "), key, Span(" again")]
    }
    if layout.width == .narrow { return Span.key("K", "keyframe") }
    let words = count == 1 ? "1 keyframe" : "\(count) keyframes"
    return [Span(words + " · ")]
      + Span.key("K", state.timeline.playback.isShown ? "here" : "this picture")
  }

  func drawKeyframe(in line: CellRect, into painter: inout Painter) {
    guard let index = state.chosenKeyframe else { return }
    let keyframe = state.timeline.walk.keyframes[index]
    func field(_ words: String, _ field: WalkField) -> Span {
      let isChosen = state.view.focus == .walk && state.timeline.playback.field == field
      return Span(words, isChosen ? .chosen : .normal, .walkField(field))
    }
    let name = keyframe.name.isEmpty ? "" : " · \(keyframe.name)"
    let camera =
      state.capabilities?.labels == nil
      ? [] : [Span(" · ", .quiet), field(keyframe.camera.words, .camera)]
    let words: [Span] =
      [
        Span("◆\(index + 1)".padded(to: Self.nameColumns), .strong),
        Span("frame \(keyframe.frame)\(name) · "), field("ease \(keyframe.ease.rawValue)", .ease),
        Span(" · ", .quiet), field("hold \(keyframe.hold)", .hold),
      ] + camera
    let used = painter.line(words, in: line)
    let keys = [
      [
        Span("[", .strong, .press(.character("["))), Span(" "),
        Span("]", .strong, .press(.character("]"))),
        Span(
          state.timeline.playback.field == nil
            ? " move it" : state.timeline.playback.field == .camera ? " zoom, ←↑→↓ move" : " set it"
        ),
      ], Span.key("Enter", "name"), Span.key("y", "copy"), Span.key("Del", "remove"),
    ]
    let rest = CellRect(
      column: used + 4, row: line.row, columns: max(0, line.endColumn - used - 4), rows: 1)
    painter.groups(keys, in: rest, gap: 3)
  }

  func drawLegend(in line: CellRect, into painter: inout Painter) {
    let playback = state.timeline.playback
    var words = "walk \(Int(playback.readyPart * 100)) % ready"
    var more = ""
    if playback.failure != nil {
      words = "no frames: ! says why"
    } else if state.model.description == nil {
      words = "no model: frames wait for one"
    } else if let film = state.filmWords {
      words += film
    } else if playback.readyPart < 1, let median = state.model.medianSeconds, median > 0 {
      let missing = playback.readiness.count { $0 == .missing || $0 == .rendering }
      let left = Int((Double(missing) * median).rounded(.up))
      words += " · \(left) s left at \(decimal(1 / median, 1)) frames/s"
      more = "rendering ahead: \(playback.readyAhead) frames · "
    }
    let signs = Span("▄ exact  ▂ bf16  ▁ rendering now  · not yet   ", .quiet)
    let film: [Span] = state.filmFields.enumerated().flatMap { index, part in
      let isChosen =
        state.view.focus == .walk && state.timeline.playback.field == part.field
      return [
        Span(index == 0 ? "" : " · ", .quiet),
        Span(part.words, isChosen ? .chosen : .normal, .walkField(part.field)),
      ]
    }
    let gap = Span(film.isEmpty ? "" : "   ")
    // The longest that has room.
    let choices = [
      film + [gap, signs, Span(more + words)], film + [gap, Span(more + words)],
      film + [gap, Span(words)], [Span(words)],
    ]
    painter.line(choices.first { painter.width(of: $0) <= line.columns } ?? [], in: line)
  }
}
