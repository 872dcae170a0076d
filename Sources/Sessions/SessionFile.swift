import Canvas
public import Imaging
import Synchronization
public import Synthesis

/// An open session: appends what happens, saves checkpoints. One per session in all processes.
///
/// Usable from any thread. `append` takes microseconds; `sync` and `save` wait for the disk.
public final class SessionFile: Sendable {
  /// The place in the undo line that a save corresponds to.
  public struct Mark: Hashable, Sendable {
    var generation: UInt64
    var bytes: Int
  }

  /// What `save` works on: one save at a time, so that files of two never mix.
  private struct Place {
    var folder: SessionFolder
    var lock: FolderLock
    var lastSave: Mark?
  }

  /// Folder name without `.session`.
  public let id: String
  /// Path of its folder.
  public let path: String
  private let longJournal: Int
  private let journal: Mutex<JournalFile>
  private let place: Mutex<Place>
  private let memory = UndoStepMemory()

  init(
    id: String, folder: SessionFolder, lock: FolderLock, journal file: JournalFile,
    longJournal: Int
  ) {
    self.id = id
    path = folder.path
    self.longJournal = longJournal
    journal = Mutex(file)
    place = Mutex(Place(folder: folder, lock: lock))
  }

  /// Number of records that could not be written yet; 0 when the journal has every act.
  public var waitingRecords: Int { journal.withLock { $0.waitingCount } }

  /// Appends a record; it survives the program's death when this returns.
  /// - Throws: When the disk is full or fails. The record waits then, with all that follow, until
  ///   one of `append`, `sync` and `save` can write them, in order.
  public func append(_ record: JournalRecord) throws(SessionError) {
    try journal.withLock { (file) throws(SessionError) in
      let start = file.length
      try file.append(record)
      guard let act = record.act else { return }
      let payload = start + Journal.frameHead + JournalRecord.headSize(of: act)
      memory.note(
        act,
        UndoStepStore.Place(
          file: file.file, start: payload, count: file.written - payload,
          kind: JournalRecord.Kind(act.change, amends: false)))
    }
  }

  /// Forces everything appended to the disk, also what waited.
  /// - Throws: `gone` when the folder was taken away, `file` when the disk is full or fails.
  public func sync() throws(SessionError) {
    // The disk may take its time; meanwhile the painter's thread can append.
    let file = try journal.withLock { (file) throws(SessionError) in
      try file.flush()
      return file.file
    }
    guard file.links > 0, !place.withLock({ $0.folder.directory.isGone }) else {
      throw .gone(path: path)
    }
    do throws(FileError) { try file.sync() } catch { throw SessionError(error) }
  }

  /// The present place in the undo line: take it together with the contents that are saved.
  public var mark: Mark {
    journal.withLock { Mark(generation: $0.generation, bytes: $0.length) }
  }

  /// Saves contents as they were at `mark`. A save older than the last one is left out. A folder
  /// that was taken away is made again.
  public func save(_ contents: SessionContents, at mark: Mark) throws(SessionError) {
    try place.withLock { (place) throws(SessionError) in
      if let last = place.lastSave, last.generation == mark.generation, last.bytes > mark.bytes {
        return
      }
      if place.folder.directory.isGone || journal.withLock({ $0.file.links == 0 }) {
        try makeAgain(&place, contents, at: mark)
        return
      }
      // The journal first: what the files know of must never be missing in it.
      try flushAndSync()
      // Contents from before the journal was shortened: it has what they know of.
      guard mark.generation == journal.withLock({ $0.generation }) else { return }
      guard let shorter = shortened(contents, at: mark) else {
        try SessionLibrary.write(contents, mark: mark, to: place.folder)
        place.lastSave = mark
        return
      }
      // The manifest knows both journals, so that a crash between the two files loses nothing.
      let next = Mark(
        generation: Journal.generation(after: mark.generation), bytes: shorter.count)
      try SessionLibrary.write(contents, mark: next, before: mark, to: place.folder)
      try replaceJournal(with: shorter, next, knowing: mark, in: place.folder)
      place.lastSave = next
    }
  }

  /// Saves contents as they were at `mark` and closes in good order.
  public func close(_ contents: SessionContents, at mark: Mark) throws(SessionError) {
    try save(contents, at: mark)
    place.withLock { $0.lock.release() }
  }

  /// Keeps a photo in the session.
  /// - Returns: The name it has there.
  public func keep(photo: RGBImage, named name: String) throws(SessionError) -> String {
    let folder = place.withLock { $0.folder }
    let plain = SessionLibrary.fileName(name)
    var free = plain
    var number = 2
    while let other = folder.picture(SessionFolder.Member.photo(free)), other != photo {
      free = "\(plain)-\(number)"
      number += 1
    }
    try folder.write(photo, to: SessionFolder.Member.photo(free))
    return free
  }

  /// Keeps what a film remembers; of those kept before only the named ones stay.
  public func keep(_ memory: FilmMemory, among names: [String]) throws(SessionError) {
    let folder = place.withLock { $0.folder }
    try folder.keep(memory, among: Set(names).union([memory.frame]))
  }

  /// What films remembered, as far as it can be read; the renderer looks whether it is its own.
  public func filmMemories() -> [FilmMemory] { place.withLock { $0.folder }.filmMemories() }

  /// A photo kept in the session.
  public func photo(named name: String) throws(SessionError) -> RGBImage {
    try place.withLock { $0.folder }.photo(named: name)
  }

  private func flushAndSync() throws(SessionError) {
    let file = try journal.withLock { (file) throws(SessionError) in
      try file.flush()
      return file.file
    }
    do throws(FileError) { try file.sync() } catch { throw SessionError(error) }
  }

  /// A journal that holds only what can still be undone; `nil` while that saves little.
  private func shortened(_ contents: SessionContents, at mark: Mark) -> [UInt8]? {
    guard mark.bytes > longJournal else { return nil }
    let bytes = SessionLibrary.journal(
      of: contents.history, generation: Journal.generation(after: mark.generation))
    return bytes.count < mark.bytes / 2 ? bytes : nil
  }

  /// Puts a shorter journal in place; records appended since `mark` are carried over.
  private func replaceJournal(
    with bytes: [UInt8], _ next: Mark, knowing mark: Mark, in folder: SessionFolder
  ) throws(SessionError) {
    try journal.withLock { (file) throws(SessionError) in
      // What waits is not on the disk: a journal that takes its place must not leave it out.
      try file.flush()
      let late: [UInt8]
      do throws(FileError) {
        late = try file.file.bytes(at: mark.bytes, count: file.written - mark.bytes)
      } catch {
        throw SessionError(error)
      }
      try JournalFile.replace(
        &file, in: folder.directory, with: bytes + late, generation: next.generation)
    }
  }

  /// Writes everything into a new folder of the same path, where the old one was taken away.
  private func makeAgain(
    _ place: inout Place, _ contents: SessionContents, at mark: Mark
  ) throws(SessionError) {
    let calls = place.folder.directory.calls
    // One that is there already is opened; one that cannot be made, cannot.
    _ = Directory.make(path, through: calls)
    guard let folder = try? SessionFolder(path, through: calls) else { throw .gone(path: path) }
    try folder.makeFolders()
    let lock = try SessionLibrary.lock(folder, .current())
    let generation = Journal.newGeneration()
    let bytes = SessionLibrary.journal(of: contents.history, generation: generation)
    try journal.withLock { (file) throws(SessionError) in
      // Acts since `mark` are in the old journal, which stays open though it has no name any more.
      var late: [UInt8] = []
      if mark.generation == file.generation, mark.bytes <= file.written {
        late = (try? file.file.bytes(at: mark.bytes, count: file.written - mark.bytes)) ?? []
        late += file.waiting
      }
      try JournalFile.replace(
        &file, in: folder.directory, with: bytes + late, generation: generation)
    }
    let next = Mark(generation: generation, bytes: bytes.count)
    try SessionLibrary.write(contents, mark: next, to: folder)
    place = Place(folder: folder, lock: lock, lastSave: next)
  }
}
