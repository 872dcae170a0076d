import Canvas
import Imaging
import Studio
import StudioUI
import Terminal
import Testing

/// The two paths of the Studio article, from bytes to document and screen.
@Suite("Key sequences") struct KeySequenceTests {
  @Test("A newcomer: paint, fill, undo, dice, ψ, compare, leave") func newcomer() {
    var player = Player(.bayWithModel())
    player.answer()
    let map = player.screen.layout.map

    // A tree, with the mouse in the map.
    player.keys("3")
    player.drag((map.column + 20, map.row + 12), (map.column + 20, map.row + 9))
    #expect(player.state.editing.document.labels[33, 36] == 2)
    #expect(player.state.history.past.count == 1)
    #expect(player.text.contains("stale 1"))
    player.answer()

    // A lagoon, painted in the picture itself.
    player.send("/sea")
    #expect(player.text.contains("> sea▌"))
    player.keys("Enter")
    #expect(player.state.editing.toolState.label == 3)
    let picture = player.screen.layout.picture
    player.drag((picture.column + 30, picture.row + 15), (picture.column + 34, picture.row + 15))
    #expect(player.state.editing.document.count(of: 3) > 60)
    #expect(player.state.history.past.count == 2)

    // Fill shows what it would do before it does it.
    player.send("f")
    player.keys("↑", "↑", "↑", "↑", "↑")
    #expect(player.text.contains(" px of "))
    player.keys("Enter")
    #expect(player.state.history.past.count == 3)

    // Back, back, forth.
    player.send("uuU")
    #expect(player.state.history.past.count == 2)
    #expect(player.state.history.future.count == 1)
    #expect(player.text.contains("redone"))

    // Weathers, one back, a word as a seed.
    player.answer()
    let seed = player.state.picture.settings.seed
    player.send("ddd,")
    #expect(player.state.picture.settings.seed != seed)
    player.send("Drain")
    player.keys("Enter")
    #expect(player.state.picture.settings.seedWord == "rain")
    #expect(player.text.contains("“rain”"))

    // Calmer.
    player.send("t.5")
    player.keys("Enter")
    #expect(player.state.picture.settings.latent.truncationPsi == 0.5)
    player.send("TT")
    #expect(player.state.picture.settings.latent.truncationPsi == 0.5)

    // Two keyframes, two seconds apart.
    player.send("K")
    #expect(player.text.contains("keyframe 1 at frame 0"))
    player.send("dK")
    #expect(player.state.timeline.walk.keyframes.map(\.frame) == [0, 48])

    // Export and leave.
    player.send("E")
    #expect(player.text.contains("E Export"))
    player.keys("Enter")
    #expect(player.effects.contains { if case .export = $0 { true } else { false } })
    player.send("qq")
    #expect(player.effects.contains { if case .quit = $0 { true } else { false } })
  }

  /// Presses a key that is printed on the screen at this moment, as a button.
  private func press(_ key: String, _ event: TerminalEvent, in player: inout Player) {
    let screen = player.screen
    let isPrinted = screen.hits.entries.contains { entry in
      entry.target == .press(event) && screen.hits[entry.rect.origin] == entry.target
    }
    #expect(isPrinted, "\(key) is not printed:\n\(player.text)")
    player.keys(key)
  }

  @Test("Fresh at 80×24, by printed keys alone: paint, undo, dice, style, walk, export")
  func printedKeys() {
    var state = StudioState.bayWithModel()
    state.cards.tour = Tour()
    var player = Player(state, size: CellSize(columns: 80, rows: 24))
    player.answer()
    press("Space", .character(" "), in: &player)
    press("→", .key(.right), in: &player)
    press("↓", .key(.down), in: &player)
    press("Space", .character(" "), in: &player)
    #expect(player.state.history.past.map(\.name) == ["stroke, sky"])
    player.answer()
    press("u", .character("u"), in: &player)
    #expect(player.state.history.past.isEmpty)
    player.answer()
    press("d", .character("d"), in: &player)
    #expect(player.state.history.past.count == 1)
    player.answer()

    // The style of a photo: its path is text, not keys.
    press("G", .character("G"), in: &player)
    player.send("/photos/dawn.jpg")
    press("Enter", .key(.enter), in: &player)
    #expect(player.effects.contains(.readPhoto(path: "/photos/dawn.jpg", .style)))
    let photo = RGBImage(width: 8, height: 8, filledWith: RGB(240, 180, 120))
    player.undoStep(.arrived(.photoRead(name: "dawn", photo, .style)))
    #expect(player.state.picture.settings.stylePhoto == "dawn")
    player.answer()

    press("w", .character("w"), in: &player)
    press("K", .character("K"), in: &player)
    press("Esc", .key(.escape), in: &player)
    press("d", .character("d"), in: &player)
    player.answer()
    press("K", .character("K"), in: &player)
    #expect(player.state.timeline.walk.keyframes.map(\.frame) == [0, 48])
    press("w", .character("w"), in: &player)
    press("Space", .character(" "), in: &player)
    #expect(player.state.timeline.playback.playing != nil)
    press("Space", .character(" "), in: &player)
    press("E", .character("E"), in: &player)
    press("Enter", .key(.enter), in: &player)
    #expect(player.effects.contains { if case .exportWalk = $0 { true } else { false } })
  }

  @Test("An expert: exact picture, A, comparison, relabel, copies") func expert() {
    var player = Player(.bayWithModel(), size: CellSize(columns: 120, rows: 36))
    player.answer(precision: .bfloat16)
    player.send("R")
    player.answer(precision: .float32)
    #expect(player.text.contains("fp32 ─ ready"))
    player.send("C")
    #expect(player.text.contains("A kept"))
    player.send("d")
    player.answer(RGB(200, 20, 20))
    player.send("c")
    #expect(player.state.commands.hold?.kind == .showA)
    player.send("vvv")
    #expect(player.text.contains("difference"))
    player.send("v")

    // The tree becomes sea.
    player.send("3")
    player.keys("Tab")
    #expect(player.state.editing.selection != nil)
    #expect(player.text.contains("┏"))
    player.send("4F")
    #expect(player.state.editing.document.count(of: 2) == 0)
    player.send("W")
    #expect(player.effects.contains { if case .export = $0 { true } else { false } })
    player.send("S")
    #expect(player.text.contains("Named copy"))
    player.keys("Enter")
    #expect(player.effects.contains { if case .copySession = $0 { true } else { false } })
  }

  @Test("Arrows in one bundle go as far as arrows one by one in time") func bundle() {
    var player = Player()
    let start = player.state.editing.cursor.point
    player.send(String(repeating: "\u{1B}[C", count: 1))
    let step = player.state.editing.cursor.point.x - start.x
    #expect(step >= 1)
  }

  @Test("Pen down with Space draws along the arrows, Esc takes the stroke back") func pen() {
    var player = Player()
    let before = player.state.editing.document
    player.keys("3", "Space", "→", "→")
    #expect(player.text.contains("pen down"))
    let isPainted = player.state.editing.document != before
    player.keys("Esc")
    let isBack = player.state.editing.document == before
    #expect(isPainted && isBack)
    #expect(player.state.history.past.isEmpty)
  }

  @Test("A is the picture before the stroke, however many came while the hand moved")
  func pictureA() {
    var player = Player(.bayWithModel())
    player.answer(RGB(10, 10, 10))
    let before = player.state.picture.image
    player.keys("3", "Space", "→")
    player.answer(RGB(20, 20, 20))
    player.keys("→")
    player.answer(RGB(30, 30, 30))
    player.keys("Space")
    player.answer(RGB(40, 40, 40))
    let isBefore = player.state.picture.imageA == before
    #expect(isBefore)
  }

  @Test("Right click picks, right drag pans, wheel zooms at the pointer") func mouse() {
    var player = Player()
    let map = player.screen.layout.map
    player.click(map.column + 20, map.row + 15, button: 2)
    #expect(player.state.editing.toolState.label == 1)
    player.send("\u{1B}[<64;\(map.column + 2);\(map.row + 2)M")
    player.send("\u{1B}[<64;\(map.column + 2);\(map.row + 2)M")
    #expect(player.state.view.map.zoom == 2)
    let left = player.state.view.map.left
    player.send("\u{1B}[<2;20;10M\u{1B}[<34;15;10M\u{1B}[<2;15;10m")
    #expect(player.state.view.map.left > left)
    #expect(player.state.editing.toolState.label == 1)
  }

  @Test("A click outside puts a card away; a click on a row does it") func cards() {
    var player = Player(.bayWithModel())
    player.send(":")
    #expect(player.text.contains("find a command"))
    player.click(1, 4)
    #expect(player.state.cards.card == nil)
    player.send(":names")
    player.keys("Enter")
    #expect(player.state.view.showsNames)
    player.send("?")
    #expect(player.text.contains("Help: the brush on the map"))
    player.keys("→")
    #expect(player.text.contains("Help: the picture"))
    player.keys("Esc")
    #expect(player.state.cards.card == nil)
  }

  @Test("In narrow windows the Palette slides over the picture and away again") func overlay() {
    var player = Player()
    player.send("/")
    #expect(player.text.contains("/ Palette"))
    #expect(player.text.contains("tree"))
    player.keys("Esc", "Esc")
    #expect(!player.text.contains("/ Palette"))
    #expect(player.state.cards.card == nil)
  }

  @Test("The ψ scale is dragged; one drag is one act") func slider() {
    var player = Player(.bayWithModel(), size: CellSize(columns: 200, rows: 60))
    player.state.view.panels = .shown
    player.answer()
    let target = HitTarget.slider(.psi, low: -1, high: 2)
    guard let place = player.screen.hits.place(of: target) else {
      Issue.record("no ψ scale on the screen")
      return
    }
    player.drag(
      (place.column + 20, place.row), (place.column + 10, place.row), (place.column, place.row))
    #expect(player.state.picture.settings.latent.truncationPsi == -1)
    #expect(player.state.history.past.count == 1)
  }

  @Test("Random keys and clicks never trap, and undo brings the map back", arguments: 0..<6)
  func monkey(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var player = Player(
      .bayWithModel(), size: CellSize(columns: [80, 120, 200][Int(seed % 3)], rows: 40))
    player.answer()
    let start = player.state.editing.document
    let keys = Array(
      "befLrosipdtnmxIFHyXJACvVgGEMNOSWR/?:!_#()-+<>uU[],.1234567890=TDBhjkl \r\t\u{1B}")
    for _ in 0..<30 {
      if random.next() % 3 == 0 {
        let column = Int(random.next() % UInt64(player.size.columns))
        let row = Int(random.next() % UInt64(player.size.rows))
        player.drag((column, row), (min(column + 5, player.size.columns - 1), row))
      } else {
        player.send(String(keys[Int(random.next() % UInt64(keys.count))]))
      }
      if random.next() % 4 == 0 { player.answer() }
    }
    player.keys("Esc", "Esc", "Esc", "Esc", "Esc", "Esc")
    for _ in 0..<200 where !player.state.history.past.isEmpty { player.send("u") }
    let isBack = player.state.editing.document == start
    #expect(isBack)
  }
}
