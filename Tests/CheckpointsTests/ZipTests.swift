import Checkpoints
import Testing

@Suite("Zip archives have one reading")
struct ZipTests {
  private func control() -> ZipBuilder {
    var pickle = PickleBuilder()
    pickle.op("}")
    pickle.text("w")
    pickle.tensor(key: "0", shape: [3], legacy: false)
    pickle.op("s")
    return torchZipBuilder(pickle.finished(), storages: [("0", [1, 2, 3])])
  }

  @Test("The control file reads") func controlReads() throws {
    let checkpoint = try Checkpoint.read(bytes: control().finished(), name: "control")
    #expect(checkpoint["w"]?.floats() == [1, 2, 3])
    #expect(checkpoint.metadata == ["version": "3"])
  }

  @Test("An encrypted entry is refused") func encrypted() {
    var zip = control()
    zip.entries[2].flags = 1
    #expect(readingError(bytes: zip.finished()) == .unsupported("an encrypted or patched entry"))
  }

  @Test("A compressed entry of a .pth is refused") func compressed() {
    var zip = control()
    zip.entries[2].method = 8
    #expect(readingError(bytes: zip.finished()) == .unsupported("a compressed entry"))
    zip.entries[2].method = 12
    #expect(readingError(bytes: zip.finished()) == .unsupported("zip method 12"))
  }

  @Test("Two entries of one name are refused") func duplicates() {
    var zip = control()
    zip.entries.append(zip.entries[2])
    #expect(readingError(bytes: zip.finished()) == .duplicateName("archive/data/0"))
  }

  @Test("Overlapping entries are refused") func overlap() {
    var zip = control()
    var copy = zip.entries[0]
    copy.localOffset = 0
    copy.name = "archive/data.pkl"
    zip.entries.append(.init(name: "archive/data.pkl", data: []))
    zip.entries[3] = copy
    zip.entries[3].name = "other/data.pkl"
    #expect(readingError(bytes: zip.finished()) != nil)
    zip.entries[3].name = "archive/data.pkl"
    zip.entries[0].name = "archive/data.pkX"
    zip.entries[0].localName = "archive/data.pkl"
    #expect(readingError(bytes: zip.finished()) != nil)
  }

  @Test("A local header that differs is refused") func localHeader() {
    var zip = control()
    zip.entries[2].localSize = 13
    #expect(
      readingError(bytes: zip.finished())
        == .malformed("its local header gives other sizes than the directory"))
    zip = control()
    zip.entries[2].localName = "archive/data/1"
    #expect(
      readingError(bytes: zip.finished()) == .malformed("its local header has another name"))
  }

  @Test("A wrong checksum is refused") func checksum() {
    var zip = control()
    zip.entries[2].checksum = 1
    guard case .checksumMismatch(stored: 1, _) = readingError(bytes: zip.finished()) else {
      Issue.record("accepted")
      return
    }
  }

  @Test("Bytes before, inside and behind the archive are refused") func strayBytes() {
    let bytes = control().finished()
    #expect(readingError(bytes: bytes + [0]) != nil)
    #expect(readingError(bytes: Array("PK\u{3}\u{4}".utf8) + bytes) != nil)
    var entryOutside = control()
    entryOutside.entries[2].localOffset = 1 << 30
    #expect(readingError(bytes: entryOutside.finished()) != nil)
  }

  @Test("Every shortened file is refused") func truncated() {
    let bytes = control().finished()
    for count in 1..<bytes.count {
      #expect(readingError(bytes: Array(bytes[..<count])) != nil, "\(count) bytes")
    }
  }

  @Test("An archive without data.pkl says so") func noPickle() {
    var zip = ZipBuilder()
    zip.entries.append(.init(name: "readme.txt", data: [65]))
    #expect(
      readingError(bytes: zip.finished()) == .missingEntry("data.pkl in one top folder"))
    zip.entries.append(.init(name: "a/data.pkl", data: Array("N.".utf8)))
    zip.entries.append(.init(name: "b/data.pkl", data: Array("N.".utf8)))
    #expect(
      readingError(bytes: zip.finished()) == .missingEntry("data.pkl in one top folder"))
  }
}
