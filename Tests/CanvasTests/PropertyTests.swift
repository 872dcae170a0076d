import Foundation
import Imaging
import Testing

@testable import Canvas

/// An undo step for histories in tests.
private struct NamedPatch: Undoable {
  var name: String
  var patch: Patch
  var byteCount: Int { patch.byteCount }
}

private let size = PixelSize(width: 23, height: 17)

private func randomDocument(_ random: inout TestGenerator) -> Document {
  var map = Document(size: size, label: 0, labelSet: smallSet)
  for _ in 0..<4 { map.apply(.random(in: map, using: &random)) }
  return Document(map.content)
}

@Suite("Properties of edits and patches") struct PropertyTests {
  @Test("Undo restores every pixel, redo every act", arguments: 0..<200)
  func undoAndRedo(seed: UInt64) {
    var random = TestGenerator(seed: seed)
    var map = randomDocument(&random)
    var history = History<NamedPatch>()
    var states = [map]
    for step in 0..<12 {
      let patch = map.apply(.random(in: map, using: &random))
      history.record(NamedPatch(name: "\(step)", patch: patch))
      states.append(map)
    }
    for state in states.dropLast().reversed() {
      if let entry = history.undo() { map.revert(entry.patch) }
      #expect(map == state)
    }
    #expect(history.undo() == nil)
    for state in states.dropFirst() {
      if let entry = history.redo() { map.apply(entry.patch) }
      #expect(map == state)
    }
    #expect(history.redo() == nil)
  }

  @Test("A preview is exactly what happens", arguments: 0..<100) func previews(seed: UInt64) {
    var random = TestGenerator(seed: seed)
    var map = randomDocument(&random)
    let before = map
    let edit = Edit.random(in: map, using: &random)
    let patch = map.patch(for: edit)
    #expect(map == before)
    #expect(map.apply(edit) == patch)
    let changed = zip(before.labels.elements, map.labels.elements).map { $0 != $1 }
    let moved = zip(before.instances.elements, map.instances.elements).map { $0 != $1 }
    #expect(zip(changed, moved).filter { $0 || $1 }.count == patch.count)
    #expect(map.patch(since: before, in: PixelRect(size)) == patch)
  }

  @Test("Counts of labels are those of the map", arguments: 0..<50) func counts(seed: UInt64) {
    var random = TestGenerator(seed: seed)
    var map = randomDocument(&random)
    for _ in 0..<10 { map.apply(.random(in: map, using: &random)) }
    #expect(map == Document(map.content, opened: map.opened))
    let total = map.usedLabels.reduce(0) { $0 + map.count(of: $1) }
    #expect(total == size.area)
  }

  @Test("Patches survive their bytes", arguments: 0..<100) func coding(seed: UInt64) throws {
    var random = TestGenerator(seed: seed)
    let map = randomDocument(&random)
    let patch = map.patch(for: .random(in: map, using: &random))
    let bytes = patch.encoded()
    #expect(try Patch(decoding: bytes) == patch)
    // Cut anywhere, or with a bit flipped, it throws or gives some patch; it never traps.
    for end in bytes.indices where end % 7 == 0 {
      #expect(throws: CanvasDataError.self) { try Patch(decoding: bytes[..<end]) }
      var flipped = bytes
      flipped[end] ^= 1 << UInt8(seed % 8)
      _ = try? Patch(decoding: flipped)
    }
  }

  @Test("Edits and maps survive JSON", arguments: 0..<60) func json(seed: UInt64) throws {
    var random = TestGenerator(seed: seed)
    let map = randomDocument(&random)
    let edit = Edit.random(in: map, using: &random)
    let data = try JSONEncoder().encode(edit)
    #expect(try JSONDecoder().decode(Edit.self, from: data) == edit)
    let replaced = Edit.replaceMap(map.content)
    let other = try JSONEncoder().encode(replaced)
    #expect(try JSONDecoder().decode(Edit.self, from: other) == replaced)
  }

  @Test("Another map in place of this one is undone as a whole") func replacement() throws {
    var map = document("t~\n.g")
    let before = map
    let other = document("...\n~~~").content
    let patch = map.apply(.replaceMap(other))
    #expect(map.content == other)
    #expect(try Patch(decoding: patch.encoded()) == patch)
    map.revert(patch)
    #expect(map == before)
  }

  @Test("A patch for another size changes nothing") func otherSize() {
    var map = document("t~")
    let before = map
    #expect(map.apply(document("...").patch(for: .relabel(.everywhere(0), to: 1))) == false)
    #expect(map == before)
  }

  @Test("The history forgets the oldest acts beyond its bytes, never the last")
  func byteLimit() {
    var history = History<NamedPatch>(byteLimit: 1_000)
    var map = document("......")
    for step in 0..<50 {
      let patch = map.apply(.relabel(.everywhere(UInt16(step % 2)), to: UInt16(1 - step % 2)))
      history.record(NamedPatch(name: "\(step)", patch: patch))
    }
    #expect(history.undoName == "49")
    #expect(history.past.reduce(0) { $0 + $1.byteCount } <= 1_000)
    #expect(history.past.count > 1)
  }

  @Test("What is kept in memory is bounded; acts that lie elsewhere do not count")
  func memoryLimit() {
    var inMemory = History<PlacedAct>(memoryLimit: 1_000)
    var elsewhere = History<PlacedAct>(memoryLimit: 1_000)
    for step in 0..<50 {
      inMemory.record(PlacedAct(name: "\(step)", byteCount: 100, residentByteCount: 100))
      elsewhere.record(PlacedAct(name: "\(step)", byteCount: 100, residentByteCount: 2))
    }
    #expect(inMemory.residentByteCount <= 1_000)
    #expect(inMemory.past.count >= 9 && inMemory.undoName == "49")
    #expect(elsewhere.past.count == 50)
    inMemory.record(PlacedAct(name: "large", byteCount: 5_000, residentByteCount: 5_000))
    #expect(inMemory.past.map(\.name) == ["large"])
  }

  @Test("A new act forgets what was taken back; amending replaces the last")
  func branches() {
    var history = History<NamedPatch>()
    let patch = document("..").patch(for: .relabel(.everywhere(0), to: 1))
    for name in ["a", "b", "c"] { history.record(NamedPatch(name: name, patch: patch)) }
    _ = history.undo()
    #expect(history.redoName == "c")
    history.amend(NamedPatch(name: "b2", patch: patch))
    #expect(history.past.map(\.name) == ["a", "b2"])
    #expect(history.redoName == nil)
  }

  @Test("A viewport keeps the place under the pointer") func zoom() {
    var port = Viewport()
    port.zoom(by: 4, around: (x: 0.25, y: 0.75))
    #expect(port.zoom == 4)
    #expect(abs((0.25 - port.left) / port.extent - 0.25) < 1e-9)
    port.pan(x: 5, y: 5)
    #expect(port.left + port.extent == 1)
    port.zoom(by: -40, around: (x: 0.5, y: 0.5))
    #expect(port == Viewport())
  }

  @Test("Brush sizes climb and come back") func sizes() {
    var brush = Brush(size: 1)
    var ladder: [Int] = []
    while brush.size < 512 {
      ladder.append(brush.size)
      brush.size = brush.thicker
    }
    for size in ladder.reversed() {
      brush.size = brush.thinner
      #expect(brush.size <= size || size == ladder.last)
    }
    #expect(brush.size == 1)
  }
}

/// An act of which a part is in memory.
private struct PlacedAct: Undoable {
  var name: String
  var byteCount: Int
  var residentByteCount: Int
}
