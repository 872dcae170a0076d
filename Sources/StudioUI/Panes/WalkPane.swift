import Studio
import Synthesis
import Terminal

/// The Walk dock: a timeline with keyframes, the playhead, which frames are ready, and how much
/// the picture changes from frame to frame.
struct WalkPane {
  let state: StudioState
  let layout: ScreenLayout

  /// Columns of the lanes' names.
  static let nameColumns = 8

  enum Lane: CaseIterable {
    case frame, keys, name, latent, map, ready, change, keyframe, legend

    /// The lanes that are shown in a number of rows; the least needed go first.
    static func shown(in rows: Int) -> [Lane] {
      let order: [Lane] = [
        .keys, .ready, .frame, .keyframe, .legend, .map, .name, .latent, .change,
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
}
