import Canvas
import Foundation
public import Imaging
import Synchronization

/// An open session: appends what happens, saves checkpoints. One per session in all processes.
///
/// Usable from any thread. `append` takes microseconds; `sync` and `save` wait for the disk.
public final class SessionFile: Sendable {
  /// The place in the undo line that a save corresponds to.
  public struct Mark: Hashable, Sendable {
    var generation: UInt64
    var bytes: Int
  }

  /// Folder name without `.session`.
  public let id: String
  private let folder: SessionFolder
  private let lock: SessionLock
  private let longJournal: Int
  private let journal: Mutex<JournalFile>
  /// Saves go one after the other, so that files of two never mix.
  private let saving = Mutex<Mark?>(nil)

  init(
    id: String, folder: SessionFolder, lock: SessionLock, journal file: JournalFile,
    longJournal: Int
  ) {
    self.id = id
    self.folder = folder
    self.lock = lock
    self.longJournal = longJournal
    journal = Mutex(file)
  }

  /// Path of its folder.
  public var path: String { folder.url.path }

  /// Appends a record; it survives the program's death when this returns.
  public func append(_ record: JournalRecord) throws(SessionError) {
    try journal.withLock { (file) throws(SessionError) in try file.append(record) }
  }

  /// Forces everything appended to the disk.
  public func sync() throws(SessionError) {
    // The disk may take its time; meanwhile the painter's thread can append.
    let file = journal.withLock { $0 }
    try file.descriptor.sync(file.path)
  }

  /// The present place in the undo line: take it together with the contents that are saved.
  public var mark: Mark {
    journal.withLock { Mark(generation: $0.generation, bytes: $0.length) }
  }

  /// Saves contents as they were at `mark`. A save older than the last one is left out.
  public func save(_ contents: SessionContents, at mark: Mark) throws(SessionError) {
    try saving.withLock { (last) throws(SessionError) in
      if let last, last.generation > mark.generation || last.bytes > mark.bytes { return }
      // The journal first: what the files know of must never be missing in it.
      try sync()
      guard let shorter = shortened(contents, at: mark) else {
        try SessionLibrary.write(contents, mark: mark, to: folder)
        last = mark
        return
      }
      // The manifest knows both journals, so that a crash between the two files loses nothing.
      let next = Mark(generation: mark.generation + 1, bytes: shorter.count)
      try SessionLibrary.write(contents, mark: next, before: mark, to: folder)
      try replaceJournal(with: shorter, next, knowing: mark)
      last = next
    }
  }

  /// Saves contents as they were at `mark` and closes in good order.
  public func close(_ contents: SessionContents, at mark: Mark) throws(SessionError) {
    try save(contents, at: mark)
    lock.release()
  }

  /// Keeps a photo in the session.
  /// - Returns: The name it has there.
  public func keep(photo: RGBImage, named name: String) throws(SessionError) -> String {
    let plain = SessionLibrary.fileName(name)
    var free = plain
    var number = 2
    while let other = SessionFolder.picture(folder.photo(free)), other != photo {
      free = "\(plain)-\(number)"
      number += 1
    }
    try folder.make()
    try SessionFolder.write(photo, to: folder.photo(free))
    return free
  }

  /// A photo kept in the session.
  public func photo(named name: String) throws(SessionError) -> RGBImage {
    try folder.photo(named: name)
  }

  /// A journal that holds only what can still be undone; `nil` while that saves little.
  private func shortened(_ contents: SessionContents, at mark: Mark) -> [UInt8]? {
    guard mark.bytes > longJournal else { return nil }
    let bytes = SessionLibrary.journal(of: contents.history, generation: mark.generation + 1)
    return bytes.count < mark.bytes / 2 ? bytes : nil
  }

  /// Puts a shorter journal in place; records appended since `mark` are carried over.
  private func replaceJournal(
    with bytes: [UInt8], _ next: Mark, knowing mark: Mark
  ) throws(SessionError) {
    try journal.withLock { (file) throws(SessionError) in
      let late = try folder.journalBytes().dropFirst(mark.bytes)
      try SessionFolder.write(bytes + late, to: folder.journal)
      file = try JournalFile(
        opening: folder.journal.path, generation: next.generation,
        length: bytes.count + late.count)
    }
  }
}
