import Canvas
import Studio
import Terminal

/// Rows about tool, brush, labels and photo under the map.
extension InspectorPane {
  var toolSpans: [Span] {
    let tools: [Tool] = [.brush, .eraser, .fill, .line, .rectangle, .oval, .select]
    var spans: [Span] = []
    for tool in tools {
      let target = HitTarget.press(.character(tool.key.first ?? "b"))
      let isHeld = tool == state.editing.toolState.tool
      spans.append(Span(tool.key, isHeld ? .chosen : .strong, target))
      spans.append(Span(" "))
    }
    spans.append(Span("i", .strong, .press(.character("i"))))
    return spans
  }

  var brushRow: Row {
    Row(
      "brush",
      [
        Span(state.editing.toolState.brush.shape.sign, .strong, .press(.character("B"))),
        Span(" \(state.editing.toolState.brush.size) px  ", .normal),
        Span("[", .strong, .press(.character("["))), Span(" "),
        Span("]", .strong, .press(.character("]"))), Span(" "),
        Span("B", .strong, .press(.character("B"))),
      ], .brush)
  }

  var mirrorRow: Row {
    Row(
      "mirror",
      [
        Span(state.editing.toolState.mirror.sign + " "),
        Span("m", .strong, .press(.character("m"))),
      ],
      .mirror)
  }

  var labelRow: Row {
    let appearance = appearance[state.editing.toolState.label]
    let name = state.editing.document.labelSet.name(of: Int(state.editing.toolState.label))
    let share = percent(state.editing.document.share(of: state.editing.toolState.label))
    var value = [Span("\(appearance.sign) ", .strong), Span(name, .strong)]
    if layout.panels != .flanks,
      state.editing.toolState.previousLabel != state.editing.toolState.label
    {
      let before = state.editing.document.labelSet.name(
        of: Int(state.editing.toolState.previousLabel))
      let target = HitTarget.press(.character("x"))
      value += [Span(" · "), Span("x", .strong, target), Span(" \(before)", .normal, target)]
    } else {
      value.append(Span(share.isEmpty ? "" : "  \(share)"))
    }
    return Row("label", value)
  }

  var beforeRow: Row {
    let before = state.editing.toolState.previousLabel
    let target = HitTarget.press(.character("x"))
    return Row(
      "before",
      [
        Span("\(appearance[before].sign) ", .normal, target),
        Span(state.editing.document.labelSet.name(of: Int(before)) + "  ", .normal, target),
        Span("x", .strong, target),
      ])
  }

  var objectRow: Row {
    Row(
      "object",
      [Span(state.objectWords + "  "), Span("n", .strong, .press(.character("n")))], .object)
  }
}
