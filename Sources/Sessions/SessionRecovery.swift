import Canvas
import Foundation
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
  private let bytes: [UInt8]
  private var generation: UInt64 = 0
  private var validBytes = 0

  /// Reads a session without changing a file.
  init(_ folder: SessionFolder, with opening: SessionOpening) throws(SessionError) {
    self.folder = folder
    let manifest = try SessionManifest.read(folder.manifest)
    let saved = try folder.map(labelSet: manifest.labelSet)
    var opened: MapContent?
    if folder.hasMap(prefix: "opened-") {
      opened = try folder.map(
        prefix: "opened-", labelSet: manifest.openedLabelSet ?? manifest.labelSet)
    }
    contents = SessionContents(
      name: manifest.name, document: Document(saved, opened: opened),
      settings: manifest.settings, toolState: manifest.toolState, view: manifest.view,
      seeds: manifest.seeds, dice: manifest.dice,
      picture: SessionFolder.picture(folder.lastFrame),
      pictureA: manifest.hasPictureA ? SessionFolder.picture(folder.frameA) : nil,
      cursor: manifest.cursor, walk: manifest.walk ?? Walk(), playhead: manifest.playhead ?? 0,
      maps: folder.keyframeMaps(), styleClipboard: manifest.styleClipboard ?? StyleClipboard(),
      savedLatents: manifest.savedLatents ?? SavedLatents())
    bytes = try folder.journalBytes()
    replay(manifest, opening)
  }

  private mutating func replay(_ manifest: SessionManifest, _ opening: SessionOpening) {
    let reading = Journal.read(bytes)
    let marks = [manifest.journal, manifest.journalBefore].compactMap { $0 }
    guard let generation = reading.generation,
      let mark = marks.first(where: { $0.generation == generation }),
      mark.bytes <= reading.validBytes
    else {
      // The undo line does not reach the saved map: the map is right, the line begins anew.
      // A session may be handed on without its journal: then nothing is amiss.
      if !bytes.isEmpty {
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
    let rest = bytes.count - reading.validBytes
    if rest > 0, opening != .readOnly {
      findings.append(
        "The last \(rest) bytes of the journal were damaged; they are kept in journal.corrupt.")
    }
  }

  /// Puts the journal in order and opens it for appending. What is cut off is kept beside.
  mutating func openJournal() throws(SessionError) -> JournalFile {
    if validBytes < bytes.count {
      try SessionFolder.write(
        Array(bytes[validBytes...]), to: freeName(for: "journal.corrupt"))
    }
    if validBytes < Journal.headerSize {
      // Another generation, so that no later save mistakes it for the lost one.
      generation += 1
      let header = Journal.header(generation: generation)
      try SessionFolder.write(header, to: folder.journal)
      validBytes = header.count
      try SessionLibrary.write(
        contents, mark: SessionFile.Mark(generation: generation, bytes: validBytes), to: folder)
    }
    return try JournalFile(
      opening: folder.journal.path, generation: generation, length: validBytes)
  }

  private func freeName(for name: String) -> URL {
    var url = folder.url.appendingPathComponent(name)
    var number = 2
    while FileManager.default.fileExists(atPath: url.path) {
      url = folder.url.appendingPathComponent("\(name)-\(number)")
      number += 1
    }
    return url
  }
}
