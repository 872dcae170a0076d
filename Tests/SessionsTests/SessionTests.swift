import Canvas
import Foundation
import Imaging
import Synthesis
import Testing

@testable import Sessions

@Suite("Sessions") struct SessionTests {
  @Test("What is saved comes back") func roundTrip() throws {
    try inFolder { library in
      var contents = painted(steps: 6, seed: 1)
      contents.settings.seedWord = "rain"
      contents.settings.latent = LatentState(source: .seed(77), truncationPsi: 0.7)
      contents.picture = RGBImage(width: 3, height: 2, filledWith: RGB(1, 2, 3))
      contents.pictureA = RGBImage(width: 3, height: 2, filledWith: RGB(9, 8, 7))
      contents.toolState.clipboard = contents.document.stamp(of: .everywhere(0))
      contents.seeds.remember(SeedMemory.Entry(seed: 77, word: "rain"))
      contents.view.map.zoom(by: 3, around: (x: 0.2, y: 0.9))
      let file = try library.create(contents)
      try file.close(contents, at: file.mark)
      let opened = try library.open(file.id)
      #expect(opened.contents == contents)
      #expect(opened.recoveredSteps == 0)
      #expect(opened.findings == [])
    }
  }

  @Test("Every shipped example opens, whole, and without a file being written") func examples()
    throws
  {
    var root = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { root.deleteLastPathComponent() }
    let library = SessionLibrary(directory: root.appendingPathComponent("Sessions"))
    let examples = library.list().filter(\.isExample)
    #expect(examples.map(\.id).contains("bay-at-dusk"))
    for summary in examples {
      let folder = library.directory.appendingPathComponent("\(summary.id).session")
      let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
      let opened = try library.open(summary.id)
      #expect(opened.isExample && opened.file == nil)
      #expect(opened.findings == [])
      // Models of one photo are painted on that photo.
      let own = [
        "canyon": PixelSize(width: 250, height: 167),
        "clouds": PixelSize(width: 200, height: 150),
      ]
      let size = own[summary.id] ?? PixelSize(width: 256, height: 256)
      #expect(opened.contents.document.size == size)
      let known = opened.contents.document.labelSet.labels.map { UInt16($0.id) }
      #expect(opened.contents.document.usedLabels.allSatisfy { known.contains($0) })
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == files)
      #expect(throws: SessionError.self) { try library.trash(summary.id) }
    }
  }

  @Test("Acts beyond the budget leave memory for the journal, and are undone from there")
  func undoOnTheDisk() throws {
    try inFolder { library in
      let size = PixelSize(width: 256, height: 256)
      var contents = SessionContents(
        name: "Bay", document: Document(size: size, label: 0, labelSet: set))
      let file = try library.create(contents)
      let first = contents.document.content
      for step in 0..<60 {
        var other = contents.document.content
        other.labels.elements[step] = 3
        let act = UndoStep(
          name: "\(step)", change: .map(contents.document.apply(.replaceMap(other))))
        contents.history.record(act)
        try file.append(.stepTaken(act))
      }
      let inAll = contents.history.past.reduce(0) { $0 + $1.byteCount }
      #expect(inAll > UndoStepMemory.budget)
      #expect(contents.history.residentByteCount <= UndoStepMemory.budget)
      var undone = contents
      while !undone.history.past.isEmpty { JournalRecord.undone.replay(in: &undone) }
      #expect(undone.document.content == first)
      // Opened again, no act is in memory before it is undone.
      try file.close(contents, at: file.mark)
      let opened = try library.open(file.id, .readOnly).contents
      #expect(opened.history.past.count == 60)
      #expect(opened.history.residentByteCount < 1_000)
      #expect(opened.history == contents.history)
    }
  }

  @Test("A damaged session can be thrown away") func trashDamaged() throws {
    try inFolder { library in
      let contents = painted(steps: 1, seed: 3)
      let file = try library.create(contents)
      try file.close(contents, at: file.mark)
      let manifest = URL(fileURLWithPath: file.path).appendingPathComponent("session.json")
      try Data("{".utf8).write(to: manifest)
      try library.trash(file.id)
      #expect(library.list().isEmpty)
    }
  }

  @Test("Label ids and objects of the PNGs are the true ones") func files() throws {
    try inFolder { library in
      let contents = painted(steps: 3, seed: 2)
      let file = try library.create(contents)
      let url = URL(fileURLWithPath: file.path)
      let labels = try LabelMapFile.read(url.appendingPathComponent("labels.png"), with: set)
      #expect(labels.map == contents.document.labels)
      let instances = try InstanceMapFile.read(
        url.appendingPathComponent("instances.png"), matching: labels.map)
      #expect(instances.map == contents.document.instances)
    }
  }

  @Test("Two sessions of one name get two folders") func names() throws {
    try inFolder { library in
      let first = try library.create(painted(steps: 0, seed: 3, name: "Bay at dusk"))
      let second = try library.create(painted(steps: 0, seed: 3, name: "Bay at dusk"))
      #expect(first.id == "bay-at-dusk")
      #expect(second.id == "bay-at-dusk-2")
      #expect(Set(library.list().map(\.id)) == ["bay-at-dusk", "bay-at-dusk-2"])
    }
  }

  @Test("A session that is open cannot be opened again, only looked at") func lock() throws {
    try inFolder { library in
      let contents = painted(steps: 2, seed: 4)
      var file: SessionFile? = try library.create(contents)
      let id = try #require(file?.id)
      #expect(throws: SessionError.inUse(by: library.identity)) { try library.open(id) }
      #expect(throws: SessionError.inUse(by: library.identity)) { try library.trash(id) }
      let look = try library.open(id, .readOnly)
      #expect(look.file == nil)
      #expect(look.contents == contents)
      #expect(library.summary(of: id).condition == .inUse(by: library.identity))
      try file?.close(contents, at: try #require(file?.mark))
      file = nil
      #expect(library.summary(of: id).condition == .closed)
    }
  }

  @Test("A session held on another machine stays closed to us") func otherMachine() throws {
    try inFolder { library in
      let there = SessionLibrary(
        directory: library.directory,
        identity: ProcessIdentity(pid: 7, host: "cn07", boot: "b"))
      var file: SessionFile? = try there.create(painted(steps: 0, seed: 4))
      let id = try #require(file?.id)
      file = nil
      #expect(library.summary(of: id).condition == .inUse(by: there.identity))
      #expect(throws: SessionError.inUse(by: there.identity)) { try library.open(id) }
    }
  }

  @Test("A crash is told from good order, and loses nothing") func crash() throws {
    try inFolder { library in
      var contents = painted(steps: 2, seed: 5)
      var file: SessionFile? = try library.create(contents)
      let id = try #require(file?.id)
      for record in [undoStep(on: &contents, 0), undoStep(on: &contents, 1), undo(&contents)] {
        try file?.append(record)
      }
      file = nil  // as a killed program: the lock goes, no last word
      #expect(library.summary(of: id).condition == .recoverable(steps: 3))
      let opened = try library.open(id)
      #expect(opened.recoveredSteps == 3)
      #expect(opened.contents.document == contents.document)
      #expect(opened.contents.history == contents.history)
      try opened.file?.close(opened.contents, at: try #require(opened.file?.mark))
      #expect(try library.open(id, .readOnly).recoveredSteps == 0)
    }
  }

  @Test("As saved: the journal's rest is kept beside") func asSaved() throws {
    try inFolder { library in
      let contents = painted(steps: 2, seed: 6)
      var later = contents
      var file: SessionFile? = try library.create(contents)
      let path = try #require(file?.path)
      let id = try #require(file?.id)
      try file?.append(undoStep(on: &later, 0))
      file = nil
      let opened = try library.open(id, .asSaved)
      #expect(opened.contents.document == contents.document)
      #expect(FileManager.default.fileExists(atPath: path + "/journal.corrupt"))
    }
  }

  @Test("The trash takes a session out of the list") func trash() throws {
    try inFolder { library in
      let contents = painted(steps: 1, seed: 7)
      var file: SessionFile? = try library.create(contents)
      let id = try #require(file?.id)
      try file?.close(contents, at: try #require(file?.mark))
      file = nil
      #expect(library.list().map(\.id) == [id])
      try library.trash(id)
      #expect(library.list() == [])
      #expect(throws: SessionError.missing(id: id)) { try library.open(id) }
    }
  }

  @Test(
    "A newer or damaged session is refused with words",
    arguments: [
      ("{\"schema\": 99}", "newer"), ("{}", "no session file"), ("", "no session file"),
      ("{\"schema\": 1, \"name\": 5}", "name"), ("[1,2", "no session file"),
    ])
  func hostile(text: String, word: String) throws {
    try inFolder { library in
      let file = try library.create(painted(steps: 0, seed: 8))
      let path = file.path
      try Data(text.utf8).write(to: URL(fileURLWithPath: path + "/session.json"))
      let summary = library.summary(of: file.id)
      guard case .damaged(let reason) = summary.condition else {
        Issue.record("\(summary.condition)")
        return
      }
      #expect(reason.contains(word), "\(reason)")
    }
  }

  @Test("A long journal is shortened without losing what can be undone") func shortening() throws {
    var contents = painted(steps: 5, seed: 9)
    let bytes = SessionLibrary.journal(of: contents.history, generation: 7)
    let reading = Journal.read(bytes)
    #expect(reading.generation == 7)
    #expect(reading.validBytes == bytes.count)
    var rebuilt = History<UndoStep>()
    for (record, _) in reading.records { record.replay(in: &rebuilt) }
    #expect(rebuilt == contents.history)
    _ = undo(&contents)
    _ = undo(&contents)
    var again = History<UndoStep>()
    for (record, _) in Journal.read(SessionLibrary.journal(of: contents.history, generation: 1))
      .records
    {
      record.replay(in: &again)
    }
    #expect(again == contents.history)
  }

  @Test("Exports never overwrite") func exports() throws {
    try inFolder { library in
      let exporter = Exporter(directory: library.directory)
      let picture = RGBImage(width: 2, height: 2, filledWith: RGB(5, 6, 7))
      let map = painted(steps: 3, seed: 10).document.content
      let first = try exporter.write(
        Exporter.Content(
          picture: picture, map: map,
          sidecar: { name in
            Exporter.Sidecar(
              settings: PictureSettings(), labelSet: "small", command: "ganvas render \(name)")
          }),
        named: "Bay at dusk")
      let second = try exporter.write(Exporter.Content(picture: picture), named: "Bay at dusk")
      #expect(first.map(\.url.lastPathComponent).first == "bay-at-dusk.png")
      #expect(second.map(\.url.lastPathComponent) == ["bay-at-dusk-2.png"])
      #expect(try ImageFile.read(first[0].url) == picture)
    }
  }

  @Test("Photos are kept by name") func photos() throws {
    try inFolder { library in
      let file = try library.create(painted(steps: 0, seed: 11))
      let one = RGBImage(width: 2, height: 1, filledWith: RGB(1, 1, 1))
      let two = RGBImage(width: 2, height: 1, filledWith: RGB(2, 2, 2))
      #expect(try file.keep(photo: one, named: "Dawn") == "dawn")
      #expect(try file.keep(photo: two, named: "dawn") == "dawn-2")
      #expect(try file.keep(photo: one, named: "dawn") == "dawn")
      #expect(try file.photo(named: "dawn-2") == two)
      #expect(throws: SessionError.self) { try file.photo(named: "../labels") }
    }
  }
}
