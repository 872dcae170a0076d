import Canvas
import Imaging
import Studio
import StudioUI
import Synthesis
import Terminal
import Testing

/// What people ran into on the screen.
@Suite("Screens that mislead") struct FaultTests {
  @Test(
    "In a window too small to show the studio nothing acts but its size, q and ?",
    arguments: [CellSize(columns: 40, rows: 12), CellSize(columns: 60, rows: 20)])
  func smallWindow(size: CellSize) {
    var player = Player(size: size)
    let before = player.state.editing
    player.keys("Space", "→", "Space", "u", "f", "Enter", "d", "E")
    #expect(player.state.editing.document == before.document)
    #expect(player.state.editing.toolState == before.toolState)
    #expect(player.state.cards.card == nil)
    player.keys("?")
    #expect(player.state.cards.card != nil)
    player.keys("q")
    #expect(player.effects.contains { if case .quit = $0 { true } else { false } })
  }

  @Test("The header says in words that nothing is kept, and why")
  func header() {
    var player = Player(size: CellSize(columns: 120, rows: 36))
    player.undoStep(.arrived(.notKept("the disk is full")))
    #expect(player.text.contains("nothing is kept: the disk is full"))
    #expect(!player.text.contains("saved"))
    player.size = CellSize(columns: 80, rows: 24)
    #expect(player.text.contains("nothing is kept"))
  }

  @Test("A label that lies in objects alone is on the map") func labelInObjects() {
    var state = StudioState.bay()
    let capabilities = Capabilities(
      labels: .init(labelSet: .bay, usesInstances: true), instanceStyleChannels: 3,
      clustersPerClass: [2: 10], outputSize: PixelSize(width: 64, height: 64))
    _ = reduce(
      &state,
      .arrived(
        .modelLoaded(
          ModelDescription(name: "village", family: "SPADE", capabilities: capabilities))))
    state.editing.toolState.take(2)
    state.view.inspectorOpen = true
    let player = Player(state, size: CellSize(columns: 200, rows: 60))
    #expect(!player.text.contains("not on the map"))
  }

  @Test("The keys shown while one searches the Palette are none that would be typed") func palette()
  {
    var player = Player()
    player.keys("/")
    #expect(player.state.isTyping)
    let keys = player.text.split(separator: "\n", omittingEmptySubsequences: false).last ?? ""
    #expect(!keys.contains("x swap"))
    #expect(keys.contains("Enter take"))
  }

  @Test("Messages tell how long ago they came") func messageTimes() {
    var player = Player()
    player.keys("C")
    player.wait(70)
    player.keys("!")
    #expect(player.text.contains("min ago"))
    #expect(!player.text.contains("0:0"))
  }
}
