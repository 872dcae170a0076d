import Canvas
import Imaging
import Studio
import StudioUI
import Terminal
import Testing

/// README's table *Five minutes*, in its order, and the tour beside it: what they say is what happens.
@Suite("Five minutes") struct FiveMinutesTests {
  @Test("README's first rows in order, from a fresh start, tour and all") func inOrder() {
    var state = StudioState.bayWithModel()
    state.cards.tour = Tour()
    var player = Player(state, size: CellSize(columns: 120, rows: 36))
    player.answer()
    #expect(player.text.contains("Welcome 1 of 6"))

    // Drag in either picture, or Space, arrows, Space: the label in hand is painted.
    let picture = player.screen.layout.picture
    player.drag((picture.column + 8, picture.row + 25), (picture.column + 14, picture.row + 26))
    #expect(player.state.history.past.count == 1)
    player.keys("Space", "→", "↓", "Space")
    #expect(player.state.history.past.count == 2)
    player.answer()
    #expect(player.text.contains("Welcome 2 of 6"))

    // `/` sea Enter, drag: a lagoon.
    player.send("/sea")
    player.keys("Enter")
    #expect(player.state.editing.document.labelSet.name(of: 3) == "sea")
    let before = player.state.editing.document.count(of: 3)
    let map = player.screen.layout.map
    player.drag((map.column + 10, map.row + 20), (map.column + 18, map.row + 20))
    #expect(player.state.editing.document.count(of: 3) > before)
    player.answer()

    // `f`, point, click: fill says what it would do before the click.
    player.send("f\u{1B}[<35;\(map.column + 20);\(map.row + 3)M")
    #expect(player.text.contains(" px of "))
    player.click(map.column + 19, map.row + 2)
    #expect(player.state.history.past.count == 4)
    player.answer()

    // `u` `u` `U`, hold `c`.
    player.send("uuU")
    #expect(player.state.history.past.count == 3)
    #expect(player.state.history.future.count == 1)
    #expect(player.state.cards.tour?.done.contains(.undo) == true)
    player.answer()
    player.send("c")
    #expect(player.state.commands.hold?.kind == .showA)
    player.send("b")

    // `d` `d` `,`, `D` sunset Enter, `%`.
    let seed = player.state.picture.settings.seed
    player.send("d")
    let second = player.state.picture.settings.seed
    #expect(second != seed)
    player.send("d,")
    #expect(player.state.picture.settings.seed == second)
    player.send("Dsunset")
    player.keys("Enter")
    #expect(player.state.picture.settings.seedWord == "sunset")
    player.answer()
    player.send("%")
    #expect(player.text.contains("% Nine dice"))
    player.keys("Esc")

    // `t` .5 Enter, `T`: off and on.
    player.send("t.5")
    player.keys("Enter")
    #expect(player.state.picture.settings.latent.truncationPsi == 0.5)
    player.send("T")
    #expect(player.state.picture.settings.latent.truncationPsi == 1)
    player.send("T")
    #expect(player.state.picture.settings.latent.truncationPsi == 0.5)
    player.answer()

    // `K` `d` `K` `d` `K`, `w`: three keyframes are a film, Space plays.
    player.send("KdKdK")
    #expect(player.state.timeline.walk.keyframes.count == 3)
    #expect(player.state.cards.tour?.step == .export)
    player.send("w")
    player.keys("Space")
    #expect(player.state.timeline.playback.playing != nil)
    player.keys("Space", "Esc")

    // `;` and `V`: panels, the map as an inset.
    let panels = player.state.view.panels
    player.send(";")
    #expect(player.state.view.panels != panels)
    player.send("V")
    #expect(player.state.view.insetMap)

    // `W` and `E` write; `q` asks nothing.
    player.send("W")
    #expect(player.effects.contains { if case .export = $0 { true } else { false } })
    #expect(player.state.cards.tour?.step == nil)
    player.send("E")
    #expect(player.text.contains("E Export"))
    player.keys("Esc")
    player.send("q")
    player.send("q")
    #expect(player.effects.contains { if case .quit = $0 { true } else { false } })
  }
}
