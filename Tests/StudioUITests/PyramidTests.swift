import Canvas
import Foundation
import Imaging
import Sessions
import Studio
import StudioUI
import Synthesis
import Terminal
import Testing

extension LabelSet {
  /// Four colours of a photo.
  static let canyon = LabelSet(
    name: "photo colours", source: "test",
    labels: [
      .init(id: 0, name: "red", color: RGB(180, 60, 40)),
      .init(id: 1, name: "pale blue", color: RGB(200, 220, 250)),
      .init(id: 2, name: "brown", color: RGB(90, 60, 30)),
      .init(id: 3, name: "white", color: RGB(250, 250, 250)),
    ])
}

extension ModelDescription {
  /// A pyramid of five scales with a photo of 40×30.
  static let canyon: ModelDescription = {
    var map = LabelMap(width: 40, height: 30, filledWith: 0)
    for index in 0..<400 { map.elements[index] = 1 }
    let sizes = [(12, 9), (16, 12), (22, 17), (30, 23), (40, 30)]
      .map { PixelSize(width: $0.0, height: $0.1) }
    return ModelDescription(
      name: "canyon", family: "SinGAN",
      capabilities: Capabilities(
        labels: .init(labelSet: .canyon, usesInstances: false, startMap: map),
        latent: .init(dimension: 4000, truncates: false), outputSize: sizes[4],
        pyramid: .init(sizes: sizes, scaleCount: 5)))
  }()
}

extension StudioState {
  /// The bay's session after a pyramid was chosen in it.
  static func canyon() -> StudioState {
    var state = bayWithModel()
    _ = reduce(&state, .arrived(.modelLoaded(.canyon)))
    return state
  }
}

@Suite("A model learned from one photo") struct PyramidTests {
  private let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
    "ganvas-pyramid-\(UUID().uuidString)")

  @Test("A pyramid of one or two scales, as one that is learned still: every row has its line")
  func fewScales() {
    for count in 1...2 {
      var model = ModelDescription.canyon
      let sizes = Array((model.capabilities.pyramid?.sizes ?? []).prefix(count))
      model.capabilities.pyramid = .init(sizes: sizes, scaleCount: 5)
      model.capabilities.sizes.standard = sizes[count - 1]
      var state = StudioState.bayWithModel()
      _ = reduce(&state, .arrived(.modelLoaded(model)))
      var player = Player(state, size: CellSize(columns: 160, rows: 50))
      player.answer()
      player.send("z")
      player.keys("Tab")
      for _ in 0..<8 {
        player.keys("↓")
        player.keys("→")
        player.keys("←")
      }
      #expect(player.text.contains("enters"), "\(count) scales: \(player.text)")
    }
  }

  @Test("Its photo is the map to paint on; one undo step brings map and model back")
  func startMap() throws {
    let bay = StudioState.bayWithModel()
    var player = Player(.canyon())
    #expect(player.state.editing.document.size == PixelSize(width: 40, height: 30))
    #expect(player.state.editing.document.labelSet == .canyon)
    #expect(player.state.editing.toolState.recents == [0, 1])
    #expect(!player.state.isPaintedOver)
    player.send("u")
    #expect(player.state.editing.document.content == bay.editing.document.content)
    #expect(player.state.picture.settings.model == "landscape")
    player.send("U")
    #expect(player.state.editing.document.labelSet == .canyon)
    // The model arrives once more: the map in hand is its own and stays.
    let steps = player.state.history.past.count
    player.undoStep(.arrived(.modelLoaded(.canyon)))
    #expect(player.state.history.past.count == steps)
    // A model that knows none of the colours says so.
    var other = player
    other.undoStep(
      .arrived(
        .modelLoaded(
          ModelDescription(
            name: "landscape", family: "SPADE",
            capabilities: Capabilities(
              labels: .init(labelSet: .bay, usesInstances: false),
              outputSize: PixelSize(width: 64, height: 64))))))
    #expect(other.text.contains("landscape knows none of this map's labels"))
  }

  @Test("Seeds, start, size, paint, keyframes, undo, save, reopen") func gesture() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    var player = Player(.canyon(), size: CellSize(columns: 120, rows: 36))
    player.answer()
    let library = SessionLibrary(directory: folder)
    let file = try library.create(player.state.contents)
    player.effects = []

    player.send("D77")
    player.keys("Enter")
    #expect(player.lastRequest?.latent.source == .seed(77))
    #expect(player.lastRequest?.conditioning.pyramid == PyramidRequest())
    player.answer()

    // The rows of the pane: start, enters, paint, width, height.
    player.keys("z", "Tab", "→", "→")
    player.answer()
    #expect(player.lastRequest?.conditioning.pyramid?.startScale == 2)
    player.keys("↓", "→", "↓", "→", "↓", "Enter")
    player.send("1.5")
    player.keys("Enter")
    player.answer()
    let wish = try #require(player.lastRequest?.conditioning.pyramid)
    #expect(wish.size == PixelSize(width: 60, height: 30))
    #expect(wish.painting == .init(scale: 3, blending: .harmonize))
    #expect(player.text.contains("60×30"))
    player.send("K")
    #expect(player.state.timeline.walk.keyframes[0].settings.pyramid.startScale == 2)

    // Out of range is said; Esc leaves it as it was.
    if player.state.view.focus != .latent { player.send("z") }
    player.keys("Enter")
    player.send("9")
    let saysRange = player.text.contains("it goes from 0.25 to 4.00")
    #expect(saysRange)
    player.keys("Esc", "Esc")
    #expect(player.state.picture.settings.pyramid.width == 1.5)

    // There is no ψ, and that is said.
    player.send("t")
    #expect(player.text.contains("no ψ in canyon"))

    // Paint a spot of white, erase it again: it is the photo once more.
    player.send("/white")
    player.keys("Enter", "Space", "→", "→", "Space")
    player.answer()
    #expect(player.state.isPaintedOver)
    #expect(player.lastRequest?.conditioning.labelSet == .canyon)
    player.send("e")
    player.keys("Space", "←", "←", "←", "←", "Space")
    #expect(!player.state.isPaintedOver)
    player.send("u")
    #expect(player.state.isPaintedOver)

    // The program dies: the journal brings all of it back; then it is saved in good order.
    for record in player.records { try file.append(record) }
    let recovered = try library.open(file.id, .readOnly).contents
    let sameSettings = recovered.settings == player.state.picture.settings
    #expect(sameSettings)
    let sameMap = recovered.document.content == player.state.editing.document.content
    #expect(sameMap)
    try file.close(player.state.contents, at: file.mark)
    let opened = try library.open(file.id)
    var again = Player(StudioState(opened.contents), size: CellSize(columns: 200, rows: 60))
    again.undoStep(.arrived(.modelLoaded(.canyon)))
    #expect(again.state.isPaintedOver)
    #expect(again.state.picture.settings.pyramid.width == 1.5)
    #expect(again.lastRequest?.conditioning.pyramid == wish)
  }

  @Test(
    "At every size its numbers are shown and can be dragged",
    arguments: [(80, 24), (120, 36), (200, 60)])
  func sizes(columns: Int, rows: Int) throws {
    var player = Player(.canyon(), size: CellSize(columns: columns, rows: rows))
    player.undoStep(.input(.windowRows(rows)))
    player.answer()
    player.send("z")
    #expect(player.text.contains("start 0"))
    player.keys("Tab")
    let target = HitTarget.slider(.pyramid(.startScale), low: 0, high: 4)
    let place = try #require(player.screen.hits.place(of: target))
    player.drag((place.column, place.row), (place.column + 2, place.row))
    #expect(player.state.picture.settings.pyramid.startScale == 2)
    #expect(player.text.contains("the photo below 22×17"))
    #expect(!player.text.contains("ψ 1"))
  }
}
