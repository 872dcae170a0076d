public import Sessions
import Canvas
import Dispatch
import Imaging
import Synthesis

/// Holds the state, reduces actions and runs effects.
///
/// Owned by one thread, the one that owns the terminal; it never waits. Results come through a
/// mailbox: `wake` is called from any thread when there is something, then `drain()` takes it.
public final class StudioStore {
  /// The present state.
  public private(set) var state: StudioState
  let services: StudioServices
  let mailbox: Mailbox
  let terminal: (TerminalRequest) -> Void
  /// Everything that waits for the disk, one after the other.
  let disk = DispatchQueue(label: "ganvas.sessions")
  var session: SessionFile?
  /// The shipped example that is open, until the first undo step makes an own copy of it.
  var example: SessionContents?
  var rendering: Task<Void, Never>?
  var walkRendering: Task<Void, Never>?
  var thumbnail: Task<Void, Never>?
  var loading: Task<Void, Never>?
  var exporting: Task<Void, Never>?
  /// Finds out what it will take to learn a photo; ended by the next question.
  var planning: Task<Void, Never>?
  var projecting: Task<Void, Never>?
  var labelling: Task<Void, Never>?

  /// A store.
  /// - Parameters:
  ///   - state: Where it begins.
  ///   - services: The world outside.
  ///   - session: The open session; `nil` keeps nothing.
  ///   - example: The shipped example that is open in place of a session; its first undo step makes
  ///     a session of its own.
  ///   - wake: Called from any thread when results wait; must return at once.
  ///   - terminal: Called on the store's own thread.
  public init(
    _ state: StudioState, services: StudioServices, session: SessionFile?,
    example: SessionContents? = nil, wake: @escaping @Sendable () -> Void,
    terminal: @escaping (TerminalRequest) -> Void
  ) {
    self.state = state
    self.services = services
    self.session = session
    self.example = example
    self.terminal = terminal
    mailbox = Mailbox(wake: wake)
  }

  /// Begins: loads the session's model, or the one given.
  public func start(model: String?) { send(.arrived(.started(model: model))) }

  /// Something happened.
  public func send(_ action: StudioAction) {
    for effect in reduce(&state, action) { run(effect) }
  }

  /// Takes all results that wait.
  public func drain() {
    for letter in mailbox.empty() {
      switch letter {
      case .arrived(let arrival):
        send(.arrived(arrival))
      case .opened(let file, let opened):
        session = file
        example = opened.isExample ? opened.contents : nil
        send(.arrived(.sessionOpened(opened)))
      }
    }
  }

  /// Saves and closes at once, without asking: for SIGHUP and SIGTERM, and when the loop ends.
  ///
  /// - Returns: Why the last save failed; `nil` when all is well. The journal has every undo step
  ///   then.
  @discardableResult
  public func leave() -> SessionError? {
    cancelAll()
    // A stroke in work is kept as if the pen were lifted.
    for case .journal(let record) in state.settle() { journal(record) }
    guard let session else { return nil }
    let contents = state.contents
    let mark = session.mark
    self.session = nil
    return disk.sync {
      do throws(SessionError) { try session.close(contents, at: mark) } catch { return error }
      return nil
    }
  }

  /// One switch over all effects.
  private func run(_ effect: Effect) {
    switch effect {
    case .render(let request): render(request)
    case .renderAhead(let request): renderAhead(request)
    case .readFilmMemories:
      onDisk { session in
        let memories = session?.filmMemories() ?? []
        return memories.isEmpty ? nil : .filmMemoriesRead(memories)
      }
    case .keepFilmMemory(let memory, let names):
      onDisk { session in
        // What is lost here is made again.
        try? session?.keep(memory, among: names)
        return nil
      }
    case .renderThumbnail(let request): renderThumbnail(request)
    case .cancelThumbnail: thumbnail?.cancel()
    case .encodeStyle(let request, let subject, let photo):
      let renderer = services.renderer
      post { .styleFound(try await renderer.style(of: request), for: subject, photo: photo) }
    case .cancelRender:
      rendering?.cancel()
      walkRendering?.cancel()
    case .loadModel(let name): load(name)
    case .cancelWork(.loading): loading?.cancel()
    case .cancelWork(.exporting): exporting?.cancel()
    case .cancelWork(.projecting): projecting?.cancel()
    case .project(let request): project(request)
    case .cancelWork(.labelling): labelling?.cancel()
    case .labelPhoto(let request): label(request)
    case .listModels:
      let list = services.listModels
      post { .modelsListed(await list()) }
    case .listTemplates:
      let list = services.listTemplates
      post { .templatesListed(await list()) }
    case .completePath(let path):
      post { .pathCompleted(from: path, to: MapImport.completed(path)) }
    case .listFiles(let path, let endings):
      post { .filesListed(for: path, MapImport.files(from: path, endings: endings)) }
    case .randomMap(let seed):
      let make = services.randomMap
      post { .mapRead(path: "landscape-\(seed)", try await make(seed)) }
    case .readMap(let path):
      let read = services.readMap
      let set = state.capabilities?.labels?.labelSet ?? state.editing.document.labelSet
      post(reading: path) { .mapRead(path: path, try await read(path, set)) }
    case .journal(let record): journal(record)
    case .syncJournal: syncJournal()
    case .saveSession(let contents): save(contents)
    case .copySession(let contents, let name): copy(contents, name)
    case .newSession(let contents, let fresh): begin(fresh, saving: contents)
    case .openSession(let contents, let id, let opening): open(id, opening, saving: contents)
    case .lookIntoSession(let id): lookInto(id)
    case .restoreSession(let contents, let id): restore(id, saving: contents)
    case .showRescue(let contents, let rescue): show(rescue, saving: contents)
    case .trashSession(let id):
      let library = services.library
      onDisk { _ in
        try library.trash(id)
        return nil
      }
    case .listSessions:
      let library = services.library
      onDisk { _ in .sessionsListed(library.list()) }
    case .readPhoto(let path, let use): readPhoto(path, use)
    case .restorePhoto(let name):
      onDisk { session in
        guard let session else { return nil }
        return .photoRestored(name: name, try session.photo(named: name))
      }
    case .startLearning(let path, let preset):
      planning?.cancel()
      let learning = services.learning
      post(reading: path) { .learningStarted(try await learning.start(path, preset)) }
    case .planLearning(let path, let preset): plan(path, preset)
    case .continueLearning(let name):
      let learning = services.learning
      post {
        try await learning.resume(name)
        return .learningListed(await learning.list())
      }
    case .stopLearning(let name):
      let learning = services.learning
      post {
        await learning.stop(name)
        return .learningListed(await learning.list())
      }
    case .listLearning:
      let learning = services.learning
      post { .learningListed(await learning.list()) }
    case .readLatent(let path):
      let read = services.readLatent
      post(reading: path) { .latentRead(path: path, try await read(path)) }
    case .readDirection(let path, let layers):
      let read = services.readDirection
      post(reading: path) { .directionRead(path: path, try await read(path, layers)) }
    case .writeLatent(let path, let request):
      let renderer = services.renderer
      let write = services.writeLatent
      post {
        try await write(try await renderer.latent(of: request), path)
        return .latentWritten(path: path)
      }
    case .export(let request): export(request)
    case .exportWalk(let request): export(request)
    case .copyText(let text): terminal(.copyText(text))
    case .redraw: terminal(.redraw)
    case .suspend:
      disk.sync {}
      terminal(.suspend)
    case .quit: quit()
    }
  }
}
