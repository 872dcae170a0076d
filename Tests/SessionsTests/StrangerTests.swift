import Canvas
import Foundation
import Imaging
import Synthesis
import Testing

@testable import Sessions

/// Sessions of strangers: links that lead out, pipes, files that are not what they say.
@Suite("A stranger's session") struct StrangerTests {
  /// Members of which each may be a link, and what it would lead to.
  static let members = [
    "session.json", "journal", "lock", "labels.png", "instances.png", "opened-labels.png",
    "opened-instances.png", "frames/last.png", "frames/a.png",
  ]

  private func manager() -> FileManager { .default }

  /// Everything in a folder, links as they are.
  private func snapshot(_ folder: URL) throws -> [String: Data] {
    var files: [String: Data] = [:]
    for name in try manager().subpathsOfDirectory(atPath: folder.path) {
      files[name] =
        (try? Data(contentsOf: folder.appendingPathComponent(name))) ?? Data("folder".utf8)
    }
    return files
  }

  /// Makes a session, lets `spoil` change its folder, and lets everything happen to it that the
  /// studio does. Whatever is refused, nothing beside the folder changes.
  private func tryOut(_ spoil: (_ session: URL, _ outside: URL) throws -> Void) throws {
    try inFolder { library in
      var contents = painted(steps: 3, seed: 50)
      contents.picture = RGBImage(width: 4, height: 3, filledWith: RGB(9, 9, 9))
      contents.pictureA = contents.picture
      let file = try library.create(contents)
      _ = try file.keep(
        photo: RGBImage(width: 2, height: 2, filledWith: RGB(1, 1, 1)), named: "photo")
      try file.close(contents, at: file.mark)
      let session = URL(fileURLWithPath: file.path)
      let outside = library.directory.appendingPathComponent("outside")
      try manager().createDirectory(at: outside, withIntermediateDirectories: true)
      try Data("precious".utf8).write(to: outside.appendingPathComponent("precious"))
      try spoil(session, outside)
      let before = try snapshot(outside)
      for opening in SessionOpening.allCases {
        guard let opened = try? library.open(file.id, opening) else { continue }
        var now = opened.contents
        guard let open = opened.file else { continue }
        try? open.append(undoStep(on: &now, 1))
        _ = try? open.keep(
          photo: RGBImage(width: 1, height: 1, filledWith: RGB(2, 2, 2)), named: "photo")
        now.walk.put(
          Keyframe(frame: 3, settings: now.settings, map: MapID(of: now.document.content)))
        now.maps[MapID(of: now.document.content)] = now.document.content
        try? open.save(now, at: open.mark)
        try? open.close(now, at: open.mark)
      }
      _ = library.list()
      _ = library.summary(of: file.id)
      _ = try? library.copyPhotos(from: file.id, to: session.path)
      try? library.trash(file.id)
      #expect(try snapshot(outside) == before)
    }
  }

  @Test("A member that is a link to a file changes nothing there", arguments: members)
  func linkToFile(member: String) throws {
    try tryOut { session, outside in
      let place = session.appendingPathComponent(member)
      try? manager().removeItem(at: place)
      try manager().createSymbolicLink(
        at: place, withDestinationURL: outside.appendingPathComponent("precious"))
    }
  }

  @Test("A member that is a link to nothing makes nothing there", arguments: members)
  func linkToNothing(member: String) throws {
    try tryOut { session, outside in
      let place = session.appendingPathComponent(member)
      try? manager().removeItem(at: place)
      try manager().createSymbolicLink(
        at: place, withDestinationURL: outside.appendingPathComponent("new"))
    }
  }

  @Test("A linked copy of the member itself is not written through", arguments: members)
  func linkToItsOwn(member: String) throws {
    try tryOut { session, outside in
      let place = session.appendingPathComponent(member)
      let moved = outside.appendingPathComponent("moved")
      if manager().fileExists(atPath: place.path) {
        try manager().moveItem(at: place, to: moved)
      } else {
        try Data().write(to: moved)
      }
      try manager().createSymbolicLink(at: place, withDestinationURL: moved)
    }
  }

  @Test("A folder that is a link is not entered", arguments: ["frames", "maps", "photos"])
  func linkedFolder(name: String) throws {
    try tryOut { session, outside in
      let place = session.appendingPathComponent(name)
      try manager().removeItem(at: place)
      try manager().createSymbolicLink(at: place, withDestinationURL: outside)
    }
  }

  @Test("A hard link is not written through", arguments: ["journal", "lock"])
  func hardLink(member: String) throws {
    try tryOut { session, outside in
      try manager().linkItem(
        at: session.appendingPathComponent(member),
        to: outside.appendingPathComponent("second-name"))
    }
  }

  @Test("A pipe hangs nobody", .timeLimit(.minutes(1)), arguments: members)
  func pipe(member: String) throws {
    try tryOut { session, _ in
      let place = session.appendingPathComponent(member)
      try? manager().removeItem(at: place)
      #expect(mkfifo(place.path, 0o644) == 0)
    }
  }

  @Test("A sparse file of three gigabytes is refused before it is read", arguments: members)
  func sparse(member: String) throws {
    let before = memory()
    try tryOut { session, _ in
      let place = session.appendingPathComponent(member)
      if !manager().fileExists(atPath: place.path) { try Data().write(to: place) }
      #expect(truncate(place.path, 3 << 30) == 0)
    }
    #expect(memory() - before < 400 << 20)
  }

  /// Bytes of memory this process has had at most.
  private func memory() -> Int {
    let text = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? ""
    return (Int(line.split(separator: " ").dropFirst().first ?? "") ?? 0) << 10
  }

  @Test("A link to the session itself is followed: the path is the person's own")
  func linkedSession() throws {
    try inFolder { library in
      let contents = painted(steps: 2, seed: 51)
      let file = try library.create(contents)
      try file.close(contents, at: file.mark)
      let link = library.directory.appendingPathComponent("linked.session")
      try manager().createSymbolicLink(
        at: link, withDestinationURL: URL(fileURLWithPath: file.path))
      #expect(try library.open("linked", .readOnly).contents == contents)
    }
  }

  @Test("A journal of another session is not replayed") func foreignJournal() throws {
    try inFolder { library in
      let one = painted(steps: 2, seed: 52)
      var other = painted(steps: 1, seed: 53)
      let first = try library.create(one)
      let second = try library.create(other)
      try second.append(undoStep(on: &other, 3))
      try first.close(one, at: first.mark)
      try second.close(other, at: second.mark)
      let place = URL(fileURLWithPath: first.path + "/journal")
      try manager().removeItem(at: place)
      try manager().copyItem(at: URL(fileURLWithPath: second.path + "/journal"), to: place)
      let opened = try library.open(first.id)
      #expect(opened.contents.document == one.document)
      #expect(opened.contents.history.past.isEmpty)
      #expect(opened.findings.count == 1)
    }
  }

  @Test("A lock of this machine under another host name does not keep it closed")
  func otherHostName() throws {
    try inFolder { library in
      let container = SessionLibrary(
        directory: library.directory,
        identity: ProcessIdentity(pid: 7, host: "c0ffee", boot: library.identity.boot))
      let contents = painted(steps: 1, seed: 54)
      var file: SessionFile? = try container.create(contents)
      let id = try #require(file?.id)
      #expect(library.summary(of: id).condition == .inUse(by: container.identity))
      file = nil
      #expect(library.summary(of: id).condition == .closed)
      #expect(try library.open(id).contents == contents)
    }
  }
}
