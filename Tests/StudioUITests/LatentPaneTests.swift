import Foundation
import Imaging
import Sessions
import Studio
import StudioUI
import Synthesis
import Terminal
import Testing

extension StudioState {
  /// The bay's session with a model of a latent alone.
  static func alone(_ capabilities: Capabilities, name: String, rows: Int = 36) -> StudioState {
    var state = bay()
    _ = reduce(&state, .input(.windowRows(rows)))
    _ = reduce(
      &state,
      .arrived(
        .modelLoaded(ModelDescription(name: name, family: "GAN", capabilities: capabilities))))
    state.view.panels = .shown
    return state
  }

  /// Six layers of w.
  static func skies(rows: Int = 36) -> StudioState {
    alone(
      Capabilities(
        latent: .init(dimension: 8, layers: 6), outputSize: PixelSize(width: 64, height: 64)),
      name: "skies", rows: rows)
  }

  /// Five chunks of z and three classes.
  static func biomes(rows: Int = 36) -> StudioState {
    alone(
      Capabilities(
        mainInput: .classes, latent: .init(dimension: 20, chunks: 5),
        classNames: ["coast", "dunes", "rain forest"],
        hasRunningStatistics: true, outputSize: PixelSize(width: 64, height: 64)),
      name: "biomes", rows: rows)
  }
}

extension Player {
  /// Answers the seed plane's thumbnails until none is asked for or `limit` came.
  /// - Returns: The seeds in the order they were asked for.
  @discardableResult
  mutating func answerSeedPlane(limit: Int = 200) -> [UInt32] {
    var seeds: [UInt32] = []
    while seeds.count < limit, let seed = state.latentPane.seedPlane.rendering {
      let asked = effects.last { if case .renderThumbnail = $0 { true } else { false } }
      guard case .renderThumbnail(let request)? = asked else { break }
      #expect(request.latent.source == .seed(seed))
      seeds.append(seed)
      undoStep(
        .arrived(
          .thumbnailArrived(
            Frame(
              stamp: request.stamp,
              image: RGBImage(
                width: 64, height: 64, filledWith: RGB(UInt8(seed % 200), 120, 60)),
              precision: .float32, seconds: 0.1))))
    }
    return seeds
  }

  /// The latest request for the picture.
  var lastRequest: RenderRequest? {
    effects.compactMap { if case .render(let request) = $0 { request } else { nil } }.last
  }
}

@Suite("The Latent pane") struct LatentPaneTests {
  private let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
    "ganvas-latent-\(UUID().uuidString)")

  @Test("Fly, ψ, cutoff, mix, star, keyframes, undo, save, reopen") func gesture() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    var player = Player(.skies(), size: CellSize(columns: 120, rows: 36))
    player.answer()
    let library = SessionLibrary(directory: folder)
    let file = try library.create(player.state.contents)
    #expect(player.text.contains("Seed grid"))
    #expect(player.text.contains("/ Layers ─ 6 of w"))

    // Seed 412, then a quarter to the right in steps of 0.05.
    player.send("D412")
    player.keys("Enter", "→", "→", "→", "→", "→")
    #expect(
      player.state.picture.settings.latent.source == .place(SeedPlace(seed: 412, right: 0.25)))
    // While one flies, pictures come as they can: the next one is asked for when one is there.
    #expect(player.lastRequest?.latent.source == .seed(412))
    player.answer()
    #expect(player.lastRequest?.latent.source == player.state.picture.settings.latent.source)
    #expect(player.text.contains("x 12.25 y 4.00"))
    #expect(player.text.contains("412 75 %  413 25 %"))
    player.answer()

    // ψ by 0.05, cutoff, a layer of another seed, ψ of that layer.
    player.send("[[")
    #expect(player.state.picture.settings.latent.truncationPsi == 0.9)
    player.keys("Tab", "↓", "←", "←")
    #expect(player.state.view.focus == .latent)
    #expect(player.state.picture.settings.latent.truncationCutoff == 4)
    player.keys("↓", "↓", "→", "→", "Space", "]", "]")
    #expect(player.state.picture.settings.latent.mixing?.layers == [2])
    #expect(player.state.picture.settings.latent.layerPsi[2] == 1)
    player.keys("↑", "Enter")
    player.send("77")
    player.keys("Enter")
    #expect(player.state.mixSeed == 77)
    #expect(player.text.contains("seed 77 in 1 layer"))

    // A star and two keyframes.
    player.keys("Tab", "Tab", "Enter")
    #expect(player.state.view.focus == .map)
    #expect(player.state.latentPane.saved.stars.map(\.name) == ["12.25 4.00"])
    player.send("Kd")
    player.answer()
    player.keys("Space")
    player.wait(1)
    player.keys("Space")
    #expect(player.state.history.undoName?.hasPrefix("drifted") == true)
    player.send("K")
    #expect(player.state.timeline.walk.keyframes.count == 2)
    #expect(player.state.timeline.walk.keyframes[0].settings.latent.mixing?.layers == [2])

    // Undo all the way to the star; digits come back to it.
    for _ in 0..<4 { player.send("u") }
    #expect(player.text.contains("undone: "))
    player.send("UUU")
    player.send("1")
    #expect(player.state.starHere == 0)
    #expect(player.state.picture.settings.latent.layerPsi == [2: 1])

    // The program dies: the journal brings all of it back.
    for record in player.records { try file.append(record) }
    let recovered = try library.open(file.id, .readOnly).contents
    #expect(recovered.settings == player.state.picture.settings)
    #expect(recovered.savedLatents.stars == player.state.latentPane.saved.stars)
    #expect(recovered.walk == player.state.timeline.walk)
    let isSame = recovered.history == player.state.history
    #expect(isSame)

    // Saved in good order and opened again.
    try file.close(player.state.contents, at: file.mark)
    let opened = try library.open(file.id)
    var again = Player(.skies(rows: 60), size: CellSize(columns: 200, rows: 60))
    again.undoStep(.arrived(.sessionOpened(OpenedSession(id: file.id, contents: opened.contents))))
    #expect(again.state.picture.settings == player.state.picture.settings)
    #expect(again.state.latentPane.saved == player.state.latentPane.saved)
    #expect(again.text.contains("1 12.25 4.00"))
    again.send("0")
    #expect(again.state.picture.settings.latent.truncationPsi == 0)
    #expect(again.state.history.undoName == "ψ 0.90 → 0.00")
  }

  @Test(
    "Every family at every size",
    arguments: [(80, 24), (120, 36), (200, 60)])
  func sizes(columns: Int, rows: Int) throws {
    let states = [
      StudioState.skies(rows: rows), .biomes(rows: rows), .bayWithModel(),
    ]
    for state in states {
      var player = Player(state, size: CellSize(columns: columns, rows: rows))
      player.answer()
      if player.state.view.focus != .latent { player.send("z") }
      player.answerSeedPlane()
      let screen = player.screen
      let dock = try #require(screen.layout.dock(of: .latent))
      #expect(dock.area.rows >= 5)
      #expect(screen.buffer.lines[dock.title.row].contains("z Latent"))
      #expect(screen.hits.place(of: .seedPlane) != nil)
      #expect(player.text.contains("ψ"))
      #expect(screen.hits.place(of: .slider(.psi, low: -1, high: 2)) != nil)
      // Every row can be focused and is then seen.
      player.keys("Tab")
      for _ in 0..<12 {
        let row = player.state.latentPane.row
        let isSeen = player.screen.hits.place(of: .latent(.row(row))) != nil
        #expect(isSeen || player.state.latentPane.part != .layers, "\(row) at \(columns)×\(rows)")
        player.keys("↓")
      }
      player.send("z")
      #expect(player.screen.layout.dock(of: .latent) == nil)
    }
  }

  @Test("Thumbnails come nearest first; the picture comes before them") func thumbnails() {
    var player = Player(.skies(), size: CellSize(columns: 120, rows: 36))
    player.answer()
    #expect(player.answerSeedPlane(limit: 5) == [0, 4_294_967_196, 4_294_967_295, 1, 100])
    // ψ changes all of them; the one in work is dropped for the picture.
    player.send("]")
    #expect(player.state.latentPane.seedPlane.rendering == nil)
    #expect(player.state.latentPane.seedPlane.thumbnails[0]?.isCurrent == false)
    player.answer()
    #expect(player.answerSeedPlane(limit: 1) == [0])
    #expect(player.state.latentPane.seedPlane.thumbnails[0]?.isCurrent == true)
    // One that comes too late changes nothing.
    let before = player.state.latentPane.seedPlane
    player.undoStep(
      .arrived(
        .thumbnailArrived(
          Frame(
            stamp: -1, image: RGBImage(width: 4, height: 4, filledWith: RGB(1, 2, 3)),
            precision: .float32, seconds: 0.1))))
    #expect(player.state.latentPane.seedPlane == before)
    // Flying needs no other thumbnails of the same seeds.
    player.keys("→")
    player.answer()
    #expect(player.state.latentPane.seedPlane.thumbnails[0]?.isCurrent == true)
  }

  @Test("By mouse: a click goes there, a drag flies as one act, the wheel zooms") func mouse()
    throws
  {
    var player = Player(.skies(), size: CellSize(columns: 120, rows: 36))
    player.answer()
    player.send("D412")
    player.keys("Enter")
    let area = player.screen.layout.map
    let middle = CellPoint(
      column: area.column + area.columns / 2, row: area.row + (area.rows - 1) / 2)
    player.click(middle.column + 9, middle.row)
    #expect(player.state.picture.settings.seed == 413)
    player.click(middle.column, middle.row + 5)
    #expect(player.state.picture.settings.seed == 513)
    let steps = player.state.history.past.count
    player.drag(
      (middle.column, middle.row), (middle.column - 3, middle.row),
      (middle.column - 3, middle.row + 1))
    #expect(player.state.history.past.count == steps + 1)
    let place = player.state.seedPlace
    #expect(place.x > 13.3 && place.x < 13.4 && place.y > 4.7 && place.y < 4.9)
    // The picture steers the way the drag goes.
    let picture = player.screen.layout.picture
    let x = picture.column + 10
    let y = picture.row + 8
    player.drag((x, y), (x + 5, y))
    #expect(abs(player.state.seedPlace.x - place.x - 0.2) < 0.01)
    player.send("\u{1B}[<64;\(middle.column + 1);\(middle.row + 1)M")
    #expect(player.state.latentPane.saved.zoom == 1)
    // ψ of a layer is a scale, a layer a box.
    let clicked = player.click(.latent(.layer(.layers, 3)))
    #expect(clicked && player.state.picture.settings.latent.mixing?.layers == [3])
    let scale = try #require(
      player.screen.hits.entries.first {
        $0.target == .slider(.layerPsi(2), low: -1, high: 2)
      })
    player.click(scale.rect.column, scale.rect.row)
    #expect(player.state.picture.settings.latent.layerPsi == [2: -1])
  }

  @Test("Drifting goes on by itself, is steered, and is one act") func drift() {
    var player = Player(.skies(), size: CellSize(columns: 120, rows: 36))
    player.answer()
    let steps = player.state.history.past.count
    player.keys("Space")
    for _ in 0..<4 {
      player.wait(1)
      player.answer()
    }
    #expect(player.state.seedPlace.x > 1)
    player.keys("↓")
    let x = player.state.seedPlace.x
    for _ in 0..<4 { player.wait(1) }
    #expect(player.state.seedPlace.x == x && player.state.seedPlace.y > 0.9)
    #expect(player.text.contains("drifting"))
    #expect(player.state.history.past.count == steps)
    player.keys("Space")
    #expect(player.state.history.past.count == steps + 1)
    player.send("u")
    #expect(player.state.picture.settings.seed == 0)
  }

  @Test("A class by name, a mixture, its shares; classes of chunks") func classes() {
    var player = Player(.biomes(), size: CellSize(columns: 120, rows: 36))
    player.answer()
    #expect(player.text.contains("/ Classes ━ 3"))
    player.send("/rain")
    player.keys("Enter")
    #expect(player.state.picture.settings.classWeights == [2: 1])
    #expect(player.lastRequest?.conditioning.classWeights == [2: 1])
    #expect(player.state.history.undoName == "class rain forest")
    player.keys("↑", "Space")
    #expect(player.state.picture.settings.classWeights == [1: 0.5, 2: 0.5])
    player.send("]]")
    #expect(player.state.history.undoName == "class 60 % dunes, 40 % rain forest")
    #expect(player.text.contains("60 %"))
    player.keys("Del")
    #expect(player.state.picture.settings.classWeights == [2: 1])
    player.send("u")
    player.send("0")
    #expect(player.state.picture.settings.classWeights.count == 3)
    #expect(player.state.picture.settings.classWeights.values.reduce(0, +) > 0.999)
    player.send("1")
    #expect(player.state.picture.settings.classWeights == [2: 1])
    let clicked = player.click(.latent(.classTaken(0)))
    #expect(clicked && player.state.picture.settings.classWeights == [0: 1])

    // Resampling and scaling are named apart; chunks of z and classes of chunks mix.
    player.send("z")
    player.keys("Tab", "↓", "→", "→")
    #expect(player.state.picture.settings.latent.truncationKind == .resampling)
    #expect(player.text.contains("▸resampling"))
    player.keys("↓", "↓", "→", "Space", "↓", "→", "Space")
    #expect(player.state.picture.settings.latent.mixing?.layers == [1])
    #expect(player.state.picture.settings.latent.mixing?.classLayers == [2])
    #expect(player.state.picture.settings.latent.mixing?.classWeights.count == 1)
    // The picker's search ends with Esc, and letters are commands again.
    player.keys("Esc")
    player.send("/du")
    player.keys("Esc", "Esc")
    #expect(!player.state.editing.palette.isSearching)
    player.send("d")
    #expect(player.state.picture.settings.seed != 0)
  }

  @Test("With a map the pad stands in the dock; arrows there fly, the brush keeps its own")
  func map() {
    var player = Player(.bayWithModel(), size: CellSize(columns: 120, rows: 36))
    player.answer()
    player.send("z")
    #expect(player.state.seedPlaneIsFocused)
    player.keys("→", "↓")
    #expect(
      player.state.picture.settings.latent.source
        == .place(
          SeedPlace(seed: 0, right: 0.05, down: 0.05)))
    player.answer()
    player.answer()
    #expect(player.answerSeedPlane().count > 20)
    player.keys("Esc", "→")
    #expect(player.state.seedPlace.x == 0.05)
    #expect(player.state.view.focus == .map)
    #expect(player.text.contains("z Latent"))
  }

  @Test("Keys without meaning say why; A and B compare") func words() {
    var player = Player(.skies(), size: CellSize(columns: 120, rows: 36))
    player.answer()
    for key in ["b", "f", "s", "m", "x", "_"] {
      player.send(key)
      #expect(player.text.contains("skies has no label map; your hand is the seed grid"), "\(key)")
    }
    player.send("a")
    #expect(player.text.contains("skies has no label map"))
    player.send("7")
    #expect(player.text.contains("no star on 7 yet: Enter stars this place"))
    player.send("Cd")
    player.answer(RGB(10, 200, 10))
    player.send("v")
    #expect(player.state.view.compare == .wipe)
    player.send("c")
    #expect(player.state.commands.hold?.kind == .showA)
    player.wait(2)
    player.send("E")
    #expect(player.text.contains("--seed "))
    #expect(!player.text.contains("picture and map"))
    var village = Player(.village())
    village.send("z")
    #expect(village.text.contains("no z in village"))
  }

  @Test("Latents from files and into files") func files() {
    var player = Player(.skies(), size: CellSize(columns: 120, rows: 36))
    player.answer()
    player.send("G")
    #expect(player.text.contains(".npy .npz .safetensors"))
    player.send("projected_w.npz")
    player.keys("Enter")
    #expect(player.effects.last == .readLatent(path: "projected_w.npz"))
    let rows = [[Float]](repeating: [0.5, -0.5], count: 6)
    player.undoStep(.arrived(.latentRead(path: "projected_w.npz", .wPlus(Array(rows.dropLast())))))
    #expect(player.text.contains("has 5 layers of w, this model 6"))
    player.undoStep(.arrived(.latentRead(path: "projected_w.npz", .wPlus(rows))))
    #expect(player.state.picture.settings.latent == LatentState(source: .wPlus(rows)))
    #expect(player.state.history.undoName == "latent from projected_w.npz")
    #expect(player.text.contains("own w of each layer"))
    player.answer()
    player.send("G")
    player.keys("Tab")
    player.send("out.npy")
    player.keys("Enter")
    guard case .writeLatent("out.npy", let request)? = player.effects.last else {
      Issue.record("nothing is written")
      return
    }
    #expect(request.latent.source == .wPlus(rows))
  }
}
