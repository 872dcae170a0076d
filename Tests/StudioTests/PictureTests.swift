import Canvas
import Imaging
import Sessions
import Synthesis
import Testing

@testable import Studio

@Suite("The picture") struct PictureTests {
  @Test("A stale frame changes nothing") func staleFrame() {
    var state = StudioState.fixture()
    state.picture.latestStamp = 8
    let before = state
    #expect(reduce(&state, .arrived(.frameArrived(.fixture(stamp: 7)))) == [])
    #expect(reduce(&state, .arrived(.renderFailed(stamp: 7, SynthesisError(what: "x")))) == [])
    #expect(state == before)
  }

  @Test("A frame of another model than the one in use changes nothing") func otherModel() throws {
    var state = StudioState.fixture()
    state.model.description?.token = ModelToken(4)
    let request = try #require(state.press("[enter]").requests.last)
    #expect(request.model == ModelToken(4))
    let before = state
    var frame = Frame.fixture(stamp: request.stamp)
    frame.model = ModelToken(5)
    #expect(reduce(&state, .arrived(.frameArrived(frame))) == [])
    #expect(state == before)
    frame.model = ModelToken(4)
    _ = reduce(&state, .arrived(.frameArrived(frame)))
    #expect(state.picture.image == frame.image)
  }

  @Test("Stopping one long work stops that one alone, and a failure elsewhere ends none")
  func worksApart() {
    var state = StudioState.fixture()
    state.work = [
      LongWork(kind: .exporting, words: "writing", fraction: nil, since: 0),
      LongWork(kind: .loading, words: "loading", fraction: nil, since: 0),
    ]
    let failure = UserFacingError(title: "Not opened", what: "it is gone")
    _ = reduce(&state, .arrived(.effectFailed(failure)))
    #expect(state.work.map(\.kind) == [.exporting, .loading])
    #expect(reduce(&state, .command(.stop)) == [.cancelWork(.loading)])
    #expect(state.work.map(\.kind) == [.exporting])
    _ = reduce(&state, .arrived(.exportFailed(failure)))
    #expect(state.work.isEmpty)
  }

  @Test("The picture says how old it is, and is never blank") func stale() throws {
    var state = StudioState.fixture()
    let first = try #require(state.press("[enter]").requests.last)
    _ = reduce(&state, .arrived(.frameArrived(.fixture(stamp: first.stamp, shade: 1))))
    #expect(state.picture.words(at: state.clock) == ["fp32", "ready"])
    let second = try #require(state.press("[right][enter]").requests.last)
    #expect(state.picture.stale == 1)
    state.wait(0.24)
    #expect(state.picture.words(at: state.clock) == ["fp32", "rendering… 0.24 s", "stale 1"])
    #expect(state.picture.image != nil)
    let rect = PixelRect(x: 0, y: 0, width: 80, height: 96)
    _ = reduce(&state, .arrived(.frameArrived(.fixture(stamp: second.stamp, exactIn: rect))))
    #expect(state.picture.words(at: state.clock).contains("exact in 80×96"))
    #expect(state.picture.isRendering)
    _ = reduce(&state, .arrived(.frameArrived(.fixture(stamp: second.stamp))))
    #expect(state.picture.words(at: state.clock) == ["fp32", "ready"])
  }

  @Test("Latency counts from the act: to the part around it, then to the exact picture")
  func latency() throws {
    var state = StudioState.fixture()
    let begun = state.mouse(.pressed, 0, 0).requests
    state.wait(0.03)
    // This move waits for the first picture; its own latency counts from here.
    #expect(state.mouse(.dragged, 3, 0).requests.isEmpty)
    state.wait(0.02)
    let next = reduce(&state, .arrived(.frameArrived(.fixture(stamp: begun[0].stamp)))).requests
    #expect(abs((state.picture.firstLatency ?? 0) - 0.05) < 1e-9)
    #expect(state.picture.exactLatency == state.picture.firstLatency)
    let stamp = try #require(next.first).stamp
    state.wait(0.04)
    let rect = PixelRect(x: 0, y: 0, width: 2, height: 2)
    _ = reduce(&state, .arrived(.frameArrived(.fixture(stamp: stamp, exactIn: rect))))
    #expect(abs((state.picture.firstLatency ?? 0) - 0.06) < 1e-9)
    #expect(state.picture.exactLatency == nil)
    state.wait(0.1)
    _ = reduce(&state, .arrived(.frameArrived(.fixture(stamp: stamp))))
    #expect(abs((state.picture.firstLatency ?? 0) - 0.06) < 1e-9)
    #expect(abs((state.picture.exactLatency ?? 0) - 0.16) < 1e-9)
  }

  @Test("A part of a picture lets the next move go on at once; a late part is dropped")
  func partsWhileDrawing() {
    var state = StudioState.fixture()
    let begun = state.mouse(.pressed, 0, 0).requests
    state.mouse(.dragged, 3, 0)
    let rect = PixelRect(x: 0, y: 0, width: 2, height: 2)
    let part = Frame.fixture(stamp: begun[0].stamp, shade: 7, exactIn: rect)
    #expect(reduce(&state, .arrived(.frameArrived(part))).requests.count == 1)
    #expect(state.picture.exactIn == rect)
    let before = state
    _ = reduce(&state, .arrived(.frameArrived(.fixture(stamp: begun[0].stamp))))
    #expect(state == before)
  }

  @Test("Exports and R depend on the request alone, live pictures say what changed")
  func changedIsAHint() throws {
    var state = StudioState.fixture()
    #expect(state.press("[enter]").requests.last?.changed != nil)
    #expect(state.press("d").requests.last?.changed?.isEmpty == true)
    #expect(state.press("R").requests.last?.changed == nil)
    state.mouse(.pressed, 4, 4)
    state.mouse(.dragged, 6, 4)
    #expect(state.makeRequest(stamp: 1, precision: .float32)?.changed == nil)
  }

  @Test("A session without a model takes the statistics that its first model prefers")
  func preferredStatistics() {
    var state = StudioState.fixture(model: nil)
    var capabilities = Capabilities.spade
    capabilities.preferredStatistics = .current
    let own = ModelDescription(name: "own", family: "f", capabilities: capabilities)
    #expect(reduce(&state, .arrived(.started(model: "own"))) == [.loadModel("own")])
    let request = reduce(&state, .arrived(.modelLoaded(own))).requests.last
    #expect(request?.statistics == .current)
    #expect(state.picture.settings.model == "own")
  }

  @Test("A is the picture before a value was tried, not the tried one") func compareAfterBox() {
    var state = StudioState.fixture()
    state.picture.image = Frame.fixture(stamp: 0, shade: 1).image
    for (typed, shade) in [(".5", UInt8(2)), ("5", UInt8(3))] {
      if state.cards.box == nil { state.press("t") }
      state.press(typed)
      if let request = state.wait(0.2).requests.last {
        _ = reduce(&state, .arrived(.frameArrived(.fixture(stamp: request.stamp, shade: shade))))
      }
    }
    #expect(state.picture.image?.elements.first == RGB(3, 3, 3))
    state.press("[enter]")
    #expect(state.picture.settings.latent.truncationPsi == 0.55)
    #expect(state.picture.imageA?.elements.first == RGB(1, 1, 1))
  }

  @Test("While the hand draws, one picture follows the other; none is starved") func following() {
    var state = StudioState.fixture()
    let begun = state.mouse(.pressed, 0, 0).requests
    #expect(begun.count == 1)
    #expect(state.mouse(.dragged, 3, 0).requests.isEmpty)
    #expect(state.mouse(.dragged, 5, 0).requests.isEmpty)
    let next = reduce(&state, .arrived(.frameArrived(.fixture(stamp: begun[0].stamp)))).requests
    #expect(next.count == 1)
    #expect(next.first?.conditioning.labels?[5, 0] == 1)
    #expect(next.first?.changed == PixelRect(x: 1, y: 0, width: 5, height: 1))
    // The end of the stroke does not wait.
    #expect(state.mouse(.released, 5, 0).requests.count == 1)
  }

  @Test("A failure keeps the last picture and says why; the next act tries again")
  func failure() throws {
    var state = StudioState.fixture()
    let request = try #require(state.press("[enter]").requests.last)
    _ = reduce(&state, .arrived(.frameArrived(.fixture(stamp: request.stamp))))
    let next = try #require(state.press("d").requests.last)
    _ = reduce(
      &state,
      .arrived(.renderFailed(stamp: next.stamp, SynthesisError(what: "NaN in up_3.conv_0"))))
    #expect(state.picture.words(at: 0).contains("✗ no picture: NaN in up_3.conv_0"))
    #expect(state.picture.image != nil)
    #expect(state.press("d").requests.count == 1)
    #expect(state.picture.failure == nil)
  }

  @Test("Without a model painting works and nothing is rendered") func noModel() {
    var state = StudioState.fixture(model: nil)
    let effects = state.press("[enter]")
    #expect(effects.requests.isEmpty)
    #expect(effects.records.count == 1)
    #expect(
      StudioCommand.die.availability(in: state).reason
        == "no model yet: M chooses one; painting works already")
  }

  @Test("A model that cannot be loaded leaves the old one, and says so") func modelFails() {
    var state = StudioState.fixture()
    state.press("M")
    _ = reduce(
      &state,
      .arrived(
        .modelsListed([
          ModelRow(name: "village", family: "f", size: "256", input: "", controls: "")
        ])))
    #expect(state.press("[enter]") == [.loadModel("village")])
    _ = reduce(
      &state,
      .arrived(
        .modelFailed(name: "village", SynthesisError(what: "cut", advice: "compare its size"))))
    #expect(state.model.description == .landscape)
    #expect(state.picture.settings.model == "landscape")
    guard case .userFacingError(let userFacingError) = state.cards.card else {
      Issue.record("no card")
      return
    }
    #expect(userFacingError.kept.hasPrefix("landscape stays loaded"))
  }

  @Test("Another model is an act: u brings the old one back") func modelChanges() {
    var state = StudioState.fixture()
    state.model.loading = "village"
    let village = ModelDescription(
      name: "village", family: "pix2pixHD", capabilities: Capabilities.families[2].capabilities)
    let effects = reduce(&state, .arrived(.modelLoaded(village)))
    #expect(effects.requests.count == 1)
    #expect(state.history.undoName == "model landscape → village")
    #expect(state.press("u").contains(.loadModel("landscape")))
    let records = reduce(&state, .arrived(.modelLoaded(.landscape))).records
    #expect(records.isEmpty)
    #expect(state.history.redoName == "model landscape → village")
  }

  @Test("c shows A for 750 ms, each repeat adds 200 ms, another key ends it") func hold() {
    var state = StudioState.fixture()
    state.picture.image = Frame.fixture(stamp: 0).image
    state.press("C")
    state.press("c")
    state.wait(0.7)
    #expect(state.commands.hold?.kind == .showA)
    state.press("c")
    state.wait(0.15)
    #expect(state.commands.hold != nil)
    state.wait(0.1)
    #expect(state.commands.hold == nil)
    state.press("c[right]")
    #expect(state.commands.hold == nil)
  }

  @Test("R asks for float32 now, whatever the live precision is") func exact() {
    var state = StudioState.fixture()
    state.preferences.livePrecision = .bfloat16
    #expect(state.press("[enter]").requests.last?.precision == .bfloat16)
    state.picture.image = Frame.fixture(stamp: 0).image
    #expect(state.press("R").requests.last?.precision == .float32)
    #expect(state.press("d").requests.last?.precision == .bfloat16)
  }

  @Test("Ctrl-C stops rendering; a late frame is not wanted any more") func stop() throws {
    var state = StudioState.fixture()
    let request = try #require(state.press("[enter]").requests.last)
    #expect(reduce(&state, .command(.stop)) == [.cancelRender])
    _ = reduce(&state, .arrived(.frameArrived(.fixture(stamp: request.stamp))))
    #expect(state.picture.image == nil)
    #expect(state.picture.words(at: 0) == ["stopped", "stale 1"])
  }
}
