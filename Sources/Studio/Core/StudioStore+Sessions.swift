import Dispatch
import Imaging
import Sessions

/// Effects that reach the disk.
extension StudioStore {
  /// Appends to the journal now: what is on the screen survives the program's death. What cannot
  /// be written waits in the session's file.
  func journal(_ record: JournalRecord) {
    guard let session = own() else {
      mailbox.post(.arrived(.notKept(noFolderReason)))
      return
    }
    do { try session.append(record) } catch {
      mailbox.post(.arrived(.notKept("\(error)")))
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
      mailbox.post(.arrived(.notKept("\(error)")))
    }
    return session
  }

  func save(_ contents: SessionContents) {
    // An example nobody touched needs no copy.
    if let example, contents.history == example.history { return }
    guard let session else { return keepAnew(contents) }
    let mark = session.mark
    keeping {
      try session.save(contents, at: mark)
    } done: {
      .sessionSaved
    }
  }

  /// Looks again for a folder for what has none: space may have returned.
  private func keepAnew(_ contents: SessionContents) {
    guard state.session.unkept != nil, !state.session.isReadOnly else { return }
    do {
      let file = try services.library.create(contents)
      session = file
      mailbox.post(.arrived(.sessionCreated(id: file.id)))
    } catch {
      mailbox.post(.arrived(.notKept("\(error)")))
    }
  }

  /// Forces the journal to the disk.
  func syncJournal() {
    guard let session else {
      if example == nil { mailbox.post(.arrived(.notKept(noFolderReason))) }
      return
    }
    let contents = state.contents
    let mark = session.mark
    keeping {
      do {
        try session.sync()
      } catch SessionError.gone {
        // Its folder was taken away: it is made again with everything in it.
        try session.save(contents, at: mark)
      }
    } done: {
      .journalSynced
    }
  }

  private var noFolderReason: String { state.session.unkept ?? "this session has no folder" }

  /// Does something that keeps the person's work; when it fails, that is said for as long as it is
  /// true.
  private func keeping(
    _ body: @escaping @Sendable () throws -> Void, done: @escaping @Sendable () -> Arrival
  ) {
    let mailbox = mailbox
    disk.async {
      do {
        try body()
        mailbox.post(.arrived(done()))
      } catch {
        mailbox.post(.arrived(.notKept("\(error)")))
      }
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
    let labelSet = services.labelSet
    let mailbox = mailbox
    change(saving: contents) { () throws(SessionError) in
      let opened = try library.open(id, opening)
      for finding in opened.findings {
        mailbox.post(.arrived(.noticed("\(opened.contents.name): \(finding)")))
      }
      return (
        opened.file,
        OpenedSession(
          id: id, contents: opened.contents, recoveredSteps: opened.recoveredSteps,
          isReadOnly: opened.file == nil && !opened.isExample, isExample: opened.isExample)
      )
    } refused: { error in
      switch error {
      case .malformed, .newer, .file:
        // It may have been another session that could not be closed: then nothing is wrong here.
        guard (try? library.open(id, .readOnly)) == nil,
          let rescue = try? library.rescue(id, labelSet: labelSet)
        else { return nil }
        return .sessionRefused(rescue)
      case .inUse, .missing, .gone: return nil
      }
    }
  }

  /// Opens another session; only when that worked, the present one is saved and closed.
  func change(
    saving contents: SessionContents,
    _ open: @escaping @Sendable () throws(SessionError) -> (SessionFile?, OpenedSession),
    refused: @escaping @Sendable (SessionError) -> Arrival? = { _ in nil }
  ) {
    let present = session
    let mark = session?.mark
    let mailbox = mailbox
    disk.async {
      do throws(SessionError) {
        let (file, opened) = try open()
        if let present, let mark { try present.close(contents, at: mark) }
        mailbox.post(.opened(file, opened))
      } catch {
        let failed = Arrival.effectFailed(userFacingError(error, title: "Not opened"))
        mailbox.post(.arrived(refused(error) ?? failed))
      }
    }
  }

  func readPhoto(_ path: String, _ use: PhotoCard.Use) {
    let read = services.readPhoto
    let session = own()
    post(reading: path) {
      let photo = try await read(path)
      let file = path.split(separator: "/").last.map { String($0) } ?? path
      let name = file.split(separator: ".").first.map { String($0) } ?? file
      let kept = try session?.keep(photo: photo, named: name) ?? name
      return .photoRead(name: kept, photo, use)
    }
  }

  func quit() {
    let name = state.session.name
    guard let session else {
      let reason = state.session.unkept
      terminal(.quit(reason.map { "\(name) was not kept: \($0)" } ?? "", isKept: reason == nil))
      return
    }
    guard let error = leave() else {
      terminal(.quit("\(name) saved. Again: ganvas \(session.id)"))
      return
    }
    let missing = session.waitingRecords
    let isInJournal = missing == 0 && (try? session.sync()) != nil
    let words =
      isInJournal
      ? "every act of \(name) is in its journal, but it could not be saved"
      : missing > 0
        ? "\(counted(missing, "act")) of \(name) could not be kept" : "\(name) is not kept"
    terminal(.quit("\(words): \(error)", isKept: false))
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

  /// Reads a file at a typed path elsewhere and posts what came of it.
  func post(reading path: String, _ body: @escaping @Sendable () async throws -> Arrival) {
    let mailbox = mailbox
    let name = path.split(separator: "/").last.map { String($0) } ?? path
    Task.detached {
      do { mailbox.post(.arrived(try await body())) } catch {
        let failure = userFacingError(error, title: "Not read: \(name)")
        mailbox.post(.arrived(.pathFailed(path: path, failure)))
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
