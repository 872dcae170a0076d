import Canvas
import Foundation
import Imaging
import Synthesis
import Testing

@testable import Sessions

/// Every kind of save with every one of its calls to the disk failing. What was there before can be
/// opened, no act is lost that was said to be kept, and when the disk works again everything is.
@Suite("A failing disk") struct FaultTests {
  /// A painter at work: what is on the screen, and every map that was.
  private struct Painter {
    var contents: SessionContents
    var maps: [Document]

    /// Does an act or takes it back.
    mutating func paint(_ file: SessionFile, _ step: (inout SessionContents) -> JournalRecord)
      throws
    {
      let record = step(&contents)
      maps.append(contents.document)
      try file.append(record)
    }
  }

  /// Does something to an open session.
  private typealias Deed = @Sendable (SessionFile, SessionLibrary, inout Painter) throws -> Void

  private static let deeds: [(name: String, deed: Deed)] = [
    ("append", { file, _, painter in try painter.paint(file) { undoStep(on: &$0, 4) } }),
    ("sync", { file, _, _ in try file.sync() }),
    ("save", { file, _, painter in try file.save(painter.contents, at: file.mark) }),
    (
      "keep a photo",
      { file, _, _ in
        _ = try file.keep(
          photo: RGBImage(width: 3, height: 2, filledWith: RGB(1, 2, 3)), named: "a")
      }
    ),
    ("copy", { _, library, painter in _ = try library.copy(painter.contents, named: "Copy") }),
    (
      "save with a shorter journal",
      { file, _, painter in
        for step in 0..<24 {
          try painter.paint(file) { undoStep(on: &$0, step) }
          try painter.paint(file) { undo(&$0) }
        }
        try file.save(painter.contents, at: file.mark)
      }
    ),
    ("close", { file, _, painter in try file.close(painter.contents, at: file.mark) }),
  ]

  @Test("Whichever call fails, nothing that was kept is lost", arguments: 0..<7)
  func everySave(kind: Int) throws {
    let (name, deed) = Self.deeds[kind]
    for fault in FaultyDisk.Fault.allCases {
      var number = 0
      while try survives(name, deed, number, fault) { number += 1 }
      #expect(number > 0, "\(name) calls the disk")
    }
  }

  /// Lets one call fail; `false` when there was no such call.
  private func survives(
    _ name: String, _ deed: Deed, _ number: Int, _ fault: FaultyDisk.Fault
  ) throws -> Bool {
    var wasReached = false
    try inQuickFolder { real in
      let disk = FaultyDisk()
      var library = real
      library.calls = disk.calls
      library.longJournal = 300
      var contents = painted(steps: 3, seed: 40)
      contents.picture = RGBImage(width: 2, height: 2, filledWith: RGB(5, 5, 5))
      let file = try library.create(contents)
      try file.append(undoStep(on: &contents, 1))
      var painter = Painter(contents: contents, maps: [contents.document])
      disk.arm(number, fault)
      var failed: (any Error)?
      do { try deed(file, library, &painter) } catch { failed = error }
      wasReached = disk.count > number
      contents = painter.contents
      let words = "\(name), call \(number) fails \(fault)"
      // What a kill at this moment leaves.
      let found = try real.open(file.id, .readOnly)
      #expect(painter.maps.contains(found.contents.document), "\(words): no map of this painter's")
      #expect(found.findings == [], "\(words)")
      if failed == nil {
        #expect(isSame(found.contents, contents), "\(words): said to be kept")
      }
      // The disk works again.
      disk.disarm()
      try file.append(undoStep(on: &contents, 9))
      try file.sync()
      #expect(file.waitingRecords == 0)
      let journalled = try real.open(file.id, .readOnly).contents
      #expect(isSame(journalled, contents), "\(words): afterwards")
      try file.close(contents, at: file.mark)
      let closed = try real.open(file.id, .readOnly)
      let isEqual = closed.contents == contents
      #expect(isEqual, "\(words): closed")
      #expect(closed.recoveredSteps == 0)
      let rest = try FileManager.default.contentsOfDirectory(atPath: file.path)
      #expect(!rest.contains { $0.hasSuffix(".tmp") }, "\(words): \(rest)")
    }
    return wasReached
  }

  /// A library whose disk works, and does not take its time to confirm.
  private func inQuickFolder(_ body: (SessionLibrary) throws -> Void) throws {
    try inFolder { library in
      var quick = library
      quick.calls.sync = { _ in 0 }
      try body(quick)
    }
  }

  /// Whether map and undo line are the same.
  private func isSame(_ one: SessionContents, _ other: SessionContents) -> Bool {
    one.document == other.document && one.history == other.history
  }

  @Test("Whichever call fails while a session is made, others are as they were")
  func creating() throws {
    for fault in FaultyDisk.Fault.allCases {
      var number = 0
      var wasReached = true
      while wasReached {
        try inQuickFolder { real in
          let first = try real.create(painted(steps: 2, seed: 41))
          let disk = FaultyDisk()
          var library = real
          library.calls = disk.calls
          disk.arm(number, fault)
          let contents = painted(steps: 4, seed: 42)
          var made: SessionFile?
          do { made = try library.create(contents) } catch { #expect(!"\(error)".isEmpty) }
          wasReached = disk.count > number
          disk.disarm()
          // A folder that never held a session is not listed; what is listed opens.
          for summary in real.list() {
            #expect(try real.open(summary.id, .readOnly).contents.document.size.area > 0)
          }
          if let made { #expect(try real.open(made.id, .readOnly).contents == contents) }
          #expect(
            try real.open(first.id, .readOnly).contents == painted(steps: 2, seed: 41))
        }
        number += 1
      }
      #expect(number > 10)
    }
  }

  @Test("Whichever call fails while a crashed session is opened, its acts stay")
  func opening() throws {
    for fault in FaultyDisk.Fault.allCases {
      var number = 0
      var wasReached = true
      while wasReached {
        try inQuickFolder { real in
          var contents = painted(steps: 2, seed: 43)
          var file: SessionFile? = try real.create(contents)
          let id = try #require(file?.id)
          let path = try #require(file?.path)
          for step in 0..<3 { try file?.append(undoStep(on: &contents, step)) }
          file = nil
          // A cut record at the end: opening has something to put aside.
          let journal = URL(fileURLWithPath: path + "/journal")
          try (try Data(contentsOf: journal) + Data([9, 9, 9])).write(to: journal)
          let disk = FaultyDisk()
          var library = real
          library.calls = disk.calls
          disk.arm(number, fault)
          if let opened = try? library.open(id) {
            // The map as it was opened may be missing then, which is said.
            #expect(opened.contents.document.labels == contents.document.labels)
            #expect(opened.findings.count > 1 || opened.contents.document == contents.document)
          }
          wasReached = disk.count > number
          disk.disarm()
          let again = try real.open(id)
          #expect(again.contents.document == contents.document)
          #expect(again.contents.history == contents.history)
        }
        number += 1
      }
      #expect(number > 3)
    }
  }

  @Test("A failed append leaves no gap: what follows waits behind it") func noGap() throws {
    try inQuickFolder { real in
      let disk = FaultyDisk()
      var library = real
      library.calls = disk.calls
      var contents = painted(steps: 0, seed: 44)
      let file = try library.create(contents)
      try file.append(undoStep(on: &contents, 0))
      let first = contents
      disk.arm(0, .once)
      #expect(throws: SessionError.self) { try file.append(undoStep(on: &contents, 1)) }
      #expect(file.waitingRecords == 1)
      // The undo of the act that was not kept must not take back the one before it.
      try file.append(undo(&contents))
      #expect(file.waitingRecords == 0)
      let opened = try real.open(file.id, .readOnly)
      #expect(opened.contents.document == first.document)
      #expect(opened.contents.history == contents.history)
    }
  }

  @Test("A folder taken away is noticed, and made again with everything at the next save")
  func removedUnderneath() throws {
    try inFolder { library in
      var contents = painted(steps: 3, seed: 45)
      let file = try library.create(contents)
      try file.append(undoStep(on: &contents, 1))
      try FileManager.default.removeItem(atPath: file.path)
      try file.append(undoStep(on: &contents, 2))
      #expect(throws: SessionError.gone(path: file.path)) { try file.sync() }
      let mark = file.mark
      let saved = contents
      try file.append(undoStep(on: &contents, 3))
      try file.save(saved, at: mark)
      try file.sync()
      #expect(try library.open(file.id, .readOnly).contents == contents)
      try file.append(undoStep(on: &contents, 4))
      try file.close(contents, at: file.mark)
      let closed = try library.open(file.id)
      #expect(closed.contents == contents)
    }
  }
}
