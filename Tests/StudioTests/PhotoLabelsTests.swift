import Canvas
import Imaging
import Sessions
import Synthesis
import Testing

@testable import Studio

@Suite("A photo is labelled") struct PhotoLabelsTests {
  private let photo = RGBImage(width: 64, height: 24, filledWith: RGB(90, 120, 200))
  private let map = LabelMap(width: 16, height: 12, filledWith: 3)

  /// The state in which a photo is on its way, with the request.
  private func asked() throws -> (StudioState, LabellingRequest) {
    var state = StudioState.fixture()
    let effects = reduce(
      &state, .arrived(.photoRead(name: "coast.jpg", photo, .labels)))
    let request = effects.compactMap { effect in
      if case .labelPhoto(let request) = effect { request } else { nil }
    }.first
    return (state, try #require(request))
  }

  @Test("The command opens the card of photos for it, and the photo is cut like the map")
  func asking() throws {
    var state = StudioState.fixture()
    _ = reduce(&state, .command(.labelPhoto))
    guard case .photo(let card) = state.cards.card else {
      Issue.record("no card")
      return
    }
    #expect(card.use == .labels)
    let (asking, request) = try asked()
    #expect(request.photo.size == PixelSize(width: 32, height: 24))
    #expect(request.size == PixelSize(width: 16, height: 12))
    #expect(request.labelSet == testLabels)
    #expect(asking.view.underPhoto == "coast.jpg")
    #expect(asking.work.map(\.kind) == [.labelling])
    var twice = asking
    let again = reduce(&twice, .arrived(.photoRead(name: "b.jpg", photo, .labels)))
    #expect(!again.contains { if case .labelPhoto = $0 { true } else { false } })
  }

  @Test("Its map is one undo step, whatever was painted meanwhile") func oneStep() throws {
    var (state, request) = try asked()
    _ = state.perform(
      .fill(.rectangle(PixelRect(x: 0, y: 0, width: 4, height: 4)), .label(1, .none), mirror: []))
    let painted = state.editing.document.content
    _ = reduce(&state, .arrived(.photoLabelled(request, map)))
    #expect(state.work.isEmpty)
    #expect(state.editing.document.content.labels == map)
    #expect(state.history.past.last?.name == "labels of coast.jpg")
    _ = reduce(&state, .command(.undo))
    #expect(state.editing.document.content == painted)
    _ = reduce(&state, .command(.redo))
    #expect(state.editing.document.content.labels == map)
  }

  @Test("A map that has another size by then, and a failure, change nothing") func late() throws {
    var (state, request) = try asked()
    let before = state.editing.document.content
    request.size = PixelSize(width: 8, height: 8)
    _ = reduce(
      &state,
      .arrived(.photoLabelled(request, LabelMap(width: 8, height: 8, filledWith: 2))))
    #expect(state.editing.document.content == before)
    #expect(state.work.isEmpty)
    (state, request) = try asked()
    _ = reduce(
      &state, .arrived(.labellingFailed(UserFacingError(title: "Not labelled", what: "x"))))
    #expect(state.work.isEmpty)
    #expect(state.editing.document.content == before)
  }

  @Test("Ctrl-C stops it") func stopped() throws {
    var (state, _) = try asked()
    #expect(reduce(&state, .command(.stop)).contains(.cancelWork(.labelling)))
    #expect(state.work.isEmpty)
  }

  @Test("A session to look at only is not labelled") func readOnly() throws {
    var state = StudioState.fixture()
    state.session.isReadOnly = true
    let effects = reduce(&state, .arrived(.photoRead(name: "coast.jpg", photo, .labels)))
    #expect(!effects.contains { if case .labelPhoto = $0 { true } else { false } })
  }
}
