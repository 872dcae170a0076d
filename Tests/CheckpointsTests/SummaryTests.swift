import Checkpoints
import Foundation
import Testing

@Suite("Summary of a weight file")
struct SummaryTests {
  @Test("Lines for a person") func lines() throws {
    let summary = CheckpointSummary(
      try Checkpoint.read(bytes: controlFile(legacy: false), name: "net.pth"))
    #expect(
      summary.lines == [
        "net.pth: pth (zip)",
        "  version: 3",
        "fc.weight  float32   2×3",
        "fc.bias    float32   2",
        "2 tensors, 8 parameters, 32 bytes",
      ])
  }

  @Test("Values that are not finite, single values and counters") func nonFinite() throws {
    var pickle = PickleBuilder()
    pickle.op("}")
    pickle.op("(")
    pickle.text("step")
    pickle.int(7)
    pickle.text("w\u{1b}")
    pickle.tensor(key: "0", shape: [], legacy: false)
    pickle.op("u")
    let file = torchZip(pickle.finished(), storages: [("0", [.nan])])
    let summary = CheckpointSummary(try Checkpoint.read(bytes: file, name: "net.pth"))
    #expect(summary.nonFiniteCount == 1)
    #expect(summary.values == ["step": "7"])
    #expect(summary.lines.contains("  step = 7"))
    #expect(summary.lines.contains("w\\u{1b}  float32   scalar  1 not finite"))
    #expect(summary.lines.last?.hasPrefix("WARNING") == true)
  }

  @Test("It survives JSON") func json() throws {
    let summary = CheckpointSummary(
      try Checkpoint.read(bytes: controlFile(legacy: true), name: "net.pth"))
    let data = try JSONEncoder().encode(summary)
    #expect(try JSONDecoder().decode(CheckpointSummary.self, from: data) == summary)
  }
}

@Suite("Files that are no weights")
struct FileTests {
  @Test(
    "What people feed by mistake is named",
    arguments: [
      ("<!DOCTYPE html>", "web page"), ("version https://git-lfs.github.com/spec/v1\n", "Git LFS"),
      ("hello", "begins with the bytes 68 65 6c 6c"), ("BZh91AY", "compressed"),
    ])
  func hints(text: String, hint: String) {
    guard case .unknownFormat(let found) = readingError(bytes: Array(text.utf8)) else {
      Issue.record("accepted")
      return
    }
    #expect(found.contains(hint))
  }

  @Test("Missing, empty and odd files") func oddFiles() throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "ganvas-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect(readingError(folder.path())?.reason == .directory)
    let empty = folder.appending(path: "empty.pth").path()
    #expect(readingError(empty)?.reason == .missingFile)
    try Data().write(to: URL(filePath: empty))
    #expect(readingError(empty)?.reason == .emptyFile)
    let pipe = folder.appending(path: "pipe.pth").path()
    #expect(mkfifo(pipe, 0o600) == 0)
    #expect(readingError(pipe)?.reason == .notRegularFile)
    #expect(readingError("/dev/null")?.reason == .notRegularFile)
  }

  @Test("An error says what, where and what to do") func message() {
    let error = CheckpointError(
      .truncated(what: "storage \"3\"", needed: 432, available: 20), file: "net.pth",
      entry: "archive/data/3", byte: 913)
    #expect(
      error.description == """
        net.pth: the file ends too early: storage "3" needs 432 bytes, 20 are there \
        (in archive/data/3, at byte 913). It is incomplete: copy or download it again.
        """)
  }
}
