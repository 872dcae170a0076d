import Studio
import StudioUI
import Terminal
import Testing

@Suite("Keys") struct KeymapTests {
  @Test("Every key gives one command, and none is a key of the panes") func conflicts() {
    let keys = StudioCommand.allCases.compactMap(\.key)
    #expect(Set(keys).count == keys.count)
    for key in keys where key.count == 1 {
      #expect(!Keymap.paneKeys.contains(Character(key)), "\(key) is bound twice")
    }
  }

  @Test("What other programs need is left alone") func leftAlone() {
    let keys = Set(StudioCommand.allCases.compactMap(\.key))
    #expect(keys.isDisjoint(with: ["^A", "^B", "^S", "^Q", "^H", "^I", "^J", "^M", "^[", "~"]))
    #expect(keys.isDisjoint(with: ["{", "}", "|", "@", "\\", "^", "´", "`"]))
    #expect(keys.isDisjoint(with: ["Q", "Y", "Z"]))
  }

  @Test("Every printed key is a button that does what the key does") func buttons() {
    for size in [(80, 24), (120, 36), (200, 60)] {
      var start = Player(
        .bayWithModel(), size: CellSize(columns: size.0, rows: size.1))
      start.answer()
      let screen = start.screen
      var seen: Set<Character> = []
      for entry in screen.hits.entries {
        guard case .press(let event) = entry.target, case .character(let sign) = event,
          screen.hits[entry.rect.origin] == entry.target, seen.insert(sign).inserted
        else { continue }
        var clicked = start
        clicked.click(entry.rect.column, entry.rect.row)
        var typed = start
        typed.send(String(sign))
        typed.state.clock = clicked.state.clock
        #expect(clicked.state.cards.card == typed.state.cards.card, "\(sign)")
        #expect(clicked.state.editing.toolState == typed.state.editing.toolState, "\(sign)")
        #expect(clicked.state.picture.settings == typed.state.picture.settings, "\(sign)")
      }
    }
  }

  @Test("Own keys and keyboards") func ownKeys() {
    var player = Player(keymap: Keymap(own: ["Z": .undo], layout: .de))
    let size = player.state.editing.toolState.brush.size
    player.send("ä")
    #expect(player.state.editing.toolState.brush.size > size)
    player.send("ö")
    #expect(player.state.editing.toolState.brush.size == size)
    let before = player.state.editing.document
    player.keys("2", "Enter")
    let isPainted = player.state.editing.document != before
    player.send("Z")
    let isBack = player.state.editing.document == before
    #expect(isPainted && isBack)
  }

  @Test("What is printed follows own keys: no key is shown that does something else")
  func printedOwnKeys() throws {
    let keymap = Keymap(own: ["u": .die, "Z": .undo])
    var player = Player(.bayWithModel(), size: CellSize(columns: 120, rows: 36), keymap: keymap)
    player.answer()
    // The key row's u is now Z, and a click on it still undoes.
    let screen = player.screen
    let undo = screen.hits.entries.filter { $0.target == .command(.undo) }
    #expect(!undo.isEmpty)
    #expect(!screen.hits.entries.contains { $0.target == .press(.character("u")) })
    for entry in undo where entry.rect.columns == 1 {
      #expect(screen.buffer[entry.rect.origin].scalar == "Z")
    }
    player.keys("2", "Enter")
    let painted = player.state.editing.document
    let place = try #require(undo.first?.rect)
    player.click(place.column, place.row)
    #expect(player.state.editing.document != painted)
    player.send("?undo")
    #expect(player.text.contains("Z"))

    // In a window too small for the studio too: q was given away, and what is printed quits.
    var small = Player(
      .bayWithModel(), size: CellSize(columns: 40, rows: 10),
      keymap: Keymap(own: ["q": .die, "X": .quit]))
    let leave = try #require(
      small.screen.hits.entries.first { $0.target == .command(.quit) }?.rect.origin)
    #expect(small.screen.buffer[leave].scalar == "X")
    small.click(leave.column, leave.row)
    #expect(small.effects.contains { if case .quit = $0 { true } else { false } })

    // A command whose only key was taken shows none, and can still be clicked.
    player = Player(
      .bayWithModel(), size: CellSize(columns: 120, rows: 36), keymap: Keymap(own: ["u": .die]))
    let bare = player.screen.hits.entries.filter { $0.target == .command(.undo) }
    #expect(bare.contains { player.screen.buffer[$0.rect.origin].scalar == "·" })
  }
}
