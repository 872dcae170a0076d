import Studio
import Terminal

/// The keys of the Latent pane, of the plane of seeds and of the class list.
extension KeyRow {
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
        Span.key("Enter", "star"), brackets + [Span(" \(state.latentNumberName)")],
      ] + (state.capabilities?.latent?.truncates == false ? [] : [Span.key("0", "mean")]) + [
        Span.key("Tab", "layers")
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
