import Canvas
import Studio
import Synthesis
import Terminal

/// The row that says what happened, what would happen, and where the hand is.
struct StatusRow {
  let state: StudioState
  let layout: ScreenLayout

  func draw(into painter: inout Painter) {
    guard !layout.status.isEmpty else { return }
    var rest = layout.status.inset(columns: 1, rows: 0)
    if state.commands.asksToQuit {
      let isUnkept = state.session.unkept != nil
      painter.line(
        [
          Span("! ", .warning), Span(isUnkept ? "nothing is kept: " : "long work runs: "),
          Span("q", .strong, .press(.character("q"))),
          Span(
            isUnkept
              ? " again leaves and loses it, any other key stays"
              : " again leaves and stops it, any other key stays"),
        ], in: rest)
      return
    }
    // What was said goes first; where the hand is stands there when both have room.
    let main = mainSpans
    let place = state.timeline.playback.isShown ? walkPlaceSpans : placeSpans
    let width = painter.width(of: place)
    if painter.width(of: main) + width + 2 <= rest.columns {
      painter.line(place, in: rest.cutRight(width))
      _ = rest.cutRight(2)
    }
    painter.line(main, in: rest)
  }

  /// The box being typed into, else the latest words, else what the hand would do, else work.
  private var mainSpans: [Span] {
    if let box = state.cards.box { return boxSpans(box) }
    if let line = state.statusLine {
      switch line.kind {
      case .done: return spans([], line)
      case .reason: return spans([Span("! ", .warning)], line)
      case .failure:
        let text = line.text.hasPrefix("✗") ? String(line.text.dropFirst(1)) : " " + line.text
        return [Span("✗", .error), Span(text)]
      }
    }
    if state.timeline.playback.isShown {
      let words =
        state.timeline.playback.playing == nil ? "the walk is shown" : "playing: the walk is shown"
      return [Span(words + "; nothing changes until K or a stroke")]
    }
    if state.timeline.playback.isOff {
      return [
        Span("off the walk: "), Span("K", .strong, .press(.character("K"))),
        Span(" at frame \(state.timeline.playback.playhead) adds it, "),
        Span("Esc", .strong, .press(.key(.escape))), Span(" leaves the walk as it is"),
      ]
    }
    if let words = state.editing.preview?.words { return [Span(words)] }
    if let previewed = previewWords { return [Span(previewed)] }
    if layout.width != .wide, let work = state.work.first {
      return WorkBar(work: work, others: state.work.count - 1, clock: state.clock).spans
    }
    return pictureSpans
  }

  /// Words with the key that copies what they are about; a long path gives way to it.
  private func spans(_ sign: [Span], _ line: StatusLine) -> [Span] {
    guard line.copy != nil else { return sign + [Span(line.text)] }
    let copy = [Span(" · ", .quiet)] + Span.key("y", "copies the path")
    let used = (sign + copy).reduce(0) { $0 + SignWidth.columns(of: $1.text) }
    return sign + [Span(line.text.fitted(to: max(0, layout.status.columns - 2 - used)))] + copy
  }

  /// What is previewed, and how true the picture is about it.
  private var previewWords: String? {
    guard let previewed = state.styles.previewed else { return nil }
    let what =
      "trying style \(state.words(for: previewed)) on \(state.objectName(state.styleSubject))"
    let seed = state.styles.surpriseSeed.map { ", seed \($0)" } ?? ""
    guard state.picture.isRendering else { return what + seed }
    let rest = state.model.medianSeconds.map { ", the picture in \(decimal($0, 1)) s" } ?? ""
    return what + seed + rest
  }

  private func boxSpans(_ box: InputBox) -> [Span] {
    let name: String
    switch box.subject {
    case .seed: name = "seed "
    case .psi: name = "ψ "
    case .brushSize: name = "brush "
    case .amount: name = "blend % "
    case .frame: name = "frame "
    case .keyframeName: name = "keyframe "
    case .nudge(let channel): name = "nudge \(channel + 1) "
    case .mixSeed: name = "mix seed "
    case .cutoff: name = "cutoff "
    case .layerPsi(let layer): name = "ψ of layer \(layer) "
    case .direction: name = "steps "
    case .noiseSeed: name = "noise seed "
    case .noiseBoxSeed(let index): name = "seed of box \(index + 1) "
    case .starName: name = "star "
    case .pyramid(let number): name = number.words + " "
    }
    var spans = [Span(name, .focus)] + box.text.spans
    if let problem = box.problem {
      spans += [Span("  ! ", .warning), Span(problem)]
    } else {
      spans += [Span("  \(box.range) · was \(box.old)", .quiet)]
    }
    return spans + [Span(" · ", .quiet)] + Span.key("Enter", "keeps") + [Span(" · ", .quiet)]
      + Span.key("Esc", "as it was")
  }

  private var pictureSpans: [Span] {
    guard state.model.description != nil else {
      if state.leftPane != .map { return state.model.loading.map { [Span("loading \($0)")] } ?? [] }
      return state.model.loading == nil
        ? [
          Span("M", .strong, .press(.character("M"))),
          Span(" chooses a model; painting works already"),
        ]
        : [Span("painting works already")]
    }
    var words: [String] = []
    if let part = state.picture.partWords { words.append(part) }
    if let median = state.model.medianSeconds {
      words.append("a picture takes \(decimal(median, 2)) s")
    }
    if state.picture.stale > 0 { words.append("stale \(state.picture.stale)") }
    return [Span(words.joined(separator: " · "), .quiet)]
  }

  /// Where on the walk the playhead stands.
  private var walkPlaceSpans: [Span] {
    let frame = state.timeline.playback.playhead
    let seconds = decimal(Double(frame) / Double(state.timeline.walk.framesPerSecond), 1)
    var words = "playhead \(frame) of \(state.timeline.walk.length - 1) · \(seconds) s"
    let keyframes = state.timeline.walk.keyframes
    if let index = keyframes.lastIndex(where: { $0.frame <= frame }) {
      if keyframes[index].frame == frame || index + 1 >= keyframes.count {
        words += keyframes[index].frame == frame ? " · on ◆\(index + 1)" : ""
      } else {
        let start = keyframes[index].frame
        let part = 100 * (frame - start) / (keyframes[index + 1].frame - start)
        words += " · between ◆\(index + 1) and ◆\(index + 2) (\(part) %)"
      }
    }
    return [Span(words)]
  }

  private var placeSpans: [Span] {
    var parts: [[Span]] = []
    if state.capabilities?.latent != nil {
      if let seed = state.picture.settings.seed {
        let word = state.picture.settings.seedWord.map { " “\($0)”" } ?? ""
        parts.append([Span("seed \(seed)\(word)", .normal, .press(.character("D")))])
      } else if let word = state.picture.settings.seedWord {
        // A word that the model has a code for is no number.
        parts.append([Span("seed “\(word)”", .normal, .press(.character("D")))])
      }
      parts.append([state.latentNumber])
    }
    if state.leftPane != .map {
      if state.picture.settings.seed == nil {
        parts.insert([Span(SeedGridPane.words(for: state))], at: 0)
      }
      return Array(parts.joined(separator: [Span(" · ", .quiet)]))
    }
    if state.editing.cursor.penDown { parts.append([Span("pen down", .focus)]) }
    let point = state.editing.cursor.point
    parts.append([Span("\(point.x),\(point.y)")])
    return Array(parts.joined(separator: [Span(" · ", .quiet)]))
  }
}
