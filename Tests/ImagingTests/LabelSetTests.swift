import Foundation
import Imaging
import TestSupport
import Testing

@Suite("Label sets") struct LabelSetTests {
  static let shipped = ["ade20k", "camvid", "cityscapes", "coco-stuff", "landscape"]

  @Test("Every shipped set loads, with its own colour for each label", arguments: shipped)
  func loads(name: String) throws {
    let labels = try LabelSet.load(named: name, in: Places.labels)
    #expect(labels.name == name)
    #expect(labels.labels.map(\.id) == Array(0..<labels.labels.count))
    #expect(Set(labels.labels.map(\.color)).count == labels.labels.count)
    #expect(Set(labels.labels.map(\.name)).count == labels.labels.count)
    #expect(labels.labels.allSatisfy { $0.group != nil })
    let glyphs = labels.labels.compactMap(\.glyph)
    #expect(Set(glyphs).count == glyphs.count)
    #expect(labels.unlabelled.map { labels.label(id: $0) != nil } ?? true)
  }

  @Test("Every shipped file is written as the program writes it", arguments: shipped)
  func canonical(name: String) throws {
    let text = try String(
      contentsOf: Places.labels.appendingPathComponent(name + ".json"), encoding: .utf8)
    #expect(try LabelSet.load(named: name, in: Places.labels).json == text)
  }

  @Test(
    "Ids that networks rely on",
    arguments: [
      ("coco-stuff", 156, "sky-other"), ("coco-stuff", 154, "sea"), ("coco-stuff", 168, "tree"),
      ("coco-stuff", 182, "unlabelled"), ("ade20k", 0, "unknown"), ("ade20k", 150, "flag"),
      ("cityscapes", 7, "road"), ("cityscapes", 33, "bicycle"), ("camvid", 11, "unlabelled"),
    ]) func ids(set: String, id: Int, name: String) throws
  {
    #expect(try LabelSet.load(named: set, in: Places.labels).name(of: id) == name)
  }

  @Test(
    "One-hot channels",
    arguments: [
      ("coco-stuff", 183), ("ade20k", 151), ("cityscapes", 35), ("camvid", 12), ("landscape", 20),
    ]) func channels(set: String, count: Int) throws
  {
    #expect(try LabelSet.load(named: set, in: Places.labels).channelCount == count)
  }

  @Test("The landscape set is the one Scenes paints") func landscape() throws {
    let labels = try LabelSet.load(named: "landscape", in: Places.labels)
    #expect(labels.labels.compactMap(\.glyph).joined() == ".co^*nr:\"fbt~lv=ph#B")
    #expect(
      labels.labels.map(\.name) == [
        "sky", "cloud", "sun glow", "mountain", "snow", "hill", "rock", "sand", "grass", "flower",
        "bush", "tree", "sea", "lake", "river", "road", "path", "house", "fence", "bridge",
      ])
  }

  @Test("A set that is not there names those that are") func notFound() {
    #expect(
      throws: LabelSetError.notFound(
        name: "coco", folder: Places.labels.path, available: Self.shipped)
    ) { try LabelSet.load(named: "coco", in: Places.labels) }
    #expect(throws: LabelSetError.self) {
      try LabelSet.load(named: "../Labels/coco-stuff", in: Places.labels)
    }
  }

  @Test(
    "Broken sets are refused with the reason",
    arguments: [
      ("{", "JSON"), ("{\"name\": \"x\"}", "“labels” is missing"),
      ("{\"name\": \"x\", \"labels\": []}", "it has no labels"),
      (
        "{\"name\": \"x\", \"labels\": [{\"id\": 0, \"name\": \"a\", \"color\": \"red\"}]}",
        "“red” is no colour"
      ),
      (
        "{\"name\": \"x\", \"labels\": [{\"id\": -1, \"name\": \"a\", \"color\": \"#000000\"}]}",
        "the id -1 lies outside"
      ),
      (
        "{\"name\": \"x\", \"labels\": [{\"id\": 1, \"name\": \"a\", \"color\": \"#000000\"}, "
          + "{\"id\": 1, \"name\": \"b\", \"color\": \"#000000\"}]}", "the id 1 stands twice"
      ),
      (
        "{\"name\": \"x\", \"labels\": [{\"id\": \"1\", \"name\": \"a\", \"color\": \"#000000\"}]}",
        "wrong type at labels.0.id"
      ),
    ]) func broken(json: String, reason: String) throws
  {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("x.json")
      try AtomicFile.write(json, to: file)
      #expect { try LabelSet.load(from: file) } throws: { error in
        guard let error = error as? LabelSetError else { return false }
        return error.description.contains(reason) && error.description.contains(file.path)
      }
    }
  }

  @Test("Colours are written #rrggbb", arguments: 0..<50) func hex(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let value = UInt32(truncatingIfNeeded: random.next() & 0xff_ffff)
    let color = RGB(UInt8(value >> 16), UInt8(value >> 8 & 255), UInt8(value & 255))
    #expect(RGB(hex: color.hex) == color)
    #expect(try JSONDecoder().decode([RGB].self, from: JSONEncoder().encode([color])) == [color])
  }

  @Test(
    "What is no colour", arguments: ["", "#", "#12345", "#1234567", "#12345g", "+12345", "red"])
  func noColor(text: String) {
    #expect(RGB(hex: text) == nil)
  }
}
