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
      let isHeld = tool == state.hand.tool
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
        Span(state.hand.brush.shape.sign, .strong, .press(.character("B"))),
        Span(" \(state.hand.brush.size) px  ", .normal),
        Span("[", .strong, .press(.character("["))), Span(" "),
        Span("]", .strong, .press(.character("]"))), Span(" "),
        Span("B", .strong, .press(.character("B"))),
      ], .brush)
  }

  var mirrorRow: Row {
    Row(
      "mirror",
      [Span(state.hand.mirror.sign + " "), Span("m", .strong, .press(.character("m")))], .mirror)
  }

  var labelRow: Row {
    let looks = looks[state.hand.label]
    let name = state.document.labelSet.name(of: Int(state.hand.label))
    let share = percent(state.document.share(of: state.hand.label))
    var value = [Span("\(looks.sign) ", .strong), Span(name, .strong)]
    if layout.width != .wide, state.hand.previousLabel != state.hand.label {
      let before = state.document.labelSet.name(of: Int(state.hand.previousLabel))
      let target = HitTarget.press(.character("x"))
      value += [Span(" · "), Span("x", .strong, target), Span(" \(before)", .normal, target)]
    } else {
      value.append(Span(share.isEmpty ? "" : "  \(share)"))
    }
    return Row("label", value)
  }

  var beforeRow: Row {
    let before = state.hand.previousLabel
    let target = HitTarget.press(.character("x"))
    return Row(
      "before",
      [
        Span("\(looks[before].sign) ", .normal, target),
        Span(state.document.labelSet.name(of: Int(before)) + "  ", .normal, target),
        Span("x", .strong, target),
      ])
  }

  var objectRow: Row {
    Row(
      "object",
      [Span(state.objectWords + "  "), Span("n", .strong, .press(.character("n")))], .object)
  }
}
