import Studio
import Synthesis
import Terminal

/// The lanes of the timeline: frames, keyframes with their words, maps, readiness, change.
extension WalkPane {
  func drawFrames(
    in line: CellRect, _ scale: WalkScale, into painter: inout Painter
  ) {
    for frame in stride(from: 0, to: scale.frames, by: scale.step) {
      let place = line.dropLeft(scale.column(of: frame))
      let words = "\(frame)"
      if words.count <= place.columns { painter.text(words, in: place, .quiet) }
    }
  }

  func drawKeys(in line: CellRect, _ scale: WalkScale, into painter: inout Painter) {
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

  func addKeyframes(
    in line: CellRect, _ scale: WalkScale, into painter: inout Painter
  ) {
    for (index, keyframe) in state.timeline.walk.keyframes.enumerated() {
      let column = scale.column(of: keyframe.frame)
      painter.hits.add(line.dropLeft(column).cutting(1), .keyframe(index))
    }
  }

  /// Words at each keyframe, cut off by those of the next.
  func drawWords(
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

  func name(of index: Int) -> String {
    let name = state.timeline.walk.keyframes[index].name
    return name.isEmpty ? "\(index + 1)" : "\(index + 1) \(name)"
  }

  func latent(of index: Int) -> String {
    let settings = state.timeline.walk.keyframes[index].settings
    var parts: [String] = []
    if state.capabilities?.latent != nil {
      parts.append(Self.words(for: settings.latent.source, word: settings.seedWord))
      if state.capabilities?.pyramid != nil {
        parts.append("start \(settings.pyramid.startScale)")
      } else {
        parts.append("ψ \(decimal(settings.latent.truncationPsi, 2))")
      }
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
  func drawMaps(in line: CellRect, _ scale: WalkScale, into painter: inout Painter) {
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

  func drawReady(in line: CellRect, _ scale: WalkScale, into painter: inout Painter) {
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
        text += "▁"
      } else if all.contains(.missing) {
        text += "·"
      } else {
        text += all.contains(.live) ? "▂" : "▄"
      }
    }
    painter.text(text, in: line, .quiet)
  }

  func drawChange(in line: CellRect, _ scale: WalkScale, into painter: inout Painter) {
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

  func drawPlayhead(
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
}

extension CellRect {
  /// The first columns of it.
  func cutting(_ count: Int) -> CellRect {
    CellRect(column: column, row: row, columns: max(0, min(count, columns)), rows: rows)
  }

  /// Without its last columns.
  func dropRight(_ count: Int) -> CellRect {
    CellRect(column: column, row: row, columns: max(0, columns - count), rows: rows)
  }
}
