import Canvas
import Imaging
import Studio
import StudioUI
import Synthesis
import Terminal
import Testing

/// No text of the studio's own is cut at any size: only names people gave may end in `…`.
@Suite("Cut texts") struct CutTextTests {
  static let sizes = [80, 85, 90, 100, 110, 120, 140, 159, 160, 180, 200].flatMap { columns in
    [24, 30, 36, 48, 60].map { CellSize(columns: columns, rows: $0) }
  }

  /// What is open on each screen that is looked at: keys from a fresh start.
  static let screens: [[String]] = [
    [], ["f"], ["L"], ["r"], ["s"], ["s", "Enter"], ["F"], ["v", "v"], ["V"], ["V", "V"], [";"],
    ["/"], ["/", "t"], ["D"], ["t", "7"], ["=", "x"], ["w"], ["K", "d", "K", "w"],
    ["K", "d", "K", "w", "Tab"], [":"], [":", "z"], ["M"], ["O"], ["N"], ["E"], ["G"], ["S"], ["!"],
    ["?"], ["?", "→"], ["?", "→", "→"], ["?", "→", "→", "→"], ["?", "→", "→", "→", "→"],
    ["?", "→", "→", "→", "→", "→"], ["W"], ["u"], ["z"], ["z", "Tab"], ["z", "Tab", "Tab"], ["a"],
  ]

  /// Draws a state at every size.
  private func checkAllSizes(_ state: StudioState, _ keys: [String]) {
    var player = Player(state, size: CellSize(columns: 120, rows: 36))
    player.answer()
    for key in keys { player.keys(key) }
    var cut: [String: CellSize] = [:]
    for size in Self.sizes {
      player.size = size
      for text in player.screen.shortened where cut[text] == nil { cut[text] = size }
    }
    #expect(cut.isEmpty, "\(keys): \(cut)")
  }

  @Test("A map with a model of latents", arguments: screens) func map(keys: [String]) {
    checkAllSizes(.bayWithModel(), keys)
  }

  @Test(
    "Styles of objects",
    arguments: [[], ["a"], ["a", "→"], ["Tab"], ["Tab", "a"], [";"], [";", ";"], ["G"]])
  func styles(keys: [String]) {
    checkAllSizes(.village(rows: 36), keys)
  }

  @Test(
    "Latents alone",
    arguments: [
      [], ["z"], ["z", "Tab"], ["Tab"], ["Tab", "Tab"], ["Enter"], ["/"], [";"], [";", ";"],
    ])
  func latents(keys: [String]) {
    for state in [StudioState.skies(), .biomes()] { checkAllSizes(state, keys) }
  }

  @Test("The tour, in every step", arguments: 0..<Tour.Step.allCases.count)
  func tour(done: Int) {
    var state = StudioState.bayWithModel()
    var tour = Tour()
    tour.done = Set(Tour.Step.allCases.prefix(done))
    state.cards.tour = tour
    checkAllSizes(state, [])
  }

  @Test("A typed text that is longer than its box scrolls with the caret") func scrolls() {
    var player = Player(size: CellSize(columns: 80, rows: 24))
    player.keys("S")
    for _ in 0..<30 { player.send("abc") }
    player.send("END")
    #expect(player.text.contains("END▌"))
  }

  @Test("What has no room ends after a whole word") func wholeWords() {
    var state = StudioState.bayWithModel()
    state.session.name = "Bay"
    _ = reduce(
      &state, .arrived(.noticed(String(repeating: "incomprehensibilities and ", count: 9))))
    let player = Player(state, size: CellSize(columns: 80, rows: 24))
    let line = player.text.split(separator: "\n").first { $0.contains("incomprehensibilities") }
    #expect(line?.contains("incomprehensibilities…") == true || line?.contains("and…") == true)
  }
}
