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
  private let services: StudioServices
  private let mailbox: Mailbox
  private let terminal: (TerminalRequest) -> Void
  /// Everything that waits for the disk, one after the other.
  private let disk = DispatchQueue(label: "ganvas.sessions")
  private var session: SessionFile?
  private var rendering: Task<Void, Never>?
  private var loading: Task<Void, Never>?
  private var exporting: Task<Void, Never>?

  /// A store.
  /// - Parameters:
  ///   - state: Where it begins.
  ///   - services: The world outside.
  ///   - session: The open session; `nil` keeps nothing.
  ///   - wake: Called from any thread when results wait; must return at once.
  ///   - terminal: Called on the store's own thread.
  public init(
    _ state: StudioState, services: StudioServices, session: SessionFile?,
    wake: @escaping @Sendable () -> Void, terminal: @escaping (TerminalRequest) -> Void
  ) {
    self.state = state
    self.services = services
    self.session = session
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
        send(.arrived(.session(opened)))
      }
    }
  }

  /// Saves and closes at once, without asking: for SIGHUP and SIGTERM, and when the loop ends.
  ///
  /// - Returns: Why the last save failed; `nil` when all is well. The journal has every act then.
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
    case .cancelRender: rendering?.cancel()
    case .loadModel(let name): load(name)
    case .cancelWork:
      loading?.cancel()
      exporting?.cancel()
    case .listModels:
      let list = services.listModels
      post { .models(await list()) }
    case .listTemplates:
      let list = services.listTemplates
      post { .templates(await list()) }
    case .readMap(let path):
      let read = services.readMap
      let set = state.capabilities?.labels?.labelSet ?? state.document.labelSet
      post { .mapRead(path: path, try await read(path, set)) }
    case .journal(let record): journal(record)
    case .syncJournal:
      onDisk { session in
        try session?.sync()
        return .synced
      }
    case .saveSession(let contents): save(contents)
    case .copySession(let contents, let name): copy(contents, name)
    case .newSession(let contents, let fresh): begin(fresh, saving: contents)
    case .openSession(let contents, let id, let opening): open(id, opening, saving: contents)
    case .trashSession(let id):
      let library = services.library
      onDisk { _ in
        try library.trash(id)
        return nil
      }
    case .listSessions:
      let library = services.library
      onDisk { _ in .sessions(library.list()) }
    case .readPhoto(let path, let use): readPhoto(path, use)
    case .restorePhoto(let name):
      onDisk { session in
        guard let session else { return nil }
        return .photoRestored(name: name, try session.photo(named: name))
      }
    case .export(let request): export(request)
    case .copyText(let text): terminal(.copyText(text))
    case .redraw: terminal(.redraw)
    case .suspend:
      disk.sync {}
      terminal(.suspend)
    case .quit: quit()
    }
  }
}

// MARK: Networks

extension StudioStore {
  /// Renders instead of anything rendered now.
  private func render(_ request: RenderRequest) {
    rendering?.cancel()
    let renderer = services.renderer
    let mailbox = mailbox
    rendering = Task.detached(priority: .utility) {
      do {
        let frame = try await renderer.render(request)
        mailbox.post(.arrived(.frame(frame)))
      } catch is CancellationError {
        // A newer request is on its way.
      } catch {
        mailbox.post(.arrived(.renderFailed(stamp: request.stamp, synthesisError(error))))
      }
    }
  }

  /// Loads a model instead of any being loaded.
  private func load(_ name: String) {
    loading?.cancel()
    let renderer = services.renderer
    let mailbox = mailbox
    loading = Task.detached(priority: .utility) {
      do {
        let description = try await renderer.load(name)
        if !Task.isCancelled { mailbox.post(.arrived(.model(description))) }
      } catch is CancellationError {
        // Stopped by the painter, who knows.
      } catch {
        if Task.isCancelled { return }
        mailbox.post(.arrived(.modelFailed(name: name, synthesisError(error))))
      }
    }
  }

  /// Renders in float32 and writes files.
  private func export(_ request: ExportRequest) {
    exporting?.cancel()
    let renderer = services.renderer
    let exporter = services.exporter
    let writesSidecar = state.preferences.writesSidecar
    let mailbox = mailbox
    exporting = Task.detached(priority: .utility) {
      do {
        var content = Exporter.Content()
        if request.kind != .picture { content.map = request.map }
        if let wish = request.request {
          content.picture = try await renderer.render(wish).image
          if writesSidecar {
            content.sidecar = Exporter.Sidecar(
              settings: request.settings, labelSet: request.map.labelSet.name,
              command: request.commandLine)
          }
        }
        try Task.checkCancellation()
        let files = try exporter.write(content, named: request.name)
        mailbox.post(
          .arrived(.exported(files.map { ExportedFile(path: $0.url.path, bytes: $0.bytes) })))
      } catch is CancellationError {
        // Stopped by the painter, who knows.
      } catch {
        mailbox.post(.arrived(.failed(trouble(error, title: "Not exported: \(request.name)"))))
      }
    }
  }

  private func cancelAll() {
    rendering?.cancel()
    loading?.cancel()
    exporting?.cancel()
  }
}

// MARK: Sessions

extension StudioStore {
  /// Appends to the journal now: what is on the screen survives the program's death.
  private func journal(_ record: JournalRecord) {
    guard let session else { return }
    do { try session.append(record) } catch {
      let trouble = trouble(error, title: "Not kept in the journal")
      mailbox.post(.arrived(.failed(trouble)))
    }
  }

  private func save(_ contents: SessionContents) {
    guard let session else { return }
    let mark = session.mark
    onDisk { _ in
      try session.save(contents, at: mark)
      return .saved
    }
  }

  private func copy(_ contents: SessionContents, _ name: String) {
    let library = services.library
    onDisk { session in
      let path = try library.copy(contents, named: name)
      if let session { try library.copyPhotos(from: session.id, to: path) }
      return .copied(name: name, path: path)
    }
  }

  private func begin(_ fresh: SessionContents, saving contents: SessionContents) {
    let library = services.library
    change(saving: contents) { () throws(SessionError) in
      let file = try library.create(fresh)
      return (file, OpenedSession(id: file.id, contents: fresh))
    }
  }

  private func open(_ id: String, _ opening: SessionOpening, saving contents: SessionContents) {
    let library = services.library
    let mailbox = mailbox
    change(saving: contents) { () throws(SessionError) in
      let opened = try library.open(id, opening)
      for finding in opened.findings {
        mailbox.post(.arrived(.failed(Trouble(title: opened.contents.name, what: finding))))
      }
      return (
        opened.file,
        OpenedSession(
          id: id, contents: opened.contents, recoveredActs: opened.recoveredActs,
          isReadOnly: opened.file == nil)
      )
    }
  }

  /// Opens another session; only when that worked, the present one is saved and closed.
  private func change(
    saving contents: SessionContents,
    _ open: @escaping @Sendable () throws(SessionError) -> (SessionFile?, OpenedSession)
  ) {
    let present = session
    let mark = session?.mark
    let mailbox = mailbox
    disk.async {
      do {
        let (file, opened) = try open()
        if let present, let mark { try present.close(contents, at: mark) }
        mailbox.post(.opened(file, opened))
      } catch {
        mailbox.post(.arrived(.failed(trouble(error, title: "Not opened"))))
      }
    }
  }

  private func readPhoto(_ path: String, _ use: PhotoCard.Use) {
    let read = services.readPhoto
    let session = session
    post {
      let photo = try await read(path)
      let file = path.split(separator: "/").last.map { String($0) } ?? path
      let name = file.split(separator: ".").first.map { String($0) } ?? file
      let kept = try session?.keep(photo: photo, named: name) ?? name
      return .photo(name: kept, photo, use)
    }
  }

  private func quit() {
    let name = state.session.name
    let id = session?.id
    if let error = leave() {
      terminal(.quit("\(name) is in its journal; it could not be saved: \(error)"))
      return
    }
    let again = id.map { " Again: ganvas \($0)" } ?? ""
    terminal(.quit(id == nil ? "" : "\(name) saved.\(again)"))
  }

  /// Does something with the open session on the disk's own queue; `nil` answers nothing.
  private func onDisk(_ body: @escaping @Sendable (SessionFile?) throws -> Arrival?) {
    let session = session
    let mailbox = mailbox
    disk.async {
      do {
        if let arrival = try body(session) { mailbox.post(.arrived(arrival)) }
      } catch {
        mailbox.post(.arrived(.failed(trouble(error, title: "Session"))))
      }
    }
  }

  /// Does something elsewhere and posts its answer.
  private func post(_ body: @escaping @Sendable () async throws -> Arrival) {
    let mailbox = mailbox
    Task.detached {
      do { mailbox.post(.arrived(try await body())) } catch {
        mailbox.post(.arrived(.failed(trouble(error, title: "Failed"))))
      }
    }
  }
}

/// Any failure of the networks as the contract's own error.
private func synthesisError(_ error: any Error) -> SynthesisError {
  error as? SynthesisError ?? SynthesisError(what: "\(error)")
}

/// Any failure in words.
private func trouble(_ error: any Error, title: String) -> Trouble {
  switch error {
  case let trouble as Trouble: trouble
  case let error as SynthesisError:
    Trouble(title: title, what: error.what, place: error.location, advice: error.advice)
  default: Trouble(title: title, what: "\(error)")
  }
}
