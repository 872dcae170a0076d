import Canvas
import Imaging
import Studio
import StudioUI
import Terminal
import Testing

@Suite("Screens") struct ScreenTests {
  /// Drawing a state at every size in every display must not trap, whatever is open.
  @Test("Every card at every size in every display", arguments: ColorDepth.allCases)
  func neverTraps(depth: ColorDepth) {
    let display = Display(depth: depth, usesUnicode: depth > .sixteen)
    for open in [":", "?", "M", "O", "N", "E", "G", "S", "!", "/", "D", "v", "V", "_", "#"] {
      var player = Player(.bayWithModel(), display: display)
      player.answer()
      player.send(open)
      var view = StudioView(display: display)
      for (columns, rows) in [(1, 1), (79, 24), (80, 24), (101, 25)] {
        let screen = view.screen(of: player.state, size: CellSize(columns: columns, rows: rows))
        #expect(screen.buffer.size == CellSize(columns: columns, rows: rows))
        if !display.usesUnicode {
          let isPlain = screen.buffer.cells.allSatisfy { $0.scalar.isASCII }
          #expect(isPlain, "\(open) at \(columns)×\(rows)")
        }
      }
    }
  }

  @Test("The studio at any size", arguments: [20, 80, 99, 100, 159, 160, 230, 300])
  func anySize(columns: Int) {
    var state = StudioState.bayWithModel()
    state.view.paletteOpen = true
    state.view.inspectorOpen = true
    var view = StudioView(display: Display(depth: .trueColor))
    for rows in [5, 24, 37, 60] {
      let screen = view.screen(of: state, size: CellSize(columns: columns, rows: rows))
      #expect(screen.buffer.lines.count == rows)
    }
  }

  @Test("The smallest studio, drawn with signs") func drawn() {
    var player = Player(.bayWithModel(), display: Display(depth: .monochrome, usesUnicode: false))
    player.answer()
    let lines = player.screen.buffer.lines
    #expect(lines[0].hasPrefix(" ganvas  Bay - O  landscape - M  E export  w walk"))
    #expect(lines[0].hasSuffix("saved - q quit "))
    #expect(lines[1].hasPrefix("= Map = b brush * 8 = sky ="))
    #expect(lines[1].contains("- Picture - fp32 - ready -"))
    #expect(lines[2].hasPrefix("......................................"))
    #expect(lines[14].hasPrefix("\"\"tttttt\"\"\"\"") || lines[13].contains("tttt"))
    #expect(lines[21].contains(">1 "))
    #expect(lines[23].contains("Space pen down  [ ] size  f fill"))
  }

  @Test("No line of help is cut", arguments: 0..<5) func helpFits(page: Int) {
    for unicode in [true, false] {
      var player = Player(display: Display(depth: .trueColor, usesUnicode: unicode))
      player.send("?")
      for _ in 0..<page { player.keys("→") }
      let edge = unicode ? "│" : "|"
      for line in player.screen.buffer.lines where line.dropFirst().hasPrefix(edge) {
        #expect(line.hasSuffix("  \(edge) ") || line.hasSuffix(" \(edge) "), "cut: \(line)")
      }
    }
  }

  @Test("A small window says why, and that nothing is lost") func small() {
    var player = Player(size: CellSize(columns: 58, rows: 5))
    #expect(player.text.contains("ganvas needs 80×24. This window is 58×5."))
    #expect(player.text.contains("Everything is saved"))
    player.send("q")
    #expect(player.effects.contains { if case .quit = $0 { true } else { false } })
  }

  @Test("The map shows each class in its exact colour") func exactColors() {
    let screen = Player().screen
    let layout = screen.layout
    let sky = screen.buffer[layout.map.column + 20, layout.map.row + 1]
    #expect(sky.style.background == .rgb(RGB(190, 227, 247)))
  }

  @Test("Names stand on regions with room for them") func names() {
    var player = Player()
    player.send("_")
    #expect(player.text.contains("sky"))
    let rows = player.screen.buffer.lines[2...20]
    #expect(rows.contains { $0.contains("grass") })
  }

  @Test("The picture's title never lies") func titleWords() {
    var player = Player(.bayWithModel())
    #expect(player.text.contains("the first picture is on its way"))
    player.answer(precision: .bfloat16)
    #expect(player.text.contains("bf16 ─ ready"))
    player.keys("Space", "→", "↓", "Space")
    #expect(player.text.contains("stale 1"))
    player.answer()
    #expect(player.text.contains("fp32 ─ ready"))
  }

  @Test("Without a model it says what chooses one, and paints") func noModel() {
    var player = Player()
    #expect(player.text.contains("no model"))
    #expect(player.text.contains("M chooses one"))
    let before = player.state.editing.document
    player.keys("2", "Space", "→", "→", "Space")
    let isPainted = player.state.editing.document != before
    #expect(isPainted)
  }

  @Test("A letter without meaning here says why") func reasons() {
    var player = Player(.bayWithModel())
    player.send("a")
    #expect(player.text.contains("! landscape has one style for all; G takes it from a photo"))
  }

  @Test("A number box shows range, old value, and what is wrong") func numberBox() {
    var player = Player(.bayWithModel())
    player.answer()
    player.send("t.7")
    #expect(player.text.contains("ψ .7▌"))
    #expect(player.text.contains("-1…2 · was 1.00"))
    player.keys("Enter")
    #expect(player.state.picture.settings.latent.truncationPsi == 0.7)
    player.send("t7")
    #expect(player.text.contains("ψ goes from -1 to 2"))
    player.keys("Esc")
    #expect(player.state.picture.settings.latent.truncationPsi == 0.7)
  }
}
