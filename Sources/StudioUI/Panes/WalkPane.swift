import Studio
import Synthesis
import Terminal

/// The Walk dock: a timeline with keyframes, the playhead, which frames are ready, and how much
/// the picture changes from frame to frame.
struct WalkPane {
  let state: StudioState
  let layout: ScreenLayout

  /// Columns of the lanes' names.
  private static let nameColumns = 8

  private enum Lane: CaseIterable {
    case frame, keys, name, latent, map, ready, change, keyframe, legend

    /// The lanes that are shown in a number of rows; the least needed go first.
    static func shown(in rows: Int) -> [Lane] {
      let order: [Lane] = [
        .keys, .ready, .frame, .keyframe, .map, .legend, .name, .latent, .change,
      ]
      let kept = Set(order.prefix(rows))
      return allCases.filter { kept.contains($0) }
    }
  }

  func draw(into painter: inout Painter) {
    guard !layout.walkTitle.isEmpty else { return }
    drawTitle(into: &painter)
    let area = layout.walk
    guard !area.isEmpty else { return }
    painter.hits.add(area, .pane(.walk))
    guard !state.timeline.walk.keyframes.isEmpty else {
      drawEmpty(in: area, into: &painter)
      return
    }
    let lanes = area.dropLeft(Self.nameColumns + 1).dropRight(2)
    let scale = WalkScale(
      columns: lanes.columns,
      frames: max(state.timeline.walk.length, state.timeline.playback.playhead + 1))
    for (row, lane) in Lane.shown(in: area.rows).enumerated() {
      let line = lanes.line(row)
      let label = area.line(row).dropLeft(1)
      switch lane {
      case .frame:
        painter.text("frame", in: label, .quiet)
        drawFrames(in: line, scale, into: &painter)
      case .keys:
        painter.text("keys", in: label, .quiet)
        drawKeys(in: line, scale, into: &painter)
      case .name:
        painter.text("name", in: label, .quiet)
        drawWords(in: line, scale, into: &painter) { name(of: $0) }
      case .latent:
        painter.text("latent", in: label, .quiet)
        drawWords(in: line, scale, into: &painter) { latent(of: $0) }
      case .map:
        painter.text("map", in: label, .quiet)
        drawMaps(in: line, scale, into: &painter)
      case .ready:
        painter.text("ready", in: label, .quiet)
        drawReady(in: line, scale, into: &painter)
      case .change:
        painter.text("change", in: label, .quiet)
        drawChange(in: line, scale, into: &painter)
      case .keyframe: drawKeyframe(in: area.line(row).inset(columns: 1, rows: 0), into: &painter)
      case .legend: drawLegend(in: area.line(row).inset(columns: 1, rows: 0), into: &painter)
      }
      switch lane {
      case .frame, .keys, .name, .latent, .map, .ready, .change:
        drawPlayhead(on: lane, in: line, scale, into: &painter)
        painter.hits.add(line, .walkLane(frames: scale.frames))
        if lane == .keys { addKeyframes(in: line, scale, into: &painter) }
      case .keyframe, .legend: break
      }
    }
  }

  // MARK: Title

  private func drawTitle(into painter: inout Painter) {
    let walk = state.timeline.walk
    func field(_ words: String, _ field: WalkField) -> Span {
      let isChosen = state.view.focus == .walk && state.timeline.playback.field == field
      return Span(words, isChosen ? .chosen : .normal, .walkField(field))
    }
    let dot = Span(" · ", .quiet)
    let parts = [
      field("\(walk.length) frames", .length), dot, field("\(walk.framesPerSecond) fps", .rate),
      dot, Span("\(decimal(walk.seconds, 1)) s"), dot, field(walk.path.rawValue, .path), dot,
      field("\(walk.speed.rawValue) speed", .speed), dot,
      field(walk.isLoop ? "loop" : "once", .loop),
    ]
    PaneTitle(
      name: [Span("w", .strong), Span(" Walk")], parts: walk.keyframes.isEmpty ? [] : [parts],
      trailing: [titleEnd], isFocused: state.view.focus == .walk && state.cards.card == nil,
      target: .pane(.walk)
    ).draw(in: layout.walkTitle, into: &painter)
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
      return [Span("K", .strong, .press(.character("K"))), Span(" puts a keyframe")]
    }
    let words = count == 1 ? "1 keyframe" : "\(count) keyframes"
    return [Span(words + " · ")]
      + Span.key("K", state.timeline.playback.isShown ? "here" : "this picture")
  }

  private func drawEmpty(in area: CellRect, into painter: inout Painter) {
    let words: [Span] = [
      Span("K", .strong, .press(.character("K"))),
      Span(" puts this picture here; change something; "),
      Span("K", .strong, .press(.character("K"))), Span(" again"),
    ]
    painter.line(words, in: area.line(area.rows / 2).dropLeft(Self.nameColumns + 1))
  }

  // MARK: Lanes

  private func drawFrames(
    in line: CellRect, _ scale: WalkScale, into painter: inout Painter
  ) {
    for frame in stride(from: 0, to: scale.frames, by: scale.step) {
      let place = line.dropLeft(scale.column(of: frame))
      let words = "\(frame)"
      if words.count <= place.columns { painter.text(words, in: place, .quiet) }
    }
  }

  private func drawKeys(in line: CellRect, _ scale: WalkScale, into painter: inout Painter) {
    let last = scale.column(of: state.timeline.walk.isLoop ? scale.frames - 1 : lastFrame)
    let first =
      state.timeline.walk.isLoop ? 0 : scale.column(of: state.timeline.walk.keyframes[0].frame)
    let rule = String(repeating: "─", count: max(0, last - first + 1))
    painter.text(rule, in: line.dropLeft(first), .quiet)
    for (index, keyframe) in state.timeline.walk.keyframes.enumerated() {
      let place = line.dropLeft(scale.column(of: keyframe.frame))
      painter.text("◆", in: place.cutting(1), index == state.chosenKeyframe ? .focus : .strong)
    }
  }

  private func addKeyframes(
    in line: CellRect, _ scale: WalkScale, into painter: inout Painter
  ) {
    for (index, keyframe) in state.timeline.walk.keyframes.enumerated() {
      let column = scale.column(of: keyframe.frame)
      painter.hits.add(line.dropLeft(column).cutting(1), .keyframe(index))
    }
  }

  /// Words at each keyframe, cut off by those of the next.
  private func drawWords(
    in line: CellRect, _ scale: WalkScale, into painter: inout Painter,
    _ words: (Int) -> String
  ) {
    let columns = state.timeline.walk.keyframes.map { scale.column(of: $0.frame) }
    for (index, column) in columns.enumerated() {
      let end = index + 1 < columns.count ? columns[index + 1] - 1 : line.columns
      var start = column
      let text = words(index)
      // The last one ends at the edge rather than being cut there.
      if index == columns.count - 1 {
        let width = painter.width(of: [Span(text)])
        let floor = index > 0 ? columns[index - 1] + 12 : 0
        start = max(min(column, line.columns - width), min(floor, column))
      }
      painter.text(text, in: line.dropLeft(start).cutting(end - start))
    }
  }

  private func name(of index: Int) -> String {
    let name = state.timeline.walk.keyframes[index].name
    return name.isEmpty ? "\(index + 1)" : "\(index + 1) \(name)"
  }

  private func latent(of index: Int) -> String {
    let settings = state.timeline.walk.keyframes[index].settings
    var parts: [String] = []
    if state.capabilities?.latent != nil {
      parts.append(Self.words(for: settings.latent.source, word: settings.seedWord))
      parts.append("ψ \(decimal(settings.latent.truncationPsi, 2))")
    }
    if !settings.classWeights.isEmpty {
      parts.append(state.words(forClasses: settings.classWeights))
    }
    if let photo = settings.stylePhoto { parts.append(photo) }
    if !settings.instanceStyles.isEmpty {
      parts.append("\(settings.instanceStyles.count) styles")
    }
    return parts.joined(separator: " · ")
  }

  /// A function of its own: inside the one above Swift 6.3.1's optimizer fails ("ownership error").
  private static func words(for source: LatentState.Source, word: String?) -> String {
    if let word { return "“\(word)”" }
    if case .seed(let seed) = source { return "seed \(seed)" }
    return StudioState.words(for: source)
  }

  /// Which map is shown where; maps cut at keyframes.
  private func drawMaps(in line: CellRect, _ scale: WalkScale, into painter: inout Painter) {
    let keyframes = state.timeline.walk.keyframes
    let maps = keyframes.map(\.map)
    let names = maps.indices.filter { maps.firstIndex(of: maps[$0]) == $0 }.map { maps[$0] }
    let end = scale.column(of: max(lastFrame, state.timeline.walk.length - 1))
    var index = 0
    while index < keyframes.count {
      var next = index + 1
      while next < keyframes.count, keyframes[next].map == keyframes[index].map { next += 1 }
      let start = scale.column(of: keyframes[index].frame)
      let stop = next < keyframes.count ? scale.column(of: keyframes[next].frame) : end + 1
      let number = (names.firstIndex(of: keyframes[index].map) ?? 0) + 1
      let words = names.count == 1 ? state.session.name : "\(state.session.name), map \(number)"
      let width = max(0, stop - start)
      let text = ("├─ " + words + " ").fitted(to: width)
      let rest = width - SignWidth.columns(of: text)
      let rule = String(repeating: "─", count: max(0, rest - 1)) + (rest > 0 ? "┤" : "")
      painter.text(text + rule, in: line.dropLeft(start).cutting(width), .quiet)
      index = next
    }
  }

  private func drawReady(in line: CellRect, _ scale: WalkScale, into painter: inout Painter) {
    let readiness = state.timeline.playback.readiness
    var text = ""
    for column in 0..<line.columns {
      let frames = scale.frames(in: column).clamped(to: 0..<max(0, readiness.count))
      guard !frames.isEmpty else {
        text += " "
        continue
      }
      let all = readiness[frames]
      if all.contains(.rendering) {
        text += "░"
      } else if all.contains(.missing) {
        text += "·"
      } else {
        text += all.contains(.live) ? "▒" : "█"
      }
    }
    painter.text(text, in: line)
  }

  private func drawChange(in line: CellRect, _ scale: WalkScale, into painter: inout Painter) {
    let changes = state.timeline.playback.changes
    let known = changes.compactMap { $0 }
    guard let most = known.max(), most > 0 else { return }
    // Cuts of the map stand out so far that everything else would lie flat: they fill the row.
    let usual = known.sorted()[known.count * 9 / 10]
    let full = max(most / 8, 1.6 * usual)
    let signs = Array("▁▂▃▄▅▆▇█")
    var text = ""
    for column in 0..<line.columns {
      let frames = scale.frames(in: column).clamped(to: 0..<max(0, changes.count))
      let values = changes[frames].compactMap { $0 }
      guard let value = values.max() else {
        text += " "
        continue
      }
      text.append(signs[min(signs.count - 1, Int(value / full * Double(signs.count)))])
    }
    painter.text(text, in: line, .quiet)
  }

  private func drawPlayhead(
    on lane: Lane, in line: CellRect, _ scale: WalkScale, into painter: inout Painter
  ) {
    let place = line.dropLeft(scale.column(of: state.timeline.playback.playhead)).cutting(1)
    guard !place.isEmpty else { return }
    // Words are not written over.
    let isWords = lane == .name || lane == .latent || lane == .frame
    if isWords, painter.buffer[place.origin] != Cell(" ") { return }
    painter.text(lane == .keys ? "╋" : "┃", in: place, .focus)
  }

  private var lastFrame: Int { state.timeline.walk.keyframes.last?.frame ?? 0 }

  // MARK: Words

  private func drawKeyframe(in line: CellRect, into painter: inout Painter) {
    guard let index = state.chosenKeyframe else { return }
    let keyframe = state.timeline.walk.keyframes[index]
    func field(_ words: String, _ field: WalkField) -> Span {
      let isChosen = state.view.focus == .walk && state.timeline.playback.field == field
      return Span(words, isChosen ? .chosen : .normal, .walkField(field))
    }
    let name = keyframe.name.isEmpty ? "" : " · \(keyframe.name)"
    let words: [Span] = [
      Span("◆\(index + 1)".padded(to: Self.nameColumns), .strong),
      Span("frame \(keyframe.frame)\(name) · "), field("ease \(keyframe.ease.rawValue)", .ease),
      Span(" · ", .quiet), field("hold \(keyframe.hold)", .hold),
    ]
    let used = painter.line(words, in: line)
    let keys = [
      [
        Span("[", .strong, .press(.character("["))), Span(" "),
        Span("]", .strong, .press(.character("]"))),
        Span(state.timeline.playback.field == nil ? " move it" : " set it"),
      ], Span.key("Enter", "name"), Span.key("y", "copy"), Span.key("Del", "remove"),
    ]
    let rest = CellRect(
      column: used + 4, row: line.row, columns: max(0, line.endColumn - used - 4), rows: 1)
    painter.groups(keys, in: rest, gap: 3)
  }

  private func drawLegend(in line: CellRect, into painter: inout Painter) {
    let playback = state.timeline.playback
    var words = "walk \(Int(playback.readyPart * 100)) % ready"
    if playback.failure != nil {
      words = "no frames: ! says why"
    } else if state.model.description == nil {
      words = "no model: frames wait for one"
    } else if playback.readyPart < 1, let median = state.model.medianSeconds, median > 0 {
      let missing = playback.readiness.count { $0 == .missing || $0 == .rendering }
      let left = Int((Double(missing) * median).rounded(.up))
      words =
        "rendering ahead: \(playback.readyAhead) frames · " + words
        + " · \(left) s left at \(decimal(1 / median, 1)) frames/s"
    }
    let signs = "█ exact  ▒ bf16  ░ rendering now  · not yet   "
    painter.line([Span(signs, .quiet), Span(words)], in: line)
  }
}

/// Frames to columns and back.
struct WalkScale {
  /// Columns of the lanes.
  let columns: Int
  /// Frames they cover.
  let frames: Int

  /// The column of a frame, from 0.
  func column(of frame: Int) -> Int {
    guard frames > 1, columns > 1 else { return 0 }
    return min(columns - 1, (frame * (columns - 1) + (frames - 1) / 2) / (frames - 1))
  }

  /// The frame of a column.
  func frame(of column: Int) -> Int {
    guard frames > 1, columns > 1 else { return 0 }
    let inside = min(max(0, column), columns - 1)
    return (inside * (frames - 1) + (columns - 1) / 2) / (columns - 1)
  }

  /// The frames that a column stands for; at least one.
  func frames(in column: Int) -> Range<Int> {
    let first = frame(of: column)
    return first..<max(first + 1, column + 1 < columns ? frame(of: column + 1) : frames)
  }

  /// Frames between two numbers over the lanes: round, and far enough apart to be read.
  var step: Int {
    let steps = [1, 2, 4, 6, 8, 12, 24, 48, 96, 120, 240, 480, 960, 2400, 4800, 9600, 24_000]
    return steps.first { $0 * max(1, columns - 1) >= 12 * max(1, frames - 1) } ?? 48_000
  }
}

extension CellRect {
  /// The first columns of it.
  fileprivate func cutting(_ count: Int) -> CellRect {
    CellRect(column: column, row: row, columns: max(0, min(count, columns)), rows: rows)
  }

  /// Without its last columns.
  fileprivate func dropRight(_ count: Int) -> CellRect {
    CellRect(column: column, row: row, columns: max(0, columns - count), rows: rows)
  }
}
