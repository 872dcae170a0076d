import Canvas
import Foundation
import Imaging
import Sessions
import Studio
import StudioUI
import Synthesis
import Terminal
import Testing

@Suite("Boxes of noise with seeds of their own") struct NoiseBoxTests {
  private let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
    "ganvas-boxes-\(UUID().uuidString)")

  /// A box dragged over the map with the mouse.
  private func dragged(_ player: inout Player) {
    player.send("s")
    let map = player.screen.hits.place(of: .map)
    guard let map else {
      Issue.record("no map")
      return
    }
    player.drag((map.column + 2, map.row + 1), (map.column + 8, map.row + 4))
  }

  /// Down to the row of boxes in the focused Latent pane.
  private func goToBoxes(_ player: inout Player) {
    for _ in 0..<8 where player.state.latentPane.row != .noiseBoxes { player.keys("↓") }
    #expect(player.state.latentPane.row == .noiseBoxes)
  }

  @Test("s, a dragged box, d: its noise alone; another seed, scale, undo, export, journal")
  func gesture() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    var player = Player(.canyon(), size: CellSize(columns: 120, rows: 36))
    player.answer()
    let library = SessionLibrary(directory: folder)
    let file = try library.create(player.state.contents)
    player.effects = []
    let seed = player.state.picture.settings.seed

    dragged(&player)
    let box = try #require(player.state.noiseBoxInHand)
    #expect(player.text.contains("own noise in the box"))
    player.send("d")
    player.answer()
    let regions = player.state.picture.settings.pyramid.regions
    #expect(regions.count == 1 && regions[0].rect == box && regions[0].scale == 0)
    #expect(player.state.picture.settings.seed == seed)
    #expect(player.lastRequest?.conditioning.pyramid?.regions == regions)
    #expect(player.text.contains("noise of the box at scale 0"))
    // Again: another seed for the same box, one more step.
    player.send("d")
    player.answer()
    #expect(player.state.picture.settings.pyramid.regions.count == 1)
    #expect(player.state.picture.settings.pyramid.regions != regions)
    player.send("u")
    #expect(player.state.picture.settings.pyramid.regions == regions)

    // The row of boxes: scale, typed seed.
    player.keys("Esc", "z", "Tab")
    goToBoxes(&player)
    #expect(player.text.contains("1 of 1"))
    player.keys("]", "]", "Enter")
    player.send("4711")
    player.keys("Enter")
    player.answer()
    let changed = try #require(player.lastRequest?.conditioning.pyramid?.regions.first)
    #expect(changed.scale == 2 && changed.seed == 4711)
    #expect(player.text.contains("at scale 2, seed 4711"))

    // A result of another size has the box at the same place of the photo.
    player.keys("↑", "Enter")
    player.send("2")
    player.keys("Enter")
    player.answer()
    let doubled = try #require(player.lastRequest?.conditioning.pyramid?.regions.first)
    #expect(doubled.rect.y == 2 * box.y && doubled.rect.x == box.x)
    #expect(player.state.picture.settings.pyramid.regions[0].rect == box)
    let rect = doubled.rect
    player.send("E")
    #expect(
      player.text.contains(
        "--noise-box \(rect.width)x\(rect.height)+\(rect.x)+\(rect.y):2:4711"))
    player.keys("Esc")

    // The program dies: the journal brings the box back.
    for record in player.records { try file.append(record) }
    let recovered = try library.open(file.id, .readOnly).contents
    #expect(recovered.settings.pyramid.regions == player.state.picture.settings.pyramid.regions)
    if player.state.view.focus != .latent { player.send("z") }
    goToBoxes(&player)
    player.keys("Del")
    #expect(player.state.picture.settings.pyramid.regions.isEmpty)
  }

  @Test("Without a box d rolls the whole picture; other models have no boxes")
  func others() {
    var player = Player(.canyon(), size: CellSize(columns: 120, rows: 36))
    player.answer()
    player.send("d")
    #expect(player.state.picture.settings.pyramid.regions.isEmpty)
    var bay = Player(.bayWithModel(), size: CellSize(columns: 120, rows: 36))
    bay.answer()
    dragged(&bay)
    #expect(bay.state.noiseBoxInHand == nil)
    #expect(!bay.text.contains("own noise"))
  }

  @Test("At every size the corners stand on map and picture", arguments: [(80, 24), (200, 60)])
  func marks(columns: Int, rows: Int) {
    var player = Player(.canyon(), size: CellSize(columns: columns, rows: rows))
    player.undoStep(.input(.windowRows(rows)))
    player.answer()
    dragged(&player)
    player.send("d")
    player.answer()
    player.keys("Esc")
    player.keys("Esc")
    #expect(player.text.count { $0 == "╭" } == 2)
  }

  @Test("Stored boxes that lie nowhere are dropped, those of old sessions absent")
  func stored() throws {
    let old = Data(
      #"{"startScale": 1, "blending": "edit", "width": 1, "height": 1}"#.utf8)
    #expect(try JSONDecoder().decode(PyramidSettings.self, from: old).regions.isEmpty)
    var settings = PyramidSettings()
    let sound = PyramidRequest.NoiseRegion(
      rect: PixelRect(x: 3, y: 4, width: 5, height: 6), scale: 2, seed: 7)
    func region(_ x: Int, _ width: Int, _ scale: Int = 0) -> PyramidRequest.NoiseRegion {
      .init(rect: PixelRect(x: x, y: 0, width: width, height: 9), scale: scale, seed: 1)
    }
    settings.regions = [sound, region(.max, .max), region(.min, 4), region(0, 0), region(1, 2, 99)]
    settings.motion = PyramidMotion(frame: 3)
    var faults: [String] = []
    settings.validate(&faults)
    #expect(settings.regions == [sound, region(1, 2, 63)])
    #expect(settings.motion == nil)
    #expect(faults.count == 2)
    let again = try JSONDecoder().decode(
      PyramidSettings.self, from: JSONEncoder().encode(settings))
    #expect(again == settings)
  }
}
