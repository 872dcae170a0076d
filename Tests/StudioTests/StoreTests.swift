import Canvas
import Foundation
import Imaging
import Sessions
import Synchronization
import Synthesis
import Testing

@testable import Studio

/// A renderer whose pictures come when the test says so.
private final class FakeRenderer: Renderer {
  private struct Waiting {
    var request: RenderRequest
    var answer: CheckedContinuation<Void, Never>
  }

  private let waiting = Mutex<[Waiting]>([])
  let cancelled = Mutex<[Int]>([])

  func load(_ model: String) async throws -> ModelDescription {
    guard model != "broken" else { throw SynthesisError(what: "cut", location: "data/0") }
    return ModelDescription(name: model, family: "fake", capabilities: .spade)
  }

  func render(_ request: RenderRequest) async throws -> Frame {
    await withCheckedContinuation { answer in
      waiting.withLock { $0.append(Waiting(request: request, answer: answer)) }
    }
    if Task.isCancelled {
      cancelled.withLock { $0.append(request.stamp) }
      throw CancellationError()
    }
    return .fixture(stamp: request.stamp, shade: UInt8(request.stamp % 256))
  }

  var count: Int { waiting.withLock { $0.count } }

  /// Lets all waiting renderings go on.
  func release() {
    let all = waiting.withLock { waiting in
      defer { waiting.removeAll() }
      return waiting
    }
    for one in all { one.answer.resume() }
  }
}

/// Waits, without blocking the test's thread, until something holds; at most five seconds.
private func eventually(_ holds: () -> Bool) async -> Bool {
  for _ in 0..<1_000 {
    if holds() { return true }
    try? await Task.sleep(for: .milliseconds(5))
  }
  return holds()
}

@Suite("The store") struct StoreTests {
  private func folder() -> URL {
    FileManager.default.temporaryDirectory.appendingPathComponent("ganvas-\(UUID().uuidString)")
  }

  private func store(
    _ renderer: FakeRenderer, _ library: SessionLibrary, _ session: SessionFile?,
    _ requests: @escaping (TerminalRequest) -> Void = { _ in }
  ) -> StudioStore {
    StudioStore(
      .fixture(),
      services: StudioServices(
        renderer: renderer, library: library,
        exporter: Exporter(directory: library.directory.appendingPathComponent("out"))),
      session: session, wake: {}, terminal: requests)
  }

  @Test("Latest wins: older renderings are cancelled and never shown") func latestWins() async {
    let renderer = FakeRenderer()
    let store = store(renderer, SessionLibrary(directory: folder()), nil)
    for _ in 0..<3 {
      store.send(.command(.die))
      #expect(await eventually { renderer.count > 0 })
    }
    #expect(await eventually { renderer.count == 3 })
    renderer.release()
    #expect(
      await eventually {
        store.drain()
        return store.state.picture.image != nil
      })
    #expect(store.state.picture.latestStamp == 3)
    #expect(store.state.picture.image?.elements.first == RGB(3, 3, 3))
    #expect(renderer.cancelled.withLock { $0.sorted() } == [1, 2])
  }

  @Test("Loading reports success and failure; painting goes on meanwhile") func loading() async {
    let renderer = FakeRenderer()
    let store = store(renderer, SessionLibrary(directory: folder()), nil)
    store.start(model: nil)
    store.send(.input(.key(.enter)))
    #expect(store.state.editing.document.count(of: 1) == 1)
    #expect(
      await eventually {
        store.drain()
        return store.state.model.loading == nil
      })
    #expect(store.state.model.description?.name == "landscape")
  }

  @Test("What is left of a session that cannot be opened becomes a new one; its files stay")
  func rescued() async throws {
    let directory = folder()
    defer { try? FileManager.default.removeItem(at: directory) }
    let library = SessionLibrary(directory: directory)
    let damaged = try library.create(StudioState.fixture().contents)
    try damaged.close(StudioState.fixture().contents, at: damaged.mark)
    let manifest = URL(fileURLWithPath: damaged.path + "/session.json")
    try Data("{}".utf8).write(to: manifest)
    let present = try library.create(StudioState.fixture().contents)
    let store = StudioStore(
      .fixture(),
      services: {
        var services = StudioServices(
          renderer: FakeRenderer(), library: library,
          exporter: Exporter(directory: directory.appendingPathComponent("out")))
        services.labelSet = { $0 == testLabels.name ? testLabels : nil }
        return services
      }(), session: present, wake: {}, terminal: { _ in })
    func card() -> RescueCard? {
      store.drain()
      if case .rescue(let card)? = store.state.cards.card { return card }
      return nil
    }
    // Opening it, as the list does that looks at the manifest alone, says so too.
    store.send(.input(.key(.escape)))
    store.open(damaged.id, .recovered, saving: store.state.contents)
    #expect(await eventually { card() != nil })
    #expect(store.state.session.id == "bay", "the present one stays open")
    store.send(.input(.key(.enter)))
    #expect(
      await eventually {
        store.drain()
        return store.state.session.id?.hasPrefix(damaged.id + "-") == true
      })
    #expect(store.state.editing.document.labels == StudioState.fixture().editing.document.labels)
    #expect(!store.state.session.isReadOnly)
    #expect(store.state.statusLine?.text.contains("holds what could be read") == true)
    #expect(try Data(contentsOf: manifest) == Data("{}".utf8))

    store.send(.input(.key(.escape)))
    store.lookInto(damaged.id)
    #expect(await eventually { card() != nil })
    store.send(.input(.arrow(.down, step: 1)))
    store.send(.input(.key(.enter)))
    #expect(
      await eventually {
        store.drain()
        return store.state.session.isReadOnly
      })
    #expect(try Data(contentsOf: manifest) == Data("{}".utf8))
  }

  @Test("A program that dies comes back at its last act") func crash() async throws {
    let directory = folder()
    defer { try? FileManager.default.removeItem(at: directory) }
    let library = SessionLibrary(directory: directory)
    var document: Document?
    do {
      let file = try library.create(StudioState.fixture().contents)
      let store = store(FakeRenderer(), library, file)
      store.send(.input(.key(.enter)))
      store.send(.command(.die))
      store.send(.input(.arrow(.right, step: 3)))
      store.send(.input(.key(.enter)))
      document = store.state.editing.document
      // No `leave`: the program is gone.
    }
    let opened = try library.open("bay", .readOnly)
    #expect(opened.recoveredSteps == 3)
    #expect(opened.contents.document == document)
  }

  @Test("Quitting saves, closes and tells the shell line") func quit() async throws {
    let directory = folder()
    defer { try? FileManager.default.removeItem(at: directory) }
    let library = SessionLibrary(directory: directory)
    let file = try library.create(StudioState.fixture().contents)
    var requests: [TerminalRequest] = []
    let store = store(FakeRenderer(), library, file) { requests.append($0) }
    store.send(.input(.key(.enter)))
    store.send(.command(.quit))
    #expect(requests == [.quit("Bay saved. Again: ganvas bay")])
    #expect(library.summary(of: "bay").condition == .closed)
    #expect(try library.open("bay").contents.document == store.state.editing.document)
  }

  @Test("An example stays as it is: the first act makes an own copy") func example() async throws {
    let directory = folder()
    defer { try? FileManager.default.removeItem(at: directory) }
    let library = SessionLibrary(directory: directory)
    let file = try library.create(StudioState.fixture().contents)
    try file.close(StudioState.fixture().contents, at: file.mark)
    let manifest = directory.appendingPathComponent("bay.session/session.json")
    var text = try String(contentsOf: manifest, encoding: .utf8)
    text.replace("{", with: "{\n  \"isExample\": true,", maxReplacements: 1)
    try Data(text.utf8).write(to: manifest)
    func files() throws -> [String: Data] {
      let folder = directory.appendingPathComponent("bay.session")
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      return try Dictionary(
        uniqueKeysWithValues: names.filter { $0.contains(".") }.map {
          ($0, try Data(contentsOf: folder.appendingPathComponent($0)))
        })
    }
    let before = try files()
    let opened = try library.open("bay")
    #expect(opened.isExample)
    #expect(opened.file == nil)
    #expect(library.summary(of: "bay").isExample)

    let store = StudioStore(
      StudioState(opened.contents, sessionID: "bay"),
      services: StudioServices(
        renderer: FakeRenderer(), library: library, exporter: Exporter(directory: directory)),
      session: nil, example: opened.contents, wake: {}, terminal: { _ in })
    store.send(.command(.suspend))
    #expect(library.list().map(\.id) == ["bay"])
    store.send(.input(.key(.enter)))
    store.drain()
    #expect(store.state.session.id == "bay-2")
    store.send(.command(.quit))
    #expect(try files() == before)
    #expect(!library.summary(of: "bay-2").isExample)
    #expect(try library.open("bay-2").contents.document == store.state.editing.document)
  }

  @Test("A dropped connection keeps even the stroke in work") func hangUp() throws {
    let directory = folder()
    defer { try? FileManager.default.removeItem(at: directory) }
    let library = SessionLibrary(directory: directory)
    let file = try library.create(StudioState.fixture().contents)
    let store = store(FakeRenderer(), library, file)
    store.send(.input(.key(.space)))
    store.send(.input(.arrow(.right, step: 2)))
    #expect(store.leave() == nil)
    let contents = try library.open("bay").contents
    #expect(contents.document.count(of: 1) == 3)
    #expect(contents.history.undoName == "stroke, tree")
  }

  @Test("A new map and back: each session keeps its own") func switching() async throws {
    let directory = folder()
    defer { try? FileManager.default.removeItem(at: directory) }
    let library = SessionLibrary(directory: directory)
    let file = try library.create(StudioState.fixture().contents)
    let store = store(FakeRenderer(), library, file)
    store.send(.input(.key(.enter)))
    let painted = store.state.editing.document
    store.send(.command(.newMap))
    store.send(.input(.arrow(.down, step: 1)))
    store.send(.input(.key(.enter)))
    #expect(
      await eventually {
        store.drain()
        return store.state.session.id == "untitled"
      })
    store.send(.input(.key(.enter)))
    store.send(.command(.sessions))
    #expect(
      await eventually {
        store.drain()
        if case .sessions(let list) = store.state.cards.card { return list.all != nil }
        return false
      })
    guard case .sessions(let list) = store.state.cards.card,
      let row = list.rows.firstIndex(where: {
        if case .session(let summary) = $0 { summary.id == "bay" } else { false }
      })
    else {
      Issue.record("no list")
      return
    }
    store.send(.input(.row(row)))
    #expect(
      await eventually {
        store.drain()
        return store.state.session.id == "bay"
      })
    #expect(store.state.editing.document == painted)
    #expect(library.summary(of: "untitled").condition == .closed)
  }

  @Test("An export renders in float32 and writes picture, map and sidecar") func export() async {
    let directory = folder()
    defer { try? FileManager.default.removeItem(at: directory) }
    let renderer = FakeRenderer()
    let store = store(renderer, SessionLibrary(directory: directory), nil)
    store.send(.command(.export))
    store.send(.input(.key(.enter)))
    #expect(
      await eventually {
        renderer.release()
        store.drain()
        return store.state.work.isEmpty
      })
    let files = (try? FileManager.default.contentsOfDirectory(atPath: directory.path + "/out"))
    #expect(Set(files ?? []) == ["bay.png", "bay-labels.png", "bay.json"])
  }
}
