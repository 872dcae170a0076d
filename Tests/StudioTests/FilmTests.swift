import Canvas
import Imaging
import Sessions
import Synthesis
import Testing

@testable import Studio

/// The film strip: keyframes whose maps move, pictures in order, what is remembered.
@Suite("Film strip") struct FilmTests {
  /// Two keyframes, 48 frames apart, between which a tree moves; the walk is focused.
  /// A coherent film with tweened maps, at its first frame.
  private func playingFilm() -> StudioState {
    var state = film()
    state.timeline.walk.between = .tween
    state.timeline.walk.engine = .coherent
    state.refreshPlayback()
    state.showWalk(at: 0)
    state.wait(1)
    return state
  }

  private func film() -> StudioState {
    var state = StudioState.fixture(width: 24, height: 16)
    state.mouse(.pressed, 2, 3)
    state.mouse(.released, 4, 5)
    state.press("K")
    state.mouse(.pressed, 16, 3)
    state.mouse(.released, 18, 5)
    state.press("K")
    if state.view.focus != .walk { state.press("w") }
    state.timeline.walk.speed = .plain
    state.picture.renderingSince = nil
    state.refreshPlayback()
    return state
  }

  /// Answers the frame in work, and returns its number.
  private func answer(_ state: inout StudioState) -> Int? {
    guard let ahead = state.timeline.playback.ahead else { return nil }
    let number = state.timeline.playback.frames.firstIndex(of: ahead.frame)
    var frame = Frame.fixture(stamp: ahead.stamp)
    if let film = ahead.frame.film, ((number ?? 0) + 1).isMultiple(of: 24) {
      frame.memory = FilmMemory(frame: film.name, bytes: [1])
    }
    _ = reduce(&state, .arrived(.walkFrameArrived(frame)))
    return number
  }

  private func choose(_ field: WalkField, in state: inout StudioState) {
    for _ in 0..<12 where state.timeline.playback.field != field { state.press("[tab]") }
    #expect(state.timeline.playback.field == field)
  }

  @Test("Maps move when Tab's part says so, as an undo step") func between() {
    var state = film()
    let cut = state.timeline.walk
    choose(.between, in: &state)
    state.press("[more]")
    #expect(state.timeline.walk.between == .tween)
    #expect(state.timeline.playback.frames[24].map.share == 0.5)
    state.showWalk(at: 24)
    #expect(state.onWalk.editing.document.content != state.timeline.maps[cut.keyframes[0].map])
    state.press("u")
    #expect(state.timeline.walk == cut)
  }

  @Test("Coherent pictures are made in order, and after a change from the last memory on")
  func inOrder() {
    var state = film()
    choose(.between, in: &state)
    state.press("[more]")
    choose(.engine, in: &state)
    state.press("[more]")
    #expect(state.timeline.walk.engine == .coherent)
    // A third keyframe, whose stretch is changed later.
    state.timeline.walk.put(
      Keyframe(
        frame: 96, settings: state.timeline.walk.keyframes[0].settings,
        map: state.timeline.walk.keyframes[0].map))
    state.refreshPlayback()
    state.showWalk(at: 0)
    state.wait(1)
    var made: [Int] = []
    while let number = answer(&state), made.count < 200 { made.append(number) }
    #expect(made == Array(0..<97))
    #expect(state.timeline.playback.readyPart == 1)
    #expect(state.timeline.playback.film.memories.count == 4)

    // The way to the third keyframe changes: frames 48 and later are made anew, from frame 47 on.
    state.showWalk(at: 96)
    state.press("[tab]")
    choose(.hold, in: &state)
    state.timeline.playback.selected = 1
    state.press("[more]")
    state.showWalk(at: 60)
    state.wait(1)
    made = []
    while let number = answer(&state), made.count < 200 { made.append(number) }
    #expect(made.first == 48, "memory of frame 47 is valid still")
    #expect(Set(made) == Set(48..<97))
    state.press("u")
    #expect(state.timeline.playback.readyPart == 1, "what was there is found again")
  }

  @Test("At even speed stretches are measured first, then all is made once")
  func evenSpeed() {
    var state = film()
    state.timeline.walk.between = .tween
    state.timeline.walk.engine = .coherent
    state.timeline.walk.speed = .even
    state.refreshPlayback()
    state.showWalk(at: 24)
    state.wait(1)
    var answers = 0
    var made: [Int] = []
    while state.timeline.playback.ahead != nil, answers < 300 {
      let isSample = state.timeline.playback.ahead?.isSample == true
      if let number = answer(&state), !isSample { made.append(number) }
      answers += 1
    }
    #expect(made == Array(0..<49))
    #expect(answers <= 49 + ArcLengthTable.samples)
    #expect(state.timeline.playback.readyPart == 1)
  }

  @Test("A film that the renderer lost begins again where it was kept; a real failure is said")
  func lost() {
    var state = playingFilm()
    for _ in 0..<30 { _ = answer(&state) }
    let error = SynthesisError(what: "gone")
    func fail() {
      guard let ahead = state.timeline.playback.ahead else { return }
      _ = reduce(&state, .arrived(.walkFailed(stamp: ahead.stamp, error)))
    }
    fail()
    #expect(state.timeline.playback.failure == nil)
    #expect(answer(&state) == 24)
    fail()
    fail()
    #expect(answer(&state) == 0, "the memory is not believed either")
    fail()
    #expect(state.timeline.playback.failure == nil)
    fail()
    #expect(state.timeline.playback.failure == error)
  }

  @Test("A frame that cannot be made at all is said, and not tried for ever")
  func impossible() {
    var state = playingFilm()
    let bad = state.timeline.playback.frames[10]
    var answers = 0
    while let ahead = state.timeline.playback.ahead, answers < 500 {
      answers += 1
      if ahead.frame == bad {
        let error = SynthesisError(what: "out of memory")
        _ = reduce(&state, .arrived(.walkFailed(stamp: ahead.stamp, error)))
      } else {
        _ = answer(&state)
      }
    }
    #expect(state.timeline.playback.failure?.what == "out of memory")
    #expect(answers < 60)
  }

  @Test("Opened again, a film goes on from what the session kept once the model is there")
  func reopened() throws {
    var state = film()
    state.timeline.walk.between = .tween
    state.timeline.walk.engine = .coherent
    state.refreshPlayback()
    let kept = try #require(state.timeline.playback.frames[23].film)
    var again = StudioState(state.contents, sessionID: "bay")
    _ = reduce(&again, .arrived(.started(model: nil)))
    let effects = reduce(&again, .arrived(.modelLoaded(.landscape)))
    #expect(effects.contains(.readFilmMemories))
    again.picture.renderingSince = nil
    _ = reduce(
      &again, .arrived(.filmMemoriesRead([FilmMemory(frame: kept.name, bytes: [1])])))
    again.press("w")
    again.showWalk(at: 30)
    again.wait(1)
    #expect(answer(&again) == 24)
    // A session whose pictures stand by themselves reads nothing.
    state.timeline.walk.engine = .plain
    #expect(!reduce(&state, .arrived(.modelLoaded(.landscape))).contains(.readFilmMemories))
  }

  @Test("A shows the engine before, of the same frame") func comparison() throws {
    var state = film()
    state.timeline.walk.between = .tween
    state.refreshPlayback()
    state.showWalk(at: 0)
    state.wait(1)
    for _ in 0..<120 { _ = answer(&state) }
    #expect(state.timeline.playback.readyPart == 1)
    choose(.engine, in: &state)
    state.press("[more]")
    state.showWalk(at: 5)
    let plain = try #require(state.comparedFrame)
    #expect(plain.film == nil)
    #expect(state.timeline.playback.cache[plain] != nil)
    state.press("c")
    let shown = state.onWalk
    #expect(shown.commands.hold?.kind == .showA)
    #expect(shown.picture.imageA == state.timeline.playback.cache[plain]?.image)
    #expect(shown.picture.ownWords?.first == "frame 5, plain")
  }

  @Test("The camera is set by keys and mouse, is undone, and moves what is shown")
  func camera() {
    var state = film()
    state.showWalk(at: 0)
    #expect(state.framedKeyframe == nil)
    choose(.camera, in: &state)
    #expect(state.framedKeyframe == 0)
    let painted = state.timeline.maps[state.timeline.walk.keyframes[0].map]
    state.press("[more][more]")
    state.press("[right][down]")
    let camera = state.timeline.walk.keyframes[0].camera
    #expect(abs(camera.zoom - 1.05 * 1.05) < 1e-9)
    #expect(camera.x > 0.5 && camera.y > 0.5)
    #expect(state.onWalk.editing.document.content == painted, "the whole map, with a frame on it")
    _ = reduce(&state, .input(.walk(.cameraZoomed(2))))
    _ = reduce(&state, .input(.walk(.cameraMoved(x: -0.2, y: 0))))
    _ = reduce(&state, .input(.walk(.cameraReleased)))
    state.timeline.playback.field = nil
    state.refreshPlayback()
    #expect(state.onWalk.editing.document.content != painted)
    for _ in 0..<8 where state.timeline.walk.keyframes[0].camera != .whole { state.press("u") }
    #expect(state.timeline.walk.keyframes[0].camera == .whole)
  }

  @Test("K on a frame between keyframes paints its map") func keyframeBetween() {
    var state = film()
    state.timeline.walk.between = .tween
    state.refreshPlayback()
    state.showWalk(at: 24)
    let shown = state.shownMap
    state.press("K")
    #expect(state.timeline.walk.keyframes.count == 3)
    #expect(state.timeline.maps[state.timeline.walk.keyframes[1].map] == shown)
  }
}
