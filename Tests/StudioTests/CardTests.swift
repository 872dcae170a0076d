import Canvas
import Imaging
import Sessions
import Synthesis
import Testing

@testable import Studio

/// Keys go to the open card, and what was typed there stays.
@Suite("Cards") struct CardTests {
  private let failure = UserFacingError(
    title: "No photo: oak", what: "it is no picture", advice: "PNG, JPEG and WebP can be read.")

  @Test("A key behind a card that says what failed does not act") func keysStay() {
    var state = StudioState.fixture()
    state.press("[space][right][space]")
    let steps = state.history.past.count
    _ = reduce(&state, .arrived(.effectFailed(failure)))
    #expect(state.cards.card == .userFacingError(failure))
    state.press("ubd")
    #expect(state.history.past.count == steps)
    #expect(state.cards.card == .userFacingError(failure))
    state.press("[enter]")
    #expect(state.cards.card == nil)
  }

  @Test("A wrong path stays in its card, with what is wrong, until it changes") func wrongPath() {
    var state = StudioState.fixture()
    state.press("[space][right][space]")
    let steps = state.history.past.count
    state.press("Goak")
    let effects = state.press("[enter]")
    #expect(effects.contains(.readPhoto(path: "oak", .style)))
    _ = reduce(&state, .arrived(.pathFailed(path: "oak", failure)))
    guard case .photo(let card)? = state.cards.card else {
      Issue.record("the card is gone")
      return
    }
    #expect(card.path.text == "oak")
    #expect(card.problem == failure)
    // What is typed now is the path, not commands.
    state.press("u")
    #expect(state.history.past.count == steps)
    guard case .photo(let typed)? = state.cards.card else { return }
    #expect(typed.path.text == "oaku")
    #expect(typed.problem == nil)
  }

  @Test("A photo that was read closes its card") func rightPath() {
    var state = StudioState.fixture()
    state.press("Goak[enter]")
    let image = RGBImage(width: 4, height: 4, filledWith: RGB(1, 2, 3))
    _ = reduce(&state, .arrived(.photoRead(name: "oak", image, .style)))
    #expect(state.cards.card == nil)
    #expect(state.picture.settings.stylePhoto == "oak")
  }

  @Test("While a photo gives the style a new seed says that it changes nothing; G takes it off")
  func photoStyle() {
    var state = StudioState.fixture()
    let image = RGBImage(width: 4, height: 4, filledWith: RGB(1, 2, 3))
    _ = reduce(&state, .arrived(.photoRead(name: "oak", image, .style)))
    for key in ["d", ","] {
      state.press(key)
      #expect(state.statusLine?.kind == .reason)
      #expect(state.statusLine?.text.contains("G takes it off") == true, "\(key)")
    }
    state.press("G")
    guard case .photo(let card)? = state.cards.card else { return }
    #expect(card.uses.last == .seed)
    for _ in 1..<card.uses.count { state.press("[tab]") }
    state.press("[enter]")
    #expect(state.picture.settings.stylePhoto == nil)
    #expect(state.cards.card == nil)
  }

  @Test("A keyframe that shows what the one before shows says so") func sameKeyframe() {
    var state = StudioState.fixture()
    state.press("KK")
    #expect(state.timeline.walk.keyframes.count == 2)
    #expect(state.statusLine?.text.contains("shows the same as 1") == true)
    state.press("dK")
    #expect(state.statusLine?.text.contains("shows the same") == false)
  }

  @Test("u takes what is only shown away before it undoes what was done") func pendingPreview() {
    var state = StudioState.fixture()
    state.press("[space][right][space]")
    let steps = state.history.past.count
    state.press("F")
    #expect(state.editing.relabelScope != nil)
    state.press("u")
    #expect(state.editing.relabelScope == nil)
    #expect(state.history.past.count == steps)
    state.press("u")
    #expect(state.history.past.count == steps - 1)
  }

  @Test("What was selected with one model is let go with the next") func otherModel() {
    var state = StudioState.fixture()
    state.editing.selection = .area(.rectangle(PixelRect(x: 1, y: 1, width: 3, height: 3)))
    let other = ModelDescription(name: "other", family: "x", capabilities: .spade)
    _ = reduce(&state, .arrived(.modelLoaded(other)))
    #expect(state.editing.selection == nil)
  }

  @Test("MP4 is offered only where something can encode it") func films() {
    var state = StudioState.fixture()
    state.press("KdK")
    state.machine = MachineFacts(
      kernels: "avx2", prefersBFloat16: false, threads: 2, encodesFilms: false)
    #expect(!state.exportCard(.walk).kinds.contains(.film))
    state.machine?.encodesFilms = true
    #expect(state.exportCard(.walk).kinds.contains(.film))
  }

  @Test("What is only to be known is no failure") func noticed() {
    var state = StudioState.fixture()
    _ = reduce(&state, .arrived(.noticed("Bay: the photo was left out")))
    #expect(state.statusLine?.kind == .reason)
  }
}
