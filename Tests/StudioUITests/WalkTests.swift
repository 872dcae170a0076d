import Canvas
import Imaging
import Studio
import StudioUI
import Synthesis
import Terminal
import Testing

/// The Walk pane, from bytes to document and screen.
@Suite("The walk") struct WalkTests {
  /// Three keyframes, two seconds apart, with the pane focused.
  private func film(
    size: CellSize = CellSize(columns: 120, rows: 36)
  ) -> Player {
    var player = Player(.bayWithModel(), size: size)
    player.answer()
    for key in ["K", "d", "K", "d", "K"] {
      player.send(key)
      if key == "d" { player.answer() }
    }
    player.send("w")
    return player
  }

  @Test("K d K d K is a film") func threeKeyframes() {
    var player = Player(.bayWithModel(), size: CellSize(columns: 120, rows: 36))
    player.answer()
    player.send("K")
    #expect(player.state.view.focus == .map)
    #expect(player.text.contains("keyframe 1 at frame 0"))
    #expect(player.text.contains("1 keyframe "))
    player.send("dK")
    player.answer()
    player.send("dK")
    player.answer()
    #expect(player.state.timeline.walk.keyframes.map(\.frame) == [0, 48, 96])
    #expect(Set(player.state.timeline.walk.keyframes.map(\.settings.seed)).count == 3)
    #expect(player.text.contains("97 frames · 24 fps · 4.0 s · slerp · even speed · once"))
    #expect(player.state.history.past.map(\.name).filter { $0.hasPrefix("keyframe") }.count == 3)
    // A keyframe has no part in the picture: it is not stale.
    #expect(!player.text.contains("stale"))
  }

  @Test("Frames are rendered ahead, the speed is measured first, and scrubbing finds them")
  func scrub() {
    var player = film()
    player.keys("1")
    #expect(player.state.timeline.playback.playhead == 0)
    #expect(player.text.contains("on the walk"))
    #expect(player.effects.lastAhead?.stamp == 1)
    player.answerAhead(1)
    #expect(player.text.contains("─ frame 0 ─"))
    // Nothing else is ready: the nearest frame stands in, at once.
    player.send("=96")
    player.keys("Enter")
    #expect(player.text.contains("frame 0 for 96"))
    let answered = player.answerAhead()
    // 97 frames, and thirteen samples behind two keyframes; some of them are frames.
    #expect((97...123).contains(answered))
    #expect(player.text.contains("─ frame 96 ─"))
    #expect(player.state.timeline.playback.readyPart == 1)
    #expect(player.text.contains("walk 100 % ready"))
    let before = player.effects.count
    player.keys("→", "←", ",", ".")
    #expect(!player.effects[before...].contains { if case .render = $0 { true } else { false } })
    // Looking is not editing.
    #expect(player.state.history.past.count == 5)
  }

  @Test("A stroke of the hand stops what is rendered ahead, and goes first") func painterFirst() {
    var player = film()
    player.keys("1")
    player.answerAhead(3)
    let waiting = player.effects.lastAhead?.stamp
    player.send("d")
    #expect(player.state.picture.isRendering)
    // Nothing is begun before the hand's picture is there; the old answer counts for nothing.
    #expect(player.effects.lastAhead?.stamp == waiting)
    player.answer()
    player.wait(1)
    #expect(player.effects.lastAhead?.stamp != waiting)
  }

  @Test("Keyframes are moved, eased, held, copied, named, removed, and all of it undone")
  func edits() {
    var player = film()
    let before = player.state.timeline.walk
    player.keys("2", "]", "]", "]")
    #expect(player.state.timeline.walk.keyframes[1].frame == 51)
    #expect(player.state.timeline.playback.playhead == 51)
    #expect(player.state.history.past.last?.name == "keyframe 2 moved")
    player.send("u")
    #expect(player.state.timeline.walk == before)
    player.keys("2")
    // Tab: frames, fps, path, speed, loop, ease, hold.
    player.keys("Tab", "]", "]", "]")
    #expect(player.state.timeline.walk.length == 100)
    player.keys("Tab", "[", "Tab", "]", "Tab", "]", "Tab", "]", "Tab", "]", "Tab", "]", "]")
    #expect(player.state.timeline.walk.framesPerSecond == 23)
    #expect(player.text.contains("23 fps"))
    #expect(player.text.contains("linear · plain speed · loop"))
    #expect(player.text.contains("ease in · hold 2"))
    player.keys("Enter")
    player.send("noon")
    player.keys("Enter")
    #expect(player.text.contains("2 noon"))
    player.send("=70")
    player.keys("Enter")
    #expect(player.text.contains("between ◆2 and ◆3 (45 %)"))
    player.send("y")
    #expect(player.state.timeline.walk.keyframes.map(\.frame) == [0, 48, 70, 96])
    player.keys("3", "Del")
    #expect(player.state.timeline.walk.keyframes.map(\.frame) == [0, 48, 96])
    player.send("uuuuuuuuuu")
    #expect(player.state.timeline.walk.path == .slerp)
    player.send("UUUUUUUUUU")
    #expect(player.state.timeline.walk.keyframes[1].name == "noon")
  }

  @Test("The mouse scrubs on the lanes, carries a keyframe as one act, sets parts of the title")
  func mouse() throws {
    var player = film()
    player.keys("1")
    let lanes = player.screen.layout.walk
    player.click(lanes.column + 9 + 54, lanes.row)
    #expect((46...50).contains(player.state.timeline.playback.playhead))
    player.drag((lanes.column + 12, lanes.row), (lanes.column + 9 + 107, lanes.row))
    #expect(player.state.timeline.playback.playhead > 90)
    let place = try #require(player.screen.hits.place(of: .keyframe(1)))
    let steps = player.state.history.past.count
    player.drag(
      (place.column, place.row), (place.column + 5, place.row), (place.column + 11, place.row))
    #expect((56...60).contains(player.state.timeline.walk.keyframes[1].frame))
    #expect(player.state.history.past.count == steps + 1)
    let clicked = player.click(.walkField(.path))
    #expect(clicked)
    #expect(player.state.timeline.walk.path == .linear)
    let frame = player.state.timeline.playback.playhead
    player.send("\u{1B}[<65;\(lanes.column + 20);\(lanes.row + 1)M")
    #expect(player.state.timeline.playback.playhead == frame + 1)
  }

  @Test("Paint on a frame takes it off the walk; Esc returns, K puts it there") func offTheWalk() {
    var player = film()
    player.answerAhead()
    player.send("=24")
    player.keys("Enter")
    player.answerAhead()
    let walk = player.state.timeline.walk
    let settings = player.state.picture.settings
    player.send("b3")
    let map = player.screen.layout.map
    let place = CellViewport(image: PixelSize(width: 64, height: 64), area: map)
      .cell(of: PixelPoint(x: 33, y: 36))
    player.drag((place.column, place.row + 3), (place.column, place.row))
    #expect(player.text.contains("off the walk: K at frame 24"))
    #expect(player.state.timeline.walk == walk)
    #expect(player.state.picture.settings != settings)
    #expect(player.state.picture.settings.latent.source != settings.latent.source)
    #expect(player.state.editing.document.labels[33, 36] == 2)
    player.keys("Esc")
    #expect(player.state.timeline.playback.isShown)
    // On the walk the map is the keyframe's, not the painted one.
    #expect(player.state.onWalk.editing.document.labels[33, 36] != 2)
    player.keys("Esc")
    #expect(!player.state.timeline.playback.isShown)
    player.send("K")
    #expect(player.state.timeline.walk.keyframes.map(\.frame) == [0, 24, 48, 96])
    #expect(player.state.timeline.maps.count == 2)
    player.send("u")
    #expect(player.state.timeline.walk == walk)
  }

  @Test("It plays at the rate it can hold: what is late is dropped") func play() {
    var player = film()
    player.keys("1")
    player.answerAhead()
    player.keys("Space")
    #expect(player.state.timeline.playback.playing != nil)
    let start = player.state.timeline.playback.playhead
    player.wait(0.05)
    player.wait(0.5)
    let playing = player.state.timeline.playback.playing
    #expect(player.state.timeline.playback.playhead >= start + 12)
    #expect((playing?.dropped ?? 0) > 5)
    #expect(player.text.contains("dropped"))
    player.wait(100)
    #expect(player.state.timeline.playback.playing == nil)
    #expect(player.state.timeline.playback.playhead == 96)
    player.keys("Space", "Space")
    #expect(player.state.timeline.playback.playing == nil)
  }

  @Test("Saved and opened again: keyframes, maps, playhead, pane, undo line") func reopen() {
    var player = film()
    player.send("=40")
    player.keys("Enter")
    let contents = player.state.contents
    var again = Player(StudioState(contents), size: player.size)
    #expect(again.state.timeline.walk == player.state.timeline.walk)
    #expect(again.state.timeline.maps == player.state.timeline.maps)
    #expect(again.state.timeline.playback.playhead == 40)
    #expect(again.text.contains("97 frames"))
    again.send("u")
    #expect(again.state.timeline.walk.keyframes.count == 2)
  }

  @Test("E on the walk writes it; the card says as what, how long, and the command") func export() {
    var player = film()
    player.send("E")
    #expect(player.text.contains("▸walk "))
    #expect(player.text.contains("animated WebP, 97 frames at 24 fps"))
    #expect(player.text.contains("ganvas walk Bay -o bay.webp"))
    player.keys("→", "→")
    #expect(player.text.contains("bay.mp4"))
    player.keys("←", "←", "Enter")
    guard case .exportWalk(let request)? = player.effects.last(where: { $0.isWalkExport }) else {
      Issue.record("no export")
      return
    }
    #expect(request.walk == player.state.timeline.walk)
    #expect(request.name + request.ending == "bay.webp")
    player.undoStep(.arrived(.exportProgress(0.4)))
    player.wait(2)
    #expect(player.text.contains("40 %"))
    player.undoStep(
      .arrived(.filesExported([ExportedFile(path: "/tmp/bay.webp", bytes: 1_800_000)])))
    #expect(player.text.contains("written: bay.webp"))
    // Away from the walk, E is about the picture.
    player.keys("Esc", "Esc")
    player.send("E")
    #expect(player.text.contains("▸picture and map"))
  }

  @Test("Without keyframes the pane says what to do") func empty() {
    var player = Player(.bayWithModel(), size: CellSize(columns: 120, rows: 36))
    player.send("w")
    #expect(player.text.contains("K puts this picture here; change something; K again"))
    player.keys("Space", "Del", "]", "Enter", "4", "→", "y")
    #expect(player.state.history.past.isEmpty)
    player.send("w")
    #expect(player.state.view.focus == .map)
    #expect(player.screen.layout.walkTitle.isEmpty)
  }

  @Test(
    "The pane leaves room for the pictures",
    arguments: [(80, 24, 5, 13), (120, 36, 9, 21), (200, 60, 9, 40)])
  func layout(columns: Int, rows: Int, lanes: Int, picture: Int) {
    var player = film(size: CellSize(columns: columns, rows: rows))
    player.answerAhead()
    let layout = player.screen.layout
    #expect(layout.walk.rows == lanes)
    #expect(layout.picture.rows >= picture)
    #expect(layout.walkTitle.row >= layout.picture.endRow)
    #expect(player.text.contains("ready"))
    #expect(player.text.contains("w Walk"))
    #expect(player.text.contains("◆"))
    player.keys("Esc")
    // Not focused, a low window keeps only the title, which opens it by a click.
    #expect(player.screen.layout.walk.rows == (rows == 24 ? 0 : lanes))
    let title = player.screen.layout.walkTitle
    player.click(title.column + 60, title.row)
    #expect(player.state.view.focus == .walk)
  }

  @Test("In ASCII every lane has its signs") func ascii() {
    var player = film()
    player.answerAhead()
    var plain = Player(
      player.state, size: CellSize(columns: 120, rows: 36),
      display: Display(depth: .sixteen, usesUnicode: false))
    plain.keys("1")
    #expect(plain.text.contains("ready"))
    #expect(!plain.text.contains("?ready"))
    #expect(plain.text.unicodeScalars.allSatisfy { $0.isASCII })
  }
}

extension Effect {
  /// Whether a walk is to be written.
  fileprivate var isWalkExport: Bool {
    if case .exportWalk = self { true } else { false }
  }
}
