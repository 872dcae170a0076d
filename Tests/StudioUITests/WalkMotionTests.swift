import Imaging
import Sessions
import Studio
import StudioUI
import Synthesis
import Terminal
import Testing

@Suite("A walk whose noise moves") struct WalkMotionTests {
  /// Tab to the way the noise moves.
  private func goToMotion(_ player: inout Player) {
    for _ in 0..<10 where player.state.timeline.playback.field != .motion { player.keys("Tab") }
    #expect(player.state.timeline.playback.field == .motion)
  }

  @Test("One keyframe, Tab to “still”, ]: it wanders; α, β, scale; circle; undo")
  func gesture() throws {
    var player = Player(.canyon(), size: CellSize(columns: 160, rows: 40))
    player.answer()
    player.send("D9")
    player.keys("Enter")
    player.answer()
    player.send("Kw")
    #expect(player.text.contains("still"))
    player.keys("Space")
    #expect(player.text.contains("Tab to “still”"))
    goToMotion(&player)
    player.keys("]")
    let walk = player.state.timeline.walk
    #expect(walk.motion == WalkMotion(.wander))
    #expect(walk.length == WalkMotion.frames && walk.canPlay)
    #expect(player.text.contains("wander · α 0.10 · β 0.90 · from scale 2"))
    player.keys("Tab", "]", "Tab", "[", "[", "Tab", "[")
    #expect(
      player.state.timeline.walk.motion
        == WalkMotion(.wander, alpha: 0.15, beta: 0.8, startScale: 1))

    // Every frame has its own place on the way, and is asked for.
    let frames = player.state.timeline.playback.frames
    #expect(Set(frames).count == WalkMotion.frames)
    player.keys("1")
    let ahead = try #require(player.effects.lastAhead?.request.conditioning.pyramid?.motion)
    #expect(
      ahead
        == PyramidMotion(
          frame: 0, seed: 9, startScale: 1, path: .wandering(alpha: 0.15, beta: 0.8)))
    player.answerAhead(3)
    player.keys("Space")
    #expect(player.state.timeline.playback.playing != nil)

    // A frame taken in hand, or put as a keyframe, is still.
    player.keys("Space", "→")
    player.send("d")
    #expect(player.state.picture.settings.pyramid.motion == nil)
    player.answer()
    player.send("K")
    #expect(player.state.timeline.walk.keyframes.allSatisfy { $0.settings.pyramid.motion == nil })

    player.send("u")
    player.keys("Esc")
    player.send("w")
    goToMotion(&player)
    player.keys("]")
    #expect(player.text.contains("circle · radius 0.30 · from scale 1"))
    #expect(
      player.state.timeline.playback.frames.first?.settings.pyramid.motion?.path
        == .loop(length: player.state.timeline.walk.length, radius: 0.3))
    player.keys("]")
    #expect(player.state.timeline.walk.motion == nil)
    player.send("u")
    #expect(player.state.timeline.walk.motion?.kind == .circle)
  }

  @Test("Models without a pyramid have no such part") func others() {
    var player = Player(.bayWithModel(), size: CellSize(columns: 160, rows: 40))
    player.answer()
    player.send("Kw")
    #expect(!player.text.contains("still"))
    #expect(!player.state.walkFields.contains(.motion))
  }
}
