import Canvas
import Studio
import Synthesis
import Terminal

/// The keys that work now, as buttons.
struct KeyRow {
  let state: StudioState
  let area: CellRect

  func draw(into painter: inout Painter) {
    guard !area.isEmpty else { return }
    var rest = area.inset(columns: 1, rows: 0)
    let always = [Span.key("?", "help"), Span.key(":", "find")]
    let width = always.reduce(0) { $0 + painter.width(of: $1) } + 2
    painter.groups(always, in: rest.cutRight(width))
    _ = rest.cutRight(2)
    painter.groups(keyGroups, in: rest)
  }

  private var keyGroups: [[Span]] {
    switch state.view.focus {
    case .palette:
      // While one types into the search, letters are text: only keys that act are shown.
      let isTyping = state.editing.palette.isSearching
      return [Span.key("↑", "choose"), Span.key("Enter", "take")]
        + (isTyping ? [[Span("letters search")]] : [Span.key("x", "swap")])
        + [Span.key("Tab", "objects"), Span.key("Esc", "map")]
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

  private var arrows: [Span] {
    ["←", "↑", "↓", "→"].map { Span($0, .strong, .press(.key(named: $0))) }
  }

  private var toolKeys: [[Span]] {
    let toolState = state.editing.toolState
    let undo = Span.key("u", "undo")
    let latent =
      state.capabilities?.latent == nil
      ? (state.hasStyles ? [Span.key("d", "die")] : [])
      : [Span.key("d", "die"), Span.key("%", "nine dice")]
    let compare: [[Span]] =
      state.picture.imageA == nil
      ? []
      : [[Span("c", .strong, .hold(.compareHold)), Span(" A/B", .normal, .hold(.compareHold))]]
    switch toolState.tool {
    case .brush where state.editing.cursor.penDown, .eraser where state.editing.cursor.penDown:
      return [
        Span.key("Space", "pen up"), arrows + [Span(" draw")], Span.key("Esc", "take it back"),
        [
          Span("[", .strong, .press(.character("["))), Span(" "),
          Span("]", .strong, .press(.character("]"))), Span(" size"),
        ],
      ]
    case .brush, .eraser:
      return [
        Span.key("Space", "pen down"),
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
      ] + (state.noiseBoxInHand == nil ? [] : [Span.key("d", "own noise in the box")])
        + (state.hasStyles ? [Span.key("a", "styles")] : []) + [
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
