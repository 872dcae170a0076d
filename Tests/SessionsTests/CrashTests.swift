import Checksums
import Canvas
import Foundation
import Imaging
import Synthesis
import Testing

@testable import Sessions

@Suite("Crashes at every moment") struct CrashTests {
  @Test("A journal cut at any byte gives a prefix of the acts") func cutAnywhere() throws {
    try inFolder { library in
      var contents = painted(steps: 1, seed: 20)
      var states = [contents]
      var file: SessionFile? = try library.create(contents)
      let id = try #require(file?.id)
      let journal = URL(fileURLWithPath: try #require(file?.path) + "/journal")
      var ends = [try Data(contentsOf: journal).count]
      for step in 0..<4 {
        try file?.append(step == 2 ? undo(&contents) : undoStep(on: &contents, step))
        states.append(contents)
        ends.append(try Data(contentsOf: journal).count)
      }
      file = nil
      let whole = try Data(contentsOf: journal)
      let bytes = Array(whole)
      for cut in ends[0]...whole.count {
        let expected = ends.lastIndex { $0 <= cut } ?? 0
        let reading = Journal.read(Array(bytes[..<cut]))
        #expect(reading.validBytes == ends[expected])
        var recovered = states[0]
        for (record, end) in reading.records where end > ends[0] {
          record.replay(in: &recovered)
        }
        #expect(recovered == states[expected], "cut at \(cut)")
        // The same through the files, at each end of a record and beside it.
        guard ends.contains(cut) || ends.contains(cut + 1) else { continue }
        try whole.prefix(cut).write(to: journal)
        #expect(try library.open(id, .readOnly).contents == states[expected], "cut at \(cut)")
      }
    }
  }

  @Test("A step that was withdrawn leaves no trace, on the undo line or beside it")
  func withdrawn() throws {
    try inFolder { library in
      var contents = painted(steps: 1, seed: 23)
      var file: SessionFile? = try library.create(contents)
      let id = try #require(file?.id)
      let before = contents
      try file?.append(undoStep(on: &contents, 1))
      try file?.append(.withdrawn)
      file = nil
      let opened = try library.open(id, .readOnly).contents
      #expect(opened == before)
      #expect(opened.history.redoName == nil)
    }
  }

  @Test("A flipped bit ends the journal there; the tail is kept and painting goes on")
  func flippedBits() throws {
    try inFolder { library in
      var contents = painted(steps: 0, seed: 21)
      var file: SessionFile? = try library.create(contents)
      let id = try #require(file?.id)
      let path = try #require(file?.path)
      let journal = URL(fileURLWithPath: path + "/journal")
      let first = contents
      let start = try Data(contentsOf: journal).count
      for step in 0..<3 { try file?.append(undoStep(on: &contents, step)) }
      file = nil
      var bytes = try Data(contentsOf: journal)
      bytes[start + 12] ^= 0x10
      try bytes.write(to: journal)
      let opened = try library.open(id)
      #expect(opened.contents.document == first.document)
      #expect(opened.findings.count == 1)
      let tail = try Data(contentsOf: URL(fileURLWithPath: path + "/journal.corrupt"))
      #expect(tail.count == bytes.count - start)
      var next = opened.contents
      try opened.file?.append(undoStep(on: &next, 5))
      #expect(try library.open(id, .readOnly).contents.document == next.document)
    }
  }

  @Test("A crash between the files of a save loses nothing", arguments: 0..<3)
  func halfSaved(stage: Int) throws {
    try inFolder { library in
      var contents = painted(steps: 2, seed: 22)
      var file: SessionFile? = try library.create(contents)
      let id = try #require(file?.id)
      let url = URL(fileURLWithPath: try #require(file?.path))
      let old = try files(in: url)
      for step in 0..<5 {
        try file?.append(step == 3 ? undo(&contents) : undoStep(on: &contents, step))
      }
      try file?.save(contents, at: try #require(file?.mark))
      file = nil
      // The save writes labels, instances, then the manifest: bring back what came later.
      if stage < 1 { try old["labels.png"]?.write(to: url.appendingPathComponent("labels.png")) }
      if stage < 2 {
        try old["instances.png"]?.write(to: url.appendingPathComponent("instances.png"))
      }
      try old["session.json"]?.write(to: url.appendingPathComponent("session.json"))
      let opened = try library.open(id, .readOnly)
      #expect(opened.contents.document == contents.document)
      #expect(opened.contents.history == contents.history)
    }
  }

  @Test("A journal of nonsense is put aside; the map stays", arguments: [0, 3, 8, 15, 16, 100])
  func nonsense(length: Int) throws {
    try inFolder { library in
      let contents = painted(steps: 3, seed: 23)
      var file: SessionFile? = try library.create(contents)
      let id = try #require(file?.id)
      let journal = URL(fileURLWithPath: try #require(file?.path) + "/journal")
      file = nil
      try Data((0..<length).map { UInt8(truncatingIfNeeded: $0 &* 37) }).write(to: journal)
      let opened = try library.open(id)
      #expect(opened.contents.document == contents.document)
      #expect(opened.contents.history.past.isEmpty)
      #expect(opened.findings.isEmpty == (length == 0))
      var next = opened.contents
      try opened.file?.append(undoStep(on: &next, 1))
      #expect(try library.open(id, .readOnly).contents.document == next.document)
    }
  }

  @Test("A journal that is shortened at a save loses nothing, not even what came meanwhile")
  func shortened() throws {
    try inFolder { library in
      var library = library
      library.longJournal = 300
      var contents = painted(steps: 0, seed: 25)
      let file = try library.create(contents)
      let journal = URL(fileURLWithPath: file.path + "/journal")
      for step in 0..<30 {
        try file.append(undoStep(on: &contents, step))
        if step > 1 { try file.append(undo(&contents)) }
      }
      let long = try Data(contentsOf: journal).count
      let saved = contents
      let mark = file.mark
      try file.append(undoStep(on: &contents, 40))
      try file.save(saved, at: mark)
      #expect(try Data(contentsOf: journal).count < long / 2)
      #expect(try library.open(file.id, .readOnly).contents == contents)
      try file.append(undoStep(on: &contents, 41))
      let opened = try library.open(file.id, .readOnly)
      #expect(opened.contents == contents)
      #expect(opened.recoveredSteps == 2)
      #expect(opened.findings == [])
    }
  }

  @Test("A lying length asks for no memory") func lyingLength() {
    var bytes = Journal.header(generation: 1)
    bytes += [0xFF, 0xFF, 0xFF, 0x3F, 0, 0, 0, 0, 1]
    #expect(Journal.read(bytes).validBytes == Journal.headerSize)
    #expect(Journal.countRecords(JournalWalker(bytes), from: 0) == 0)
  }

  @Test("CRC-32C of the standard's example") func checksum() {
    #expect(CRC32C.checksum(of: Array("123456789".utf8)) == 0xE306_9283)
  }

  @Test("Killed at any time, a program loses no act it was told is kept") func killed() throws {
    try inFolder { library in
      var contents = painted(steps: 0, seed: 24)
      let file = try library.create(contents)
      let url = URL(fileURLWithPath: file.path)
      let snapshot = library.directory.appendingPathComponent("copy.session")
      for step in 0..<20 {
        try file.append(undoStep(on: &contents, step))
        if step % 6 == 5 { try file.save(contents, at: file.mark) }
        // What is on the disk now is what a kill would leave.
        try? FileManager.default.removeItem(at: snapshot)
        try FileManager.default.copyItem(at: url, to: snapshot)
        let opened = try library.open("copy", .readOnly)
        #expect(opened.contents.document == contents.document)
        #expect(opened.contents.history == contents.history)
      }
    }
  }

  private func files(in url: URL) throws -> [String: Data] {
    var files: [String: Data] = [:]
    for name in ["labels.png", "instances.png", "session.json"] {
      files[name] = try Data(contentsOf: url.appendingPathComponent(name))
    }
    return files
  }
}
