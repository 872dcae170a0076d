import Canvas
public import Foundation
public import Imaging

/// The folder that holds sessions: lists, opens, makes, copies and throws them away.
public struct SessionLibrary: Sendable {
  /// The folder that holds `NAME.session` folders.
  public let directory: URL
  /// This process, as locks name it.
  public let identity: ProcessIdentity
  /// Bytes from which a journal is worth shortening.
  var longJournal = 64 << 20
  /// The system calls; tests replace them.
  var calls = FileCalls()

  /// A library in a folder; the folder is made when the first session is.
  public init(directory: URL, identity: ProcessIdentity = .current()) {
    self.directory = directory
    self.identity = identity
  }

  /// A session that was opened.
  public struct Opened: Sendable {
    /// The open file; `nil` when it is open to look only.
    public var file: SessionFile?
    /// What it holds.
    public var contents: SessionContents
    /// Undo steps that came from the journal after a crash.
    public var recoveredSteps: Int
    /// What was found damaged and how it was dealt with, in sentences; usually empty.
    public var findings: [String]
    /// Whether it is a shipped example, which is never written to: `create` makes a session of
    /// its contents.
    public var isExample = false
  }

  /// Makes a session with a folder name of its own, saves it and leaves it open.
  public func create(_ contents: SessionContents) throws(SessionError) -> SessionFile {
    let (id, folder) = try makeFolder(named: contents.name)
    do throws(SessionError) { return try fill(folder, id, contents) } catch {
      // What never held a session is not left lying about.
      try? FileManager.default.removeItem(atPath: folder.path)
      throw error
    }
  }

  /// Writes contents into a new folder and leaves the session open.
  private func fill(
    _ folder: SessionFolder, _ id: String, _ contents: SessionContents
  ) throws(SessionError) -> SessionFile {
    try folder.makeFolders()
    let lock = try SessionLibrary.lock(folder, identity)
    let generation = Journal.newGeneration()
    let bytes = SessionLibrary.journal(of: contents.history, generation: generation)
    try folder.write(bytes, to: SessionFolder.Member.journal)
    let mark = SessionFile.Mark(generation: generation, bytes: bytes.count)
    try SessionLibrary.write(contents, mark: mark, to: folder)
    let journal = try JournalFile(
      opening: SessionFolder.Member.journal, in: folder.directory, generation: generation,
      length: bytes.count)
    return SessionFile(
      id: id, folder: folder, lock: lock, journal: journal, longJournal: longJournal)
  }

  /// Opens a session. A shipped example is only read, whatever `opening` says.
  /// - Throws: `inUse` when another process paints there (unless `readOnly`), `missing`,
  ///   `malformed`, `newer`, `file`.
  public func open(_ id: String, _ opening: SessionOpening = .recovered) throws(SessionError)
    -> Opened
  {
    let folder = try folder(of: id)
    let isExample = try SessionManifest.read(folder).isExample == true
    let lock =
      opening == .readOnly || isExample ? nil : try SessionLibrary.lock(folder, identity)
    var recovery = try SessionRecovery(folder, with: isExample ? .readOnly : opening)
    guard let lock else {
      return Opened(
        file: nil, contents: recovery.contents, recoveredSteps: recovery.steps,
        findings: recovery.findings, isExample: isExample && opening != .readOnly)
    }
    let journal = try recovery.openJournal()
    return Opened(
      file: SessionFile(
        id: id, folder: folder, lock: lock, journal: journal, longJournal: longJournal),
      contents: recovery.contents, recoveredSteps: recovery.steps, findings: recovery.findings)
  }

  /// Saves a copy under a name; the copy is closed.
  /// - Returns: The path of its folder.
  public func copy(_ contents: SessionContents, named name: String) throws(SessionError) -> String {
    var named = contents
    named.name = name
    let file = try create(named)
    try file.close(named, at: file.mark)
    return file.path
  }

  /// Copies the photos of one session into another.
  public func copyPhotos(from id: String, to path: String) throws(SessionError) {
    let source = try folder(of: id)
    let target = try SessionFolder(path, through: calls)
    for file in source.directory.names(in: SessionFolder.Member.photos) {
      let member = "\(SessionFolder.Member.photos)/\(file)"
      // What is no regular file is none of ours.
      guard source.directory.hasFile(member) else { continue }
      try target.write(try source.read(member, limit: FileLimits.picture), to: member)
    }
  }

  /// A photo kept in a session.
  public func photo(named name: String, of id: String) throws(SessionError) -> RGBImage {
    try folder(of: id).photo(named: name)
  }

  /// Moves a session into the folder `.trash` of the library; never a shipped example.
  public func trash(_ id: String) throws(SessionError) {
    let folder = try folder(of: id)
    // One that cannot be read may go all the same.
    if (try? SessionManifest.read(folder))?.isExample == true {
      throw .file(path: folder.path, reason: "it comes with the program")
    }
    let lock = try SessionLibrary.lock(folder, identity)
    defer { withExtendedLifetime(lock) {} }
    let trash = directory.appendingPathComponent(".trash")
    var target = trash.appendingPathComponent(id + SessionFolder.ending)
    var number = 2
    while FileManager.default.fileExists(atPath: target.path) {
      target = trash.appendingPathComponent("\(id)-\(number)" + SessionFolder.ending)
      number += 1
    }
    do {
      try FileManager.default.createDirectory(at: trash, withIntermediateDirectories: true)
      try FileManager.default.moveItem(at: URL(fileURLWithPath: folder.path), to: target)
    } catch {
      throw .file(path: folder.path, reason: "it cannot be moved to the trash")
    }
  }

  /// Path of the folder a session of that name has.
  public func path(of id: String) -> String {
    directory.appendingPathComponent(id + SessionFolder.ending).path
  }

  /// The session's folder, if there is one of that name. A folder that never held a session (its
  /// program died while making it) is none.
  func folder(of id: String) throws(SessionError) -> SessionFolder {
    guard !id.contains("/"), !id.isEmpty,
      let folder = try? SessionFolder(path(of: id), through: calls),
      folder.directory.hasMember(SessionFolder.Member.manifest)
    else { throw .missing(id: id) }
    return folder
  }

  /// Takes the lock of a session's folder.
  static func lock(
    _ folder: SessionFolder, _ identity: ProcessIdentity
  ) throws(SessionError) -> FolderLock {
    do throws(FolderLock.Refusal) {
      return try FolderLock(folder.directory, identity: identity)
    } catch {
      switch error {
      case .held(let holder): throw .inUse(by: holder)
      case .file(let error): throw SessionError(error)
      }
    }
  }

  private func makeFolder(named name: String) throws(SessionError) -> (String, SessionFolder) {
    let plain = SessionLibrary.fileName(name)
    var id = plain
    var number = 2
    do {
      try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    } catch {
      throw .file(path: directory.path, reason: "the folder cannot be made")
    }
    // `mkdir` decides: two programs that take the same name at once get two folders.
    while let code = Directory.make(path(of: id), through: calls) {
      guard code == EEXIST, number < 10_000 else {
        throw .file(path: path(of: id), reason: String(cString: strerror(code)))
      }
      id = "\(plain)-\(number)"
      number += 1
    }
    return (id, try SessionFolder(path(of: id), through: calls))
  }
}

extension SessionLibrary {
  /// A name as a folder name: lower case, words joined by `-`, at most 60 characters.
  static func fileName(_ name: String) -> String {
    let words = name.lowercased().split { !($0.isLetter || $0.isNumber || $0 == "_") }
    let joined = String(words.joined(separator: "-").prefix(60))
    return joined.isEmpty ? "untitled" : joined
  }

  /// A journal that rebuilds an undo line.
  static func journal(of history: History<UndoStep>, generation: UInt64) -> [UInt8] {
    var bytes = Journal.header(generation: generation)
    for undoStep in history.past { bytes += Journal.frame(.stepTaken(undoStep)) }
    for undoStep in history.future.reversed() { bytes += Journal.frame(.stepTaken(undoStep)) }
    for _ in history.future { bytes += Journal.frame(.undone) }
    return bytes
  }

  /// Writes everything but the journal; the manifest last.
  static func write(
    _ contents: SessionContents, mark: SessionFile.Mark, before: SessionFile.Mark? = nil,
    to folder: SessionFolder
  ) throws(SessionError) {
    if !folder.hasMap(prefix: "opened-") {
      try folder.write(contents.document.opened, prefix: "opened-")
    }
    try folder.write(contents.document.content)
    if let picture = contents.picture, picture.size.area > 0 {
      try folder.write(picture, to: SessionFolder.Member.lastFrame)
    }
    if let picture = contents.pictureA, picture.size.area > 0 {
      try folder.write(picture, to: SessionFolder.Member.frameA)
    }
    let named = contents.namedMaps
    for (name, map) in contents.maps where named.contains(name) {
      try folder.keep(map, as: name)
    }
    let set = contents.document.labelSet
    let opened = contents.document.opened.labelSet
    let manifest = SessionManifest(
      name: contents.name, labelSet: set, openedLabelSet: opened == set ? nil : opened,
      settings: contents.settings, toolState: contents.toolState,
      styleClipboard: contents.styleClipboard,
      savedLatents: contents.savedLatents == SavedLatents() ? nil : contents.savedLatents,
      view: contents.view,
      seeds: contents.seeds, dice: contents.dice, cursor: contents.cursor,
      walk: contents.walk == Walk() ? nil : contents.walk,
      playhead: contents.playhead == 0 ? nil : contents.playhead,
      steps: contents.history.past.count, hasPictureA: contents.pictureA != nil,
      journal: SessionManifest.Mark(generation: mark.generation, bytes: mark.bytes),
      journalBefore: before.map {
        SessionManifest.Mark(generation: $0.generation, bytes: $0.bytes)
      })
    try folder.write(manifest.encoded(), to: SessionFolder.Member.manifest)
  }
}
