import Canvas
import Foundation
import Imaging
import Testing

@testable import Sessions

/// A program that is killed at any call to the disk, a hundred times in the same session. What the
/// disk takes after that moment is nothing, as after `kill -9`.
@Suite("A hundred kills") struct KillRoundsTests {
  @Test("No act that was said to be kept is lost, and undo leads back to the beginning")
  func rounds() throws {
    try inFolder { real in
      var quick = real
      quick.calls.sync = { _ in 0 }
      quick.longJournal = 4_000
      var random = SplitMix64(seed: 14)
      var contents = painted(steps: 0, seed: 1)
      let id: String
      do { id = try quick.create(contents).id }
      let first = contents.document
      var acts = 0
      for round in 0..<100 {
        let disk = FaultyDisk()
        var library = quick
        library.calls = disk.calls
        let file = try #require(try library.open(id).file)
        // From some call on nothing reaches the disk any more; the program is dead there.
        disk.arm(Int.random(in: 0...60, using: &random), .lasting)
        var kept = [contents]
        var isDead = false
        for _ in 0..<Int.random(in: 1...40, using: &random) where !isDead {
          do {
            switch Int.random(in: 0..<10, using: &random) {
            case 0:
              try file.save(contents, at: file.mark)
            case 1 where !contents.history.past.isEmpty:
              let record = undo(&contents)
              kept.append(contents)
              try file.append(record)
            default:
              let record = undoStep(on: &contents, Int.random(in: 0..<1_000, using: &random))
              kept.append(contents)
              try file.append(record)
              acts += 1
            }
            // Said to be kept: nothing before it may come back.
            kept = [contents]
          } catch {
            isDead = true
          }
        }
        let opened = try quick.open(id, .readOnly)
        #expect(opened.findings == [], "round \(round)")
        let match = kept.last {
          $0.document == opened.contents.document && $0.history == opened.contents.history
        }
        #expect(match != nil, "round \(round): what was found is nothing that was")
        contents = opened.contents
      }
      #expect(acts > 500)
      // Undo leads all the way back.
      while !contents.history.past.isEmpty { JournalRecord.undone.replay(in: &contents) }
      #expect(contents.document.labels == first.labels)
    }
  }
}
