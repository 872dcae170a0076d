import Foundation
import Imaging
import Studio
import StudioUI
import Synthesis
import Terminal
import Testing

/// Directions of w in the Latent pane, played with keys.
@Suite struct DirectionPaneTests {
  private func player() -> Player {
    var player = Player(
      .alone(
        Capabilities(
          latent: .init(dimension: 8, layers: 6, styleDimension: 2),
          outputSize: PixelSize(width: 64, height: 64)), name: "skies"),
      size: CellSize(columns: 120, rows: 40))
    player.answer()
    return player
  }

  private func direction(_ name: String, _ row: [Float] = [0.5, -1]) -> LatentDirection {
    LatentDirection(name: name, rows: [row])
  }

  private func load(_ name: String, in player: inout Player) {
    player.send("G")
    player.keys("Tab", "Tab")
    player.send(name)
    player.keys("Enter")
    #expect(player.effects.contains(.readDirection(path: name, layers: 6)))
    player.undoStep(.arrived(.directionRead(path: name, direction(name))))
  }

  private func directions(_ player: Player) -> [LatentDirection] {
    player.state.picture.settings.latent.directions
  }

  @Test("A photo is found in w beside other work: taken, undone, stopped") func photo() {
    var player = player()
    func ask(_ name: String) {
      player.send("G")
      player.keys("Tab", "Tab", "Tab")
      #expect(player.text.contains("find it in w"))
      player.send(name)
      player.keys("Enter")
    }
    ask("me.png")
    #expect(player.effects.contains(.readPhoto(path: "me.png", .latent)))
    let image = RGBImage(width: 8, height: 8, filledWith: RGB(1, 2, 3))
    player.undoStep(.arrived(.photoRead(name: "me.png", image, .latent)))
    guard case .project(let request)? = player.effects.last else {
      Issue.record("nothing was asked for")
      return
    }
    #expect(request.photo == image && request.model == "skies")
    #expect(player.state.work.first?.words == "finding me.png in w")
    player.undoStep(.arrived(.projectionProgress(0.5)))
    #expect(player.state.work.first?.fraction == 0.5)
    let rows = [[Float]](repeating: [0.25, 0.5], count: 6)
    let before = player.state.picture.settings.latent
    player.undoStep(
      .arrived(.photoProjected(.init(name: "me.png", path: "me-w.npz", source: .wPlus(rows)))))
    #expect(player.state.picture.settings.latent.source == .wPlus(rows))
    #expect(player.text.contains("me-w.npz") && player.state.work.isEmpty)
    player.send("u")
    #expect(player.state.picture.settings.latent == before)

    ask("me.png")
    player.undoStep(.arrived(.photoRead(name: "me.png", image, .latent)))
    player.send("\u{3}")
    #expect(player.effects.contains(.cancelWork(.projecting)) && player.state.work.isEmpty)
    ask("me.png")
    player.undoStep(.arrived(.photoRead(name: "me.png", image, .latent)))
    player.undoStep(
      .arrived(.projectionFailed(UserFacingError(title: "Not projected", what: "no memory"))))
    #expect(player.state.work.isEmpty)
    #expect(player.state.messages.last?.line.text.contains("no memory") == true)
    // One that fits another model is kept as a file and not taken.
    player.undoStep(
      .arrived(
        .photoProjected(.init(name: "me.png", path: "other.npz", source: .wPlus([[1, 2]])))))
    #expect(player.text.contains("another model"))
  }

  @Test("Loaded, gone along, on some layers, taken off; every step is undone") func keys() {
    var player = player()
    #expect(player.text.contains("Enter loads a direction of w"))
    player.send("G")
    player.keys("Tab", "Tab")
    #expect(player.text.contains("GANSpace"))
    player.keys("Enter")
    #expect(player.text.contains("type the path of a direction"))
    player.send("pca.npz:1")
    player.keys("Enter")
    // What is not this model's leaves the card, with its path.
    player.undoStep(
      .arrived(.directionRead(path: "pca.npz:1", direction("pca.npz:1", [1, 2, 3]))))
    #expect(player.text.contains("has 3 numbers, w of this model 2"))
    #expect(directions(player).isEmpty)
    player.keys("Enter")
    player.undoStep(.arrived(.directionRead(path: "pca.npz:1", direction("pca.npz:1"))))
    #expect(directions(player) == [direction("pca.npz:1")])
    #expect(player.state.view.focus == .latent && player.state.latentPane.row == .directions)
    #expect(player.text.contains("pca.npz:1"))

    player.send("]]]")
    #expect(abs(directions(player)[0].strength - 0.3) < 1e-9)
    #expect(player.state.history.undoName == "pca.npz:1 → 0.30")
    player.send("[")
    #expect(player.text.contains("0.20"))
    player.keys("Enter")
    player.send("-2.5")
    player.keys("Enter")
    #expect(directions(player)[0].strength == -2.5)
    player.keys("Enter")
    player.send("1e9")
    #expect(player.text.contains("steps go from -100 to 100"))
    player.keys("Esc", "Space")
    #expect(directions(player)[0].layers == [0, 1, 2, 3])
    #expect(player.text.contains("coarse"))
    player.keys("Space")
    #expect(directions(player)[0].layers == [4, 5])
    player.keys("Space")
    #expect(directions(player)[0].layers == nil)
    #expect(player.state.picture.image != nil)
    player.keys("Del")
    #expect(directions(player).isEmpty)
    player.send("u")
    #expect(directions(player)[0].strength == -2.5)
    for _ in 0..<9 { player.send("u") }
    #expect(directions(player).isEmpty)
    #expect(player.state.history.past.isEmpty)
    for _ in 0..<5 { player.send("U") }
    #expect(abs(directions(player)[0].strength - 0.2) < 1e-9)
  }

  @Test("Several at once: each has its line, arrows choose, the mouse scrubs in one undo step")
  func several() {
    var player = player()
    load("age.pt", in: &player)
    player.send("]")
    player.keys("→", "Enter")
    #expect(player.text.contains("do   "))
    player.keys("Esc")
    load("smile.npy", in: &player)
    player.send("]]")
    #expect(directions(player).map(\.name) == ["age.pt", "smile.npy"])
    #expect(directions(player).map { ($0.strength * 10).rounded() } == [1, 2])
    player.keys("←")
    player.send("[[[")
    #expect(abs(directions(player)[0].strength + 0.2) < 1e-9)
    // The same file again is the same direction.
    load("smile.npy", in: &player)
    #expect(directions(player).count == 2)
    #expect(player.state.latentPane.direction == 1)

    let before = player.state.history.past.count
    let target = HitTarget.slider(.direction(0), low: -5, high: 5)
    let hit = player.screen.hits.place(of: target)
    guard let place = hit else {
      Issue.record("no scale of the first direction:\n\(player.text)")
      return
    }
    player.drag((place.column, place.row), (place.column + 2, place.row))
    player.drag((place.column + 3, place.row), (place.column + 4, place.row))
    #expect(directions(player)[0].strength != -0.2)
    #expect(player.state.history.past.count == before + 2)
    player.answer()
    #expect(
      player.effects.contains { effect in
        guard case .render(let request) = effect else { return false }
        return request.latent.directions == directions(player)
      })
    player.send("E")
    #expect(player.text.contains("--direction"))
  }

  @Test("Keyframes hold where one was; a model without w takes none") func keyframes() {
    var player = player()
    load("age.pt", in: &player)
    player.send("K")
    player.answer()
    player.send("z")
    player.undoStep(.input(.arrow(.right, step: 1)))
    player.undoStep(.input(.arrow(.left, step: 1)))
    player.keys("Enter")
    player.send("3")
    player.keys("Enter")
    player.send("K")
    let frames = player.state.timeline.walk.keyframes.map(\.settings.latent.directions)
    #expect(frames.first?.map(\.strength) == [0])
    #expect(frames.allSatisfy { $0.map(\.name) == ["age.pt"] })

    var biomes = Player(.biomes(), size: CellSize(columns: 120, rows: 40))
    biomes.answer()
    #expect(!biomes.state.latentRows.contains(.directions))
    biomes.undoStep(.arrived(.directionRead(path: "age.pt", direction("age.pt"))))
    #expect(directions(biomes).isEmpty)
    #expect(biomes.text.contains("this model has none"))
  }
}
