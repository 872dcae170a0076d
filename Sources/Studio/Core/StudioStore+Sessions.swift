import Dispatch
import Imaging
import Sessions

/// Effects that reach the disk.
extension StudioStore {
  /// Appends to the journal now: what is on the screen survives the program's death.
  func journal(_ record: JournalRecord) {
    guard let session = own() else { return }
    do { try session.append(record) } catch {
      let userFacingError = userFacingError(error, title: "Not kept in the journal")
      mailbox.post(.arrived(.effectFailed(userFacingError)))
    }
  }

  /// The open session; an example becomes one of its own, so that its files stay as they are.
  private func own() -> SessionFile? {
    guard session == nil, let example else { return session }
    self.example = nil
    do {
      let file = try services.library.create(example)
      session = file
      mailbox.post(.arrived(.exampleKept(id: file.id)))
    } catch {
      mailbox.post(.arrived(.effectFailed(userFacingError(error, title: "Nothing is kept"))))
    }
    return session
  }

  func save(_ contents: SessionContents) {
    // An example nobody touched needs no copy.
    if let example, contents.history == example.history { return }
    guard let session else { return }
    let mark = session.mark
    onDisk { _ in
      try session.save(contents, at: mark)
      return .sessionSaved
    }
  }

  func copy(_ contents: SessionContents, _ name: String) {
    let library = services.library
    onDisk { session in
      let path = try library.copy(contents, named: name)
      if let session { try library.copyPhotos(from: session.id, to: path) }
      return .sessionCopied(name: name, path: path)
    }
  }

  func begin(_ fresh: SessionContents, saving contents: SessionContents) {
    let library = services.library
    change(saving: contents) { () throws(SessionError) in
      let file = try library.create(fresh)
      return (file, OpenedSession(id: file.id, contents: fresh))
    }
  }

  func open(_ id: String, _ opening: SessionOpening, saving contents: SessionContents) {
    let library = services.library
    let mailbox = mailbox
    change(saving: contents) { () throws(SessionError) in
      let opened = try library.open(id, opening)
      for finding in opened.findings {
        mailbox.post(
          .arrived(.effectFailed(UserFacingError(title: opened.contents.name, what: finding))))
      }
      return (
        opened.file,
        OpenedSession(
          id: id, contents: opened.contents, recoveredSteps: opened.recoveredSteps,
          isReadOnly: opened.file == nil && !opened.isExample, isExample: opened.isExample)
      )
    }
  }

  /// Opens another session; only when that worked, the present one is saved and closed.
  func change(
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
        mailbox.post(.arrived(.effectFailed(userFacingError(error, title: "Not opened"))))
      }
    }
  }

  func readPhoto(_ path: String, _ use: PhotoCard.Use) {
    let read = services.readPhoto
    let session = own()
    post {
      let photo = try await read(path)
      let file = path.split(separator: "/").last.map { String($0) } ?? path
      let name = file.split(separator: ".").first.map { String($0) } ?? file
      let kept = try session?.keep(photo: photo, named: name) ?? name
      return .photoRead(name: kept, photo, use)
    }
  }

  func quit() {
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
  func onDisk(_ body: @escaping @Sendable (SessionFile?) throws -> Arrival?) {
    let session = session
    let mailbox = mailbox
    disk.async {
      do {
        if let arrival = try body(session) { mailbox.post(.arrived(arrival)) }
      } catch {
        mailbox.post(.arrived(.effectFailed(userFacingError(error, title: "Session"))))
      }
    }
  }

  /// Does something elsewhere and posts its answer.
  func post(_ body: @escaping @Sendable () async throws -> Arrival) {
    let mailbox = mailbox
    Task.detached {
      do { mailbox.post(.arrived(try await body())) } catch {
        mailbox.post(.arrived(.effectFailed(userFacingError(error, title: "Failed"))))
      }
    }
  }
}
