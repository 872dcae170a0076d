import Studio
import Terminal

/// The last rows: recent labels, what happened, and the keys that work now.
struct StatusBar {
  let state: StudioState
  let appearance: LabelAppearance
  let layout: ScreenLayout

  func draw(into painter: inout Painter) {
    if !layout.statusRule.isEmpty { painter.rule(in: layout.statusRule, isFocused: false) }
    RecentsRow(state: state, appearance: appearance, area: layout.recents).draw(into: &painter)
    StatusRow(state: state, layout: layout).draw(into: &painter)
    KeyRow(state: state, area: layout.keys).draw(into: &painter)
  }
}
