import Foundation
import Synchronization
import Testing

@testable import Imaging

@Suite("Atomic files") struct AtomicFileTests {
  @Test("New files are created, old ones replaced, nothing else is left") func replaces() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("picture.png")
      try AtomicFile.write("first", to: file)
      try AtomicFile.write("second", to: file)
      #expect(try String(contentsOf: file, encoding: .utf8) == "second")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["picture.png"])
    }
  }

  @Test("A symbolic link stays a link; its target changes") func followsLinks() throws {
    try withTemporaryFolder { folder in
      let target = folder.appendingPathComponent("target")
      let link = folder.appendingPathComponent("link")
      let manager = FileManager.default
      // The link comes first: it may point at a file that does not exist yet.
      try manager.createSymbolicLink(atPath: link.path, withDestinationPath: "target")
      try AtomicFile.write("through the link", to: link)
      #expect(try manager.destinationOfSymbolicLink(atPath: link.path) == "target")
      #expect(try String(contentsOf: target, encoding: .utf8) == "through the link")
    }
  }

  @Test("A ring of links is an error, not a hang") func linkRing() throws {
    try withTemporaryFolder { folder in
      let a = folder.appendingPathComponent("a")
      let manager = FileManager.default
      try manager.createSymbolicLink(atPath: a.path, withDestinationPath: "b")
      try manager.createSymbolicLink(
        atPath: folder.appendingPathComponent("b").path, withDestinationPath: "a")
      #expect(throws: AtomicFileError.self) { try AtomicFile.write("x", to: a) }
    }
  }

  @Test("Permissions of an existing file are kept") func keepsPermissions() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("secret")
      try AtomicFile.write("old", to: file)
      try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: file.path)
      try AtomicFile.write("new", to: file)
      let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
      #expect(attributes[.posixPermissions] as? Int == 0o640)
    }
  }

  @Test("Devices, pipes and folders are refused, and stay", arguments: ["pipe", "folder", "null"])
  func otherKinds(kind: String) throws {
    try withTemporaryFolder { folder in
      let place = folder.appendingPathComponent("place")
      switch kind {
      case "pipe": #expect(mkfifo(place.path, 0o644) == 0)
      case "folder":
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      default:
        try FileManager.default.createSymbolicLink(
          atPath: place.path, withDestinationPath: "/dev/null")
      }
      var before = stat()
      stat(place.path, &before)
      var error: AtomicFileError?
      do throws(AtomicFileError) { try AtomicFile.write("x", to: place) } catch let caught {
        error = caught
      }
      #expect(error?.step == .target)
      var after = stat()
      stat(place.path, &after)
      #expect(after.st_mode == before.st_mode && after.st_ino == before.st_ino)
    }
  }

  @Test("A missing folder is named") func missingFolder() {
    let file = URL(fileURLWithPath: "/no/such/folder/picture.png")
    #expect(
      throws: AtomicFileError(
        file: file.path, step: .openingFolder, reason: "No such file or directory")
    ) { try AtomicFile.write("x", to: file) }
  }

  /// Fails the n-th system call, as a full or dying disk would.
  final class FailingDisk: Sendable {
    private let callsLeft: Mutex<Int>

    init(failingAt call: Int) { callsLeft = Mutex(call) }

    func fails() -> Bool {
      callsLeft.withLock { left in
        defer { left -= 1 }
        if left == 0 { errno = ENOSPC }
        return left == 0
      }
    }

    var calls: FileCalls {
      let real = FileCalls()
      var calls = FileCalls()
      // At most 3 bytes at a time: short writes are legal.
      calls.write = {
        self.fails() ? -1 : real.write($0, UnsafeRawBufferPointer(rebasing: $1.prefix(3)))
      }
      calls.sync = { self.fails() ? -1 : real.sync($0) }
      calls.rename = { self.fails() ? -1 : real.rename($0, $1, $2) }
      return calls
    }
  }

  @Test("Whichever call fails, the file is the old or the new one, whole", arguments: 0..<8)
  func failingDisk(call: Int) throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("file")
      try AtomicFile.write("old content", to: file)
      let disk = FailingDisk(failingAt: call)
      // 4 short writes, sync, rename, sync of the folder: calls 0…6.
      let new = Array("new content".utf8)
      var error: AtomicFileError?
      do throws(AtomicFileError) {
        try AtomicFile.write(new, to: file, through: disk.calls)
      } catch let caught {
        error = caught
      }
      let steps: [AtomicFileError.Step?] = [
        .writing, .writing, .writing, .writing, .syncing, .renaming, .syncingFolder, nil,
      ]
      #expect(error?.step == steps[call])
      let content = try String(contentsOf: file, encoding: .utf8)
      #expect(content == (call < 6 ? "old content" : "new content"))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["file"])
    }
  }
}
