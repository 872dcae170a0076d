import Canvas
import Studio
import Synthesis
import Terminal

/// Rows about the object whose styles are shown.
extension InspectorPane {
  /// Name and measures, style, how often training saw it, three numbers to nudge.
  var objectRows: [Row] {
    guard state.hasStyles else { return [] }
    let subject = state.styleSubject
    var rows = [subjectRow, keptStyleRow]
    let clusters = state.styleClusters(of: subject.label)
    if let cluster = state.shownStyle.cluster, let size = clusters[safe: cluster]?.size {
      rows.append(Row("seen", [Span("\(grouped(size)) in training")]))
    }
    let nudges: [InspectorRow] = [.nudge1, .nudge2, .nudge3]
    rows += nudges.prefix(state.styleChannels).compactMap { row in
      row.nudgedChannel.map { nudgeRow($0, row) }
    }
    rows.append(allRow)
    return rows
  }

  private var subjectRow: Row {
    let subject = state.styleSubject
    let name = state.objectName(subject)
    guard let measure = state.editing.document.measure(of: subject) else {
      // All of the label may lie in objects.
      let objects = state.editing.document.objects(of: subject.label)
      let pixels = state.editing.document.count(of: subject.label)
      guard pixels > 0 else { return Row(name, [Span("not on the map", .quiet)]) }
      let part = Double(pixels) / Double(max(1, state.editing.document.size.area))
      return Row(name, [Span("\(percent(part)) in \(counted(objects.count, "object"))")])
    }
    let share = percent(Double(measure.pixels) / Double(max(1, state.editing.document.size.area)))
    return Row(name, [Span("\(grouped(measure.pixels)) px  \(share)")])
  }

  /// The style that is seen and, while another one is previewed, the one that is kept.
  var keptStyleRow: Row {
    let kept = state.words(for: state.appliedStyle(of: state.styleSubject))
    let target = HitTarget.press(.character("a"))
    var value: [Span]
    if let previewed = state.styles.previewed {
      value = [Span(state.words(for: previewed), .strong, target), Span(" (kept: \(kept))")]
    } else {
      value = [Span(kept, .strong, target)]
    }
    if state.styleCount(of: state.styleSubject.label) == 0 {
      value.append(Span("  no styles known", .quiet))
    }
    value += [Span("  "), Span("a", .strong, target)]
    return Row("style", value, .objectStyle)
  }

  /// One number of the style's offset with a scale from −2 to 2 that can be dragged.
  private func nudgeRow(_ channel: Int, _ row: InspectorRow) -> Row {
    if state.cards.box?.subject == .nudge(channel) {
      return Row("nudge \(channel + 1)", boxSpans, row)
    }
    let value = Double(state.shownStyle.offset(channel))
    let columns = 9
    let part = (min(2, max(-2, value)) + 2) / 4
    let place = Int((part * Double(columns - 1)).rounded())
    let scale = (0..<columns).map { column in
      column == place && value != 0
        ? Span("●", .focus) : Span(column == columns / 2 ? "┼" : "─", .quiet)
    }
    return Row(
      "nudge \(channel + 1)", [Span(signed(value) + " ")] + scale, row,
      slider: .slider(.nudge(channel), low: -2, high: 2), sliderColumns: columns)
  }

  private var allRow: Row {
    let label = state.styleSubject.label
    let name = state.editing.document.labelSet.name(of: Int(label))
    let count = state.editing.document.objects(of: label).count
    let target = HitTarget.press(.character("A"))
    let who = count == 0 ? "all \(name)" : "all \(count) \(name)\(count == 1 ? "" : "s")"
    return Row(
      "",
      [
        Span("A", .strong, target),
        Span(" \(who): style \(state.words(for: state.shownStyle))", .normal, target),
      ])
  }
}
