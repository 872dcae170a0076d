import Studio
import Terminal

/// The last rows with a model of a latent alone: stars or classes in place of labels, and its keys.
extension StatusBar {
  /// Stars, or the classes taken last.
  func drawPlaces(into painter: inout Painter) {
    let line = layout.recents.inset(columns: 1, rows: 0)
    let names = state.classNames
    var groups: [[Span]]
    if state.leftPane == .classes {
      groups = state.latentPane.saved.recentClasses.enumerated().compactMap { index, id in
        guard names.indices.contains(id) else { return nil }
        let target = HitTarget.latent(.classTaken(id))
        return [Span("\(index + 1)", .strong, target), Span(" \(names[id])", .normal, target)]
      }
      groups.append(Span.key("/", "all \(names.count)"))
    } else {
      groups = state.latentPane.saved.stars.enumerated().map { index, star in
        let target = HitTarget.latent(.star(index))
        let isHere = index == state.starHere
        return [
          Span("\(isHere ? "▸" : "")\(index + 1)", .strong, target),
          Span(" \(star.name)", isHere ? .strong : .normal, target),
        ]
      }
      if groups.isEmpty { groups = [Span.key("Enter", "stars this place; digits come back to it")] }
    }
    painter.groups(groups, in: line)
  }

  private var brackets: [Span] {
    [
      Span("[", .strong, .press(.character("["))), Span(" "),
      Span("]", .strong, .press(.character("]"))),
    ]
  }

  private var compareKeys: [[Span]] {
    state.picture.imageA == nil
      ? []
      : [[Span("c", .strong, .hold(.compareHold)), Span(" A/B", .normal, .hold(.compareHold))]]
  }

  /// Keys on the plane of seeds, the rows, the stars.
  var latentKeys: [[Span]] {
    let rest = [Span.key("d", "die"), Span.key("u", "undo")] + compareKeys
    let away =
      state.view.focus == .latent ? [Span.key("Esc", state.leftPane == .map ? "map" : "back")] : []
    if state.seedPlaneIsFocused {
      return [
        [Span("←↑↓→", .strong), Span(" fly")],
        Span.key("Space", state.latentPane.drift == nil ? "drift" : "stay"),
        Span.key("Enter", "star"), brackets + [Span(" ψ")],
        Span.key("0", "mean"), Span.key("Tab", "layers"),
      ] + away + rest + [Span.key("K", "keyframe"), [Span("1-9", .strong), Span(" stars")]]
    }
    if state.latentPane.part == .stars {
      return [
        [Span("←→", .strong), Span(" choose")], Span.key("Space", "go"), Span.key("=", "name"),
        Span.key("Del", "away"), Span.key("Tab", "seed grid"),
      ] + away + rest
    }
    return [
      [Span("↑↓", .strong), Span(" row")], [Span("←→", .strong), Span(" change")],
      Span.key("Space", "switch"), brackets + [Span(" its number")], Span.key("Enter", "type"),
      Span.key("Del", "default"), Span.key("Tab", "stars"),
    ] + away + rest
  }

  /// Keys on the classes.
  var classKeys: [[Span]] {
    [
      [Span("↑↓", .strong), Span(" class")], Span.key("Enter", "take"), Span.key("Space", "mix"),
      brackets + [Span(" share")], Span.key("/", "find"), Span.key("Tab", "mixture"),
      Span.key("0", "all alike"), Span.key("d", "die"), Span.key("z", "latent"),
      Span.key("u", "undo"),
    ] + compareKeys + [Span.key("K", "keyframe")]
  }
}
