import Canvas
import Studio
import Synthesis
import Terminal

/// The last rows: recent labels, what happened, and the keys that work now.
struct StatusBar {
  let state: StudioState
  let appearance: LabelAppearance
  let layout: ScreenLayout

  func draw(into painter: inout Painter) {
    if !layout.statusRule.isEmpty { painter.rule(in: layout.statusRule, isFocused: false) }
    drawRecents(into: &painter)
    drawStatus(into: &painter)
    drawKeys(into: &painter)
  }

  // MARK: Recent labels

  private func drawRecents(into painter: inout Painter) {
    guard !layout.recents.isEmpty else { return }
    if state.leftPane != .map { return drawPlaces(into: &painter) }
    var rest = layout.recents
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

  // MARK: Status

  private func drawStatus(into painter: inout Painter) {
    guard !layout.status.isEmpty else { return }
    var rest = layout.status.inset(columns: 1, rows: 0)
    if state.commands.asksToQuit {
      painter.line(
        [
          Span("! ", .warning), Span("long work runs: "),
          Span("q", .strong, .press(.character("q"))),
          Span(" again leaves and stops it, any other key stays"),
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
      case .done:
        let copy = line.copy == nil ? [] : [Span(" · ", .quiet)] + Span.key("y", "copies the path")
        return [Span(line.text)] + copy
      case .reason: return [Span("! ", .warning), Span(line.text)]
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
    case .noiseSeed: name = "noise seed "
    case .starName: name = "star "
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
      }
      parts.append([
        Span(
          "ψ \(decimal(state.picture.settings.latent.truncationPsi, 2))", .normal,
          .press(.character("t")))
      ])
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

  // MARK: Keys

  private func drawKeys(into painter: inout Painter) {
    guard !layout.keys.isEmpty else { return }
    var rest = layout.keys.inset(columns: 1, rows: 0)
    let always = [Span.key("?", "help"), Span.key(":", "find")]
    let width = always.reduce(0) { $0 + painter.width(of: $1) } + 2
    painter.groups(always, in: rest.cutRight(width))
    _ = rest.cutRight(2)
    painter.groups(keyGroups, in: rest)
  }

  private var keyGroups: [[Span]] {
    switch state.view.focus {
    case .palette:
      return [
        Span.key("↑", "choose"), Span.key("Enter", "take"), Span.key("x", "swap"),
        Span.key("Tab", "objects"), Span.key("Esc", "map"),
      ]
    case .inspector:
      return [
        Span.key("↑", "row"), Span.key("→", "change"), Span.key("Enter", "type"),
        Span.key("Del", "default"), Span.key("Tab", "section"), Span.key("Esc", "map"),
      ]
    case .walk: return walkKeys
    case .styles: return styleKeys
    case .latent: return latentKeys
    case .map, .picture:
      switch state.leftPane {
      case .map: return toolKeys
      case .seedGrid: return latentKeys
      case .classes: return classKeys
      }
    }
  }

  private var walkKeys: [[Span]] {
    [
      [
        Span("←", .strong, .press(.key(.left))), Span("→", .strong, .press(.key(.right))),
        Span(" frame"),
      ],
      [
        Span("↑", .strong, .press(.key(.up))), Span("↓", .strong, .press(.key(.down))),
        Span(" key"),
      ], Span.key("Space", state.timeline.playback.playing == nil ? "play" : "pause"),
      Span.key("K", "keyframe"), Span.key("Tab", "set"), Span.key("Esc", "paint"),
      Span.key("u", "undo"),
      [
        Span(",", .strong, .press(.character(","))), Span(" "),
        Span(".", .strong, .press(.character("."))), Span(" one frame"),
      ], [Span("1-9", .strong), Span(" key")], Span.key("=", "frame"),
      Span.key("E", "export"),
    ]
  }

  private var styleKeys: [[Span]] {
    let name = state.editing.document.labelSet.name(of: Int(state.styleSubject.label))
    return [
      [
        Span("←", .strong, .press(.key(named: "←"))),
        Span("→", .strong, .press(.key(named: "→"))), Span(" try on"),
      ],
      Span.key("Enter", "keep"), Span.key("Esc", "as it was"), Span.key("Space", "flip"),
      Span.key("A", "all \(name)"), Span.key("d", "surprise"),
      [
        Span("[", .strong, .press(.character("["))), Span(" "),
        Span("]", .strong, .press(.character("]"))), Span(" nudge"),
      ], Span.key("Tab", "component"), Span.key("y", "copy"), Span.key("P", "paste"),
      Span.key("Del", "own away"), Span.key("u", "undo"), Span.key("c", "compare"),
    ]
  }

  private var toolKeys: [[Span]] {
    let toolState = state.editing.toolState
    let undo = Span.key("u", "undo")
    let latent =
      state.capabilities?.latent == nil && !state.hasStyles ? [] : [Span.key("d", "die")]
    let compare: [[Span]] =
      state.picture.imageA == nil
      ? []
      : [[Span("c", .strong, .hold(.compareHold)), Span(" A/B", .normal, .hold(.compareHold))]]
    switch toolState.tool {
    case .brush, .eraser:
      return [
        Span.key("Space", state.editing.cursor.penDown ? "pen up" : "pen down"),
        [
          Span("[", .strong, .press(.character("["))), Span(" "),
          Span("]", .strong, .press(.character("]"))), Span(" size"),
        ], Span.key("f", "fill"), Span.key("i", "pick"), undo,
      ] + latent + compare + [
        Span.key("s", "select"), Span.key("L", "line"), Span.key("r", "rectangle"),
        Span.key("n", "object"), Span.key("W", "write PNG"),
      ]
    case .fill:
      return [
        Span.key("Enter", "fill"), Span.key("f", toolState.fillsObject ? "region" : "whole object"),
        Span.key("b", "brush"), Span.key("i", "pick"), undo,
      ] + latent + compare
    case .line:
      return [
        Span.key("Enter", "corner"), Span.key("Space", "finish"), Span.key("b", "brush"),
        Span.key("Esc", "drop"), undo,
      ] + latent + compare
    case .rectangle, .oval:
      let isOutline =
        toolState.tool == .rectangle ? toolState.outlinesRectangle : toolState.outlinesOval
      return [
        Span.key("Enter", "corner"), Span.key(toolState.tool.key, isOutline ? "filled" : "outline"),
        Span.key("b", "brush"), Span.key("Esc", "drop"), undo,
      ] + latent + compare
    case .select:
      return [
        Span.key("Enter", "select"), Span.key("Tab", "next"), Span.key("y", "copy"),
      ] + (state.hasStyles ? [Span.key("a", "styles")] : []) + [
        Span.key("F", "relabel"), Span.key("X", "split"), Span.key("J", "join"),
        Span.key("Del", "empty"), undo,
      ]
    case .stamp:
      return [
        Span.key("Enter", "put down"), Span.key("m", "flip"), Span.key("b", "brush"),
        Span.key("Esc", "drop"), undo,
      ]
    }
  }
}
