import Foundation
import Testing

/// The studio's state has rooms (Architecture article): a reducer of one changes only its own part.
@Suite("Rooms of the studio") struct StudioRoomTests {
  static let rooms: Set = [
    "Editing", "Picture", "Styles", "Latent", "Walk", "Sessions", "Cards", "Commands", "Learning",
  ]

  @Test("Folders of Studio are its rooms and the core") func folders() throws {
    let files = try Repository.files(below: "Sources/Studio", endings: ["swift"])
    for file in files {
      #expect(file.path.split(separator: "/").count == 4, "\(file.path) stands in no room")
    }
    #expect(Set(files.map { Self.room(of: $0) }) == Self.rooms.union(["Core"]))
  }

  @Test("A room has one part it may set; everything else it reads or asks for", arguments: rooms)
  func onePart(room: String) throws {
    let text = try Repository.text(of: "Sources/Studio/\(room)/\(room)Room.swift")
    #expect(text.contains("protocol \(room)Room: Room"))
    #expect(text.matches(of: /\{ get set \}/).count == 1, "\(room) may set more than its part")
    #expect(try !Repository.text(of: "Sources/Studio/Core/Room.swift").contains("{ get set }"))
  }

  @Test("No part belongs to two rooms") func owners() throws {
    var owners: [Substring: String] = [:]
    for room in Self.rooms {
      let text = try Repository.text(of: "Sources/Studio/\(room)/\(room)Room.swift")
      for match in text.matches(of: /var (\w+): \w+ \{ get set \}/) {
        #expect(owners.updateValue(room, forKey: match.output.1) == nil)
      }
    }
    #expect(owners.count == Self.rooms.count)
  }

  @Test("Reducers of rooms are extensions of their protocol, never of the whole state")
  func reducers() throws {
    for file in try Repository.files(below: "Sources/Studio", endings: ["swift"]) {
      let room = Self.room(of: file)
      guard Self.rooms.contains(room) else { continue }
      for block in Self.extensions(in: file.text) {
        let isRight =
          block.name == room + "Room" || !block.body.contains(/\bmutating func\b/)
          || block.name != "StudioState" && !block.name.hasSuffix("Room")
        #expect(isRight, "\(file.path) changes the state through \(block.name)")
      }
    }
  }

  private static func room(of file: Repository.SourceFile) -> String {
    String(file.path.split(separator: "/")[2])
  }

  /// Top-level extensions with what stands in them.
  private static func extensions(in text: String) -> [(name: String, body: Substring)] {
    text.matches(of: /(?m)^extension (\w+)[^\n]*\{\n((?:(?!\}\n)[^\n]*\n)*)/).map {
      (String($0.output.1), $0.output.2)
    }
  }
}
