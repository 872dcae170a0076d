import Studio
import Terminal

/// The first row: session, model, what is saved, and in wide windows a bar for long work.
struct HeaderRow {
  let state: StudioState
  let layout: ScreenLayout

  func draw(into painter: inout Painter) {
    let rect = layout.header
    guard !rect.isEmpty else { return }
    let right = savedPart
    let rightWidth = painter.width(of: right)
    var room = rect
    let corner = room.cutRight(rightWidth + 1)
    painter.line(right, in: corner)
    let groups = [
      [Span(" ganvas", .strong)], sessionPart, modelPart, Span.key("E", "export"),
      Span.key("w", "walk"), Span.key("G", "photo"), Span.key("N", "new map"),
    ]
    let gap = layout.width == .narrow ? 2 : 3
    let end = painter.groups(groups, in: room, gap: gap)
    if layout.width == .wide, state.work.isEmpty, let run = state.learning.active {
      let spans = [Span("learning \(run.name): \(run.words)", .normal, .command(.learn))]
      let width = painter.width(of: spans)
      let place = CellRect(
        column: room.endColumn - width - 3, row: rect.row, columns: width, rows: 1)
      if place.column > end { painter.line(spans, in: place) }
    }
    guard layout.width == .wide, let work = state.work.first else { return }
    let spans = WorkBar(work: work, others: state.work.count - 1, clock: state.clock).spans
    let width = painter.width(of: spans)
    let place = CellRect(
      column: room.endColumn - width - 3, row: rect.row, columns: width, rows: 1)
    if place.column > end { painter.line(spans, in: place) }
  }

  private var sessionPart: [Span] {
    let target = HitTarget.press(.character("O"))
    let name = state.session.name.fitted(to: layout.width == .narrow ? 20 : 32)
    return [
      Span(name, .strong, target), Span(" · ", .quiet, target), Span("O", .strong, target),
    ]
  }

  private var modelPart: [Span] {
    let target = HitTarget.press(.character("M"))
    var spans: [Span] = []
    if let model = state.model.description {
      spans.append(Span(model.name, .strong, target))
      // In a narrow window what one goes on to is more use than the family, which M says.
      if layout.width != .narrow {
        spans.append(
          Span(" \(model.family) \(model.capabilities.outputSize)", .normal, target))
      }
    } else if let loading = state.model.loading {
      let part = state.model.fraction.map { " \(Int($0 * 100)) %" } ?? "…"
      spans.append(Span("loading \(loading)\(part)", .normal, target))
    } else {
      spans.append(Span("no model", .warning, target))
    }
    return spans + [Span(" · ", .quiet, target), Span("M", .strong, target)]
  }

  private var savedPart: [Span] {
    let saved: Span
    if let reason = state.session.unkept {
      let room = layout.width == .narrow ? 16 : layout.width == .medium ? 40 : 80
      let words = layout.width == .narrow ? "nothing is kept" : "nothing is kept: \(reason)"
      saved = Span("✗ " + words.fitted(to: room), .warning, .press(.character("!")))
    } else if state.session.isReadOnly {
      saved = Span("to look only", .warning)
    } else if state.session.isExample {
      saved = Span("example", .quiet)
    } else if state.session.unsyncedSince != nil {
      saved = Span("saving…", .quiet)
    } else if let at = state.session.savedAt, layout.width != .narrow {
      saved = Span("saved \(Self.ago(state.clock - at))", .quiet)
    } else {
      saved = Span("saved", .quiet)
    }
    let target = HitTarget.press(.character("q"))
    return [saved, Span(" · ", .quiet), Span("q", .strong, target), Span(" quit", .normal, target)]
  }

  static func ago(_ seconds: Double) -> String {
    switch seconds {
    case ..<1: "now"
    case ..<60: "\(Int(seconds)) s ago"
    case ..<3600: "\(Int(seconds / 60)) min ago"
    default: "\(Int(seconds / 3600)) h ago"
    }
  }
}

/// Long work as a bar: `exporting frames ▕▄▄▄▄▄───▏ 41 % · 1 min 02 s left · Ctrl-C stops`.
struct WorkBar {
  let work: LongWork
  /// How much other work runs.
  let others: Int
  let clock: Double

  var spans: [Span] {
    var spans = [Span(work.words)]
    if let fraction = work.fraction {
      let filled = Int((min(1, max(0, fraction)) * 12).rounded())
      spans.append(Span(" ▕", .quiet))
      spans.append(Span(String(repeating: "▄", count: filled), .quiet))
      spans.append(Span(String(repeating: "─", count: 12 - filled) + "▏", .quiet))
      spans.append(Span(" \(Int(fraction * 100)) %"))
    } else {
      spans.append(Span("…"))
    }
    if clock - work.since > 1, let left = work.secondsLeft(at: clock), left >= 1 {
      spans.append(Span(" · \(Self.time(left)) left"))
    }
    if clock - work.since > 1 {
      spans.append(Span(" · ", .quiet))
      spans.append(Span("Ctrl-C stops", .normal, .press(.key(.control("c")))))
    }
    if others > 0 { spans.append(Span(" · +\(others)", .quiet)) }
    return spans
  }

  private static func time(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded())
    if whole < 60 { return "\(whole) s" }
    let rest = whole % 60
    return "\(whole / 60) min \(rest < 10 ? "0" : "")\(rest) s"
  }
}
