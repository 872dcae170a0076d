import Canvas
import Imaging

/// Brings a session back from its files: the last save, then the journal over it.
struct SessionRecovery {
  /// What came back.
  private(set) var contents: SessionContents
  /// Undo steps that only the journal knew of.
  private(set) var steps = 0
  /// What was found damaged and how it was dealt with.
  private(set) var findings: [String] = []
  private let folder: SessionFolder
  private let journal: OpenFile?
  private let journalSize: Int
  private var generation: UInt64 = 0
  private var validBytes = 0

  /// Most bytes of a damaged journal's rest that are kept beside: 64 MiB.
  private static let keptRest = 64 << 20

  /// Reads a session without changing a file.
  init(_ folder: SessionFolder, with opening: SessionOpening) throws(SessionError) {
    self.folder = folder
    var faults: [String] = []
    let manifest = try SessionManifest.read(folder, &faults)
    let saved = try folder.map(labelSet: manifest.labelSet)
    var opened: MapContent?
    if folder.hasMap(prefix: "opened-") {
      do throws(SessionError) {
        opened = try folder.map(
          prefix: "opened-", labelSet: manifest.openedLabelSet ?? manifest.labelSet)
      } catch {
        findings.append(
          "The map as it was opened cannot be read (\(error)); erasing gives the saved one.")
      }
    }
    contents = SessionContents(
      name: manifest.name, document: Document(saved, opened: opened),
      settings: manifest.settings, toolState: manifest.toolState, view: manifest.view,
      seeds: manifest.seeds, dice: manifest.dice,
      picture: folder.picture(SessionFolder.Member.lastFrame),
      pictureA: manifest.hasPictureA ? folder.picture(SessionFolder.Member.frameA) : nil,
      cursor: manifest.cursor, walk: manifest.walk ?? Walk(), playhead: manifest.playhead ?? 0,
      maps: folder.keyframeMaps(), styleClipboard: manifest.styleClipboard ?? StyleClipboard(),
      savedLatents: manifest.savedLatents ?? SavedLatents())
    journal = try folder.journal()
    journalSize = journal?.size ?? 0
    replay(manifest, opening)
    contents.putInside(&faults)
    if !faults.isEmpty {
      findings.append("Mended in session.json: \(faults.prefix(6).joined(separator: "; ")).")
    }
  }

  private mutating func replay(_ manifest: SessionManifest, _ opening: SessionOpening) {
    let reading = journal.map { Journal.read($0) } ?? Journal.Reading()
    let marks = [manifest.journal, manifest.journalBefore].compactMap { $0 }
    guard let generation = reading.generation,
      let mark = marks.first(where: { $0.generation == generation }),
      mark.bytes <= reading.validBytes
    else {
      // The undo line does not reach the saved map: the map is right, the line begins anew.
      // A session may be handed on without its journal: then nothing is amiss.
      if journalSize > 0 {
        findings.append("The undo line could not be read; the map is as it was last saved.")
      }
      self.generation = manifest.journal.generation
      return
    }
    self.generation = generation
    for (record, end) in reading.records {
      if end <= mark.bytes {
        record.replay(in: &contents.history)
      } else if opening != .asSaved {
        record.replay(in: &contents)
        steps += 1
      }
    }
    validBytes = opening == .asSaved ? mark.bytes : reading.validBytes
    let rest = journalSize - reading.validBytes
    if rest > 0, opening != .readOnly {
      findings.append(
        "The last \(rest) bytes of the journal were damaged; they are kept in journal.corrupt.")
    }
  }

  /// Puts the journal in order and opens it for appending. What is cut off is kept beside.
  mutating func openJournal() throws(SessionError) -> JournalFile {
    if let journal, validBytes < journalSize {
      let rest: [UInt8]
      do throws(FileError) {
        rest = try journal.bytes(
          at: validBytes, count: min(journalSize - validBytes, Self.keptRest))
      } catch {
        throw SessionError(error)
      }
      try folder.write(rest, to: freeName(for: "journal.corrupt"))
    }
    if validBytes < Journal.headerSize {
      // Another generation, so that no later save mistakes it for the lost one.
      generation = Journal.generation(after: generation)
      let header = Journal.header(generation: generation)
      try folder.write(header, to: SessionFolder.Member.journal)
      validBytes = header.count
      try SessionLibrary.write(
        contents, mark: SessionFile.Mark(generation: generation, bytes: validBytes), to: folder)
    }
    return try JournalFile(
      opening: SessionFolder.Member.journal, in: folder.directory, generation: generation,
      length: validBytes)
  }

  private func freeName(for name: String) -> String {
    var free = name
    var number = 2
    while folder.directory.hasMember(free) {
      free = "\(name)-\(number)"
      number += 1
    }
    return free
  }
}

extension SessionContents {
  /// Brings what must lie on the map and on the walk there.
  mutating func putInside(_ faults: inout [String]) {
    let size = document.size
    StoredNumber.clamp(&cursor.x, to: 0...max(0, size.width - 1), "the cursor's column", &faults)
    StoredNumber.clamp(&cursor.y, to: 0...max(0, size.height - 1), "the cursor's row", &faults)
    StoredNumber.clamp(&playhead, to: 0...(Walk.longest - 1), "the playhead", &faults)
  }
}
