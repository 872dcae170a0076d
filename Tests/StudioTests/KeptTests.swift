import Canvas
import Foundation
import Imaging
import Sessions
import Synthesis
import Testing

@testable import Studio

/// What a person has done is kept, or it is said that it is not.
@Suite("Kept or not") struct KeptTests {
  @Test("That nothing is kept is said until a whole save succeeds") func unkept() {
    var state = StudioState.fixture()
    _ = reduce(&state, .arrived(.notKept("the disk is full")))
    #expect(state.session.unkept == "the disk is full")
    _ = reduce(&state, .arrived(.journalSynced))
    #expect(state.session.unkept != nil)
    _ = reduce(&state, .arrived(.sessionSaved))
    #expect(state.session.unkept == nil)
    #expect(state.statusLine?.text == "everything is kept again")
  }

  @Test("While nothing is kept saving is tried again every few seconds") func retries() {
    var state = StudioState.fixture()
    _ = reduce(&state, .arrived(.notKept("the disk is full")))
    let early = state.wait(1)
    #expect(!early.contains { if case .saveSession = $0 { true } else { false } })
    let due = state.wait(5)
    #expect(due.contains { if case .saveSession = $0 { true } else { false } })
  }

  @Test("Quitting asks once while nothing is kept") func quitting() {
    var state = StudioState.fixture()
    state.press("[space][right][space]")
    _ = reduce(&state, .arrived(.notKept("the folder is gone")))
    #expect(state.press("q").isEmpty)
    #expect(state.commands.asksToQuit)
    let effects = state.press("q")
    #expect(effects.contains { if case .quit = $0 { true } else { false } })
  }

  @Test("A store whose folder cannot be made says that nothing is kept") func noFolder() throws {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent(
      "ganvas-no-folder-\(UInt64.random(in: 0...UInt64.max))")
    try Data().write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let library = SessionLibrary(directory: file.appendingPathComponent("sessions"))
    let store = StudioStore(
      .fixture(),
      services: StudioServices(
        renderer: NoRenderer(), library: library, exporter: Exporter(directory: file)),
      session: nil, wake: {}, terminal: { _ in })
    store.send(.input(.pointer(MapPointerEvent(.pressed, at: PixelPoint(x: 1, y: 1), in: .map))))
    store.send(.input(.pointer(MapPointerEvent(.released, at: PixelPoint(x: 1, y: 1), in: .map))))
    store.drain()
    #expect(store.state.session.unkept != nil)
  }

  @Test("A stroke under the pen is in the journal within a second, and once when it is done")
  func unfinished() {
    var state = StudioState.fixture()
    let opened = state.contents
    var records: [JournalRecord] = []
    records += state.mouse(.pressed, 1, 1).records
    records += state.mouse(.dragged, 6, 1).records
    #expect(records.isEmpty)
    records += state.wait(1.1).records
    #expect(records.count == 1)
    #expect(replayed(records, on: opened).document.labels == state.editing.document.labels)
    records += state.mouse(.dragged, 6, 8).records
    records += state.wait(1.1).records
    #expect(replayed(records, on: opened).document.labels == state.editing.document.labels)
    records += state.mouse(.released, 6, 8).records
    let end = replayed(records, on: opened)
    #expect(end.document.labels == state.editing.document.labels)
    #expect(end.history == state.history)
  }

  @Test("Esc and other steps in the middle of a stroke leave the journal as true as the screen")
  func interrupted() {
    var state = StudioState.fixture()
    let opened = state.contents
    var records = state.mouse(.pressed, 1, 1).records
    records += state.mouse(.dragged, 6, 1).records
    records += state.wait(1.1).records
    records += state.press("d").records
    records += state.mouse(.dragged, 6, 8).records
    records += state.wait(1.1).records
    records += state.press("[esc]").records
    let end = replayed(records, on: opened)
    #expect(end.document.labels == state.editing.document.labels)
    #expect(end.settings.latent == state.picture.settings.latent)
    #expect(end.history.past == state.history.past)
  }

  private func replayed(_ records: [JournalRecord], on opened: SessionContents) -> SessionContents {
    var contents = opened
    for record in records { record.replay(in: &contents) }
    return contents
  }
}

/// Renders nothing.
private struct NoRenderer: Renderer {
  func load(_ model: String) async throws -> ModelDescription { throw CancellationError() }
  func render(_ request: RenderRequest) async throws -> Frame { throw CancellationError() }
  func style(of request: ObjectStyleRequest) async throws -> [Float] { throw CancellationError() }
}
