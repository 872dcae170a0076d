import Checkpoints
import Testing

/// Small files that describe enormous things must fail fast, without filling the memory.
@Suite("Pickle bombs")
struct PickleBombTests {
  private func error(_ pickle: [UInt8]) -> CheckpointError.Reason? {
    readingError(bytes: torchZip(pickle, storages: []))
  }

  @Test("Doubling lists end at the limit of values") func billionLaughs() {
    var pickle = PickleBuilder()
    pickle.op("N")
    for _ in 0..<60 {
      pickle.op("2")
      pickle.op(0x86)
    }
    guard case .limitExceeded = error(pickle.finished()) else {
      Issue.record("accepted")
      return
    }
  }

  @Test("A chain of a million tuples neither recurses nor reads") func deep() {
    var pickle = PickleBuilder()
    pickle.op(")")
    pickle.bytes += [UInt8](repeating: 0x85, count: 1_000_000)
    #expect(
      error(pickle.finished())
        == .limitExceeded(what: "nesting of the pickle", found: 65, limit: 64))
  }

  @Test("A list that holds itself is refused") func cycle() {
    var pickle = PickleBuilder()
    for character in "]q\u{0}h\u{0}a" { pickle.op(character) }
    #expect(
      error(pickle.finished())
        == .limitExceeded(what: "nesting of the pickle", found: 65, limit: 64))
  }

  @Test("A full stack is refused") func stack() {
    var pickle = PickleBuilder()
    pickle.bytes += Array(String(repeating: "N", count: 20_000).utf8)
    #expect(
      error(pickle.finished())
        == .limitExceeded(what: "stack of the pickle", found: 10_001, limit: 10_000))
  }

  @Test("Marks are bounded too") func marks() {
    var pickle = PickleBuilder()
    pickle.bytes += Array(String(repeating: "(", count: 20_000).utf8)
    #expect(
      error(pickle.finished())
        == .limitExceeded(what: "marks of the pickle", found: 10_001, limit: 10_000))
  }

  @Test("A memo number beyond the limit allocates nothing") func memo() {
    var pickle = PickleBuilder()
    pickle.op("N")
    pickle.op("r")
    pickle.bytes += littleEndian(UInt32.max)
    #expect(
      error(pickle.finished())
        == .limitExceeded(what: "memo of the pickle", found: 4_294_967_296, limit: 1_000_000))
  }

  @Test("A text used ten thousand times is stored once") func sharedText() throws {
    var pickle = PickleBuilder()
    pickle.op("]")
    pickle.op("(")
    pickle.text(String(repeating: "x", count: 1 << 20))
    pickle.op("q")
    pickle.op(0)
    for _ in 0..<5000 {
      pickle.op("h")
      pickle.op(0)
    }
    pickle.op("e")
    let file = torchZip(pickle.finished(), storages: [])
    #expect(try Checkpoint.read(bytes: file, name: "t").value.elements?.count == 5001)
  }

  @Test("One text decoded again and again ends at the limit") func decoding() {
    var pickle = PickleBuilder()
    pickle.op("]")
    pickle.global("_codecs", "encode")
    pickle.op("(")
    pickle.text(String(repeating: "x", count: 100_000))
    pickle.text("latin1")
    for character in "tq\u{1}R0" { pickle.op(character) }
    for _ in 0..<100 {
      pickle.global("_codecs", "encode")
      for character in "h\u{1}R0" { pickle.op(character) }
    }
    guard case .limitExceeded("decoded bytes in the pickle", _, _) = error(pickle.finished())
    else {
      Issue.record("accepted")
      return
    }
  }

  @Test("A storage viewed a thousand times is out of proportion") func views() {
    var pickle = PickleBuilder()
    pickle.op("]")
    for _ in 0..<1000 {
      pickle.tensor(key: "0", shape: [100_000], legacy: false)
      pickle.op("a")
    }
    let file = torchZip(
      pickle.finished(), storages: [("0", [Float](repeating: 0, count: 100_000))])
    guard case .limitExceeded("bytes of all tensors", _, _) = readingError(bytes: file) else {
      Issue.record("accepted")
      return
    }
  }

  @Test("A pickle above 16 MiB is refused") func large() {
    let pickle = [0x80, 2] + [UInt8](repeating: UInt8(ascii: "("), count: 16 << 20)
    guard case .limitExceeded("bytes of the pickle", _, _) = error(pickle) else {
      Issue.record("accepted")
      return
    }
  }

  @Test("A name longer than a kilobyte is refused") func longName() {
    var pickle = PickleBuilder()
    pickle.op("}")
    pickle.text(String(repeating: "n", count: 1025))
    pickle.op("N")
    pickle.op("s")
    #expect(
      error(pickle.finished())
        == .limitExceeded(what: "length of a name", found: 1025, limit: 1024))
  }
}
