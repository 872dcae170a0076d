import Checksums
import Canvas
import Foundation
import Imaging
import Synthesis
import Testing

@testable import Sessions

/// Numbers that a session file may hold and a session may not.
@Suite("Numbers in session.json") struct StoredNumberTests {
  /// A place in the manifest, and what is written there.
  struct Lie: CustomTestStringConvertible {
    var path: [String]
    var text: String
    var testDescription: String { "\(path.joined(separator: ".")) = \(text)" }
  }

  private static let largest = "9223372036854775807"
  private static let smallest = "-9223372036854775808"

  static let lies: [Lie] = [
    Lie(path: ["steps"], text: largest), Lie(path: ["steps"], text: "-1"),
    Lie(path: ["journal", "generation"], text: "18446744073709551615"),
    Lie(path: ["journal", "bytes"], text: largest),
    Lie(path: ["journal", "bytes"], text: smallest),
    Lie(path: ["cursor", "x"], text: largest), Lie(path: ["cursor", "x"], text: smallest),
    Lie(path: ["cursor", "y"], text: largest), Lie(path: ["cursor", "y"], text: smallest),
    Lie(path: ["view", "map", "zoom"], text: "1e308"),
    Lie(path: ["view", "map", "zoom"], text: largest),
    Lie(path: ["view", "map", "zoom"], text: "0"),
    Lie(path: ["view", "picture", "zoom"], text: "-1e308"),
    Lie(path: ["view", "map", "centerX"], text: "1e300"),
    Lie(path: ["view", "amount"], text: "1e308"), Lie(path: ["view", "amount"], text: "-5"),
    Lie(path: ["view", "paneSteps"], text: "[\"map\", \(largest)]"),
    Lie(path: ["playhead"], text: largest), Lie(path: ["playhead"], text: "-3"),
    Lie(path: ["walk", "length"], text: "-5"), Lie(path: ["walk", "length"], text: largest),
    Lie(path: ["walk", "framesPerSecond"], text: "0"),
    Lie(path: ["walk", "framesPerSecond"], text: largest),
    Lie(path: ["walk", "keyframes", "0", "frame"], text: smallest),
    Lie(path: ["walk", "keyframes", "1", "frame"], text: largest),
    Lie(path: ["walk", "keyframes", "1", "frame"], text: "0"),
    Lie(path: ["walk", "keyframes", "0", "hold"], text: largest),
    Lie(path: ["walk", "keyframes", "0", "hold"], text: "-7"),
    Lie(path: ["settings", "mixture"], text: "{\"-1\": 0.5, \"\(largest)\": 0.5}"),
    Lie(path: ["settings", "mixture"], text: "{\"3\": 1e308}"),
    Lie(path: ["settings", "latent", "truncationPsi"], text: "1e308"),
    Lie(path: ["settings", "latent", "truncationCutoff"], text: largest),
    Lie(path: ["settings", "latent", "layerPsi"], text: "{\"\(smallest)\": 1, \"2\": 1e300}"),
    Lie(path: ["settings", "latent", "source"], text: nested(18)),
    Lie(path: ["settings", "latent", "source"], text: "{\"z\": {\"_0\": [1e38, -1e38]}}"),
    Lie(
      path: ["settings", "latent", "source"],
      text: "{\"combined\": {\"_0\": [{\"seed\": {\"_0\": 1}}], \"weights\": [1, 2]}}"),
    Lie(
      path: ["settings", "instanceStyles"],
      text: "[1, {\"cluster\": \(largest), \"offset\": []}]"),
    Lie(path: ["hand", "brush", "size"], text: "-1"),
    Lie(path: ["hand", "brush", "size"], text: "1000000"),
    Lie(path: ["hand", "brush", "size"], text: largest),
    Lie(path: ["hand", "mirror"], text: "255"),
    Lie(
      path: ["hand", "recents"],
      text: "[\((0..<500).map { "\($0 % 4)" }.joined(separator: ","))]"),
    Lie(path: ["latentShelf", "zoom"], text: largest),
    Lie(path: ["latentShelf", "recentClasses"], text: "[-1, \(largest)]"),
  ]

  /// A latent between latents, some levels deep.
  private static func nested(_ depth: Int) -> String {
    let inner = depth == 0 ? "" : nested(depth - 1)
    let other = "{\"seed\": {\"_0\": 2}}"
    return depth == 0
      ? other : "{\"between\": {\"_0\": \(inner), \"_1\": \(other), \"fraction\": 0.5}}"
  }

  /// A saved session with a walk, stars and a mixture, as JSON objects.
  private func saved(
    _ library: SessionLibrary
  ) throws -> (id: String, manifest: URL, object: [String: Any]) {
    var contents = painted(steps: 3, seed: 60)
    let map = MapID(of: contents.document.content)
    contents.maps[map] = contents.document.content
    for frame in [4, 40] {
      contents.walk.put(Keyframe(frame: frame, settings: contents.settings, map: map))
    }
    contents.playhead = 5
    contents.savedLatents.stars = [Star(name: "here", latent: LatentState(source: .seed(4)))]
    let file = try library.create(contents)
    try file.close(contents, at: file.mark)
    let url = URL(fileURLWithPath: file.path + "/session.json")
    let object = try JSONSerialization.jsonObject(with: Data(contentsOf: url))
    return (file.id, url, try #require(object as? [String: Any]))
  }

  /// The object with other text at a place; numbers are written as they stand in the test.
  private func lied(_ object: [String: Any], _ lie: Lie) throws -> Data {
    func put(_ value: Any, _ path: ArraySlice<String>) throws -> Any {
      guard let key = path.first else { return "@lie@" }
      if let list = value as? [Any], let index = Int(key) {
        var list = list
        list[index] = try put(list[index], path.dropFirst())
        return list
      }
      var object = try #require(value as? [String: Any])
      object[key] = try put(object[key] ?? [String: Any](), path.dropFirst())
      return object
    }
    let data = try JSONSerialization.data(withJSONObject: put(object, lie.path[...]))
    let text = String(decoding: data, as: UTF8.self)
    return Data(text.replacingOccurrences(of: "\"@lie@\"", with: lie.text).utf8)
  }

  @Test(
    "Each is mended and named, and the session opens, can be saved and opens again", arguments: lies
  )
  func mended(lie: Lie) throws {
    try inFolder { library in
      let (id, url, object) = try saved(library)
      try lied(object, lie).write(to: url)
      let summary = library.summary(of: id)
      #expect(summary.steps >= 0 && summary.steps < 2_000_000_000)
      _ = library.list()
      let opened = try library.open(id)
      let contents = opened.contents
      #expect(sound(contents), "\(contents)")
      let file = try #require(opened.file)
      var now = contents
      try file.append(undoStep(on: &now, 2))
      try file.close(now, at: file.mark)
      let again = try library.open(id, .readOnly)
      #expect(again.contents == now)
      #expect(again.findings == [])
      if lie.path.last != "generation" {
        #expect(!opened.findings.isEmpty, "something was mended")
      }
    }
  }

  /// Whether every number lies where the program takes it to lie.
  private func sound(_ contents: SessionContents) -> Bool {
    let size = contents.document.size
    let walk = contents.walk
    let plan = WalkPlan(walk)
    _ = [0, contents.playhead, walk.length].map { plan?.frame($0) }
    return PixelRect(size).contains(contents.cursor)
      && Brush.sizes.contains(contents.toolState.brush.size)
      && (1...32).contains(contents.view.map.zoom) && (1...32).contains(contents.view.picture.zoom)
      && (0...1).contains(contents.view.amount) && (0..<Walk.longest).contains(contents.playhead)
      && (1...Walk.longest).contains(walk.length) && Walk.rates.contains(walk.framesPerSecond)
      && walk.keyframes.allSatisfy { (0..<walk.length).contains($0.frame) }
      && zip(walk.keyframes, walk.keyframes.dropFirst()).allSatisfy { $0.frame < $1.frame }
      && contents.settings.classWeights.keys.allSatisfy { (0...65_535).contains($0) }
      && contents.settings.latent.truncationPsi.isFinite
      && contents.view.paneSteps.values.allSatisfy { (-8...8).contains($0) }
  }

  @Test("Deep nesting is refused in words before it is read", arguments: [100, 100_000])
  func deepNesting(depth: Int) throws {
    try inFolder { library in
      let (id, url, _) = try saved(library)
      let text = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
      try Data("{\"schema\": 1, \"name\": \(text)}".utf8).write(to: url)
      #expect(throws: SessionError.self) { try library.open(id) }
    }
  }

  @Test("A journal with a bad header beside the highest generation traps nobody")
  func highestGeneration() throws {
    try inFolder { library in
      let (id, url, object) = try saved(library)
      try lied(object, Lie(path: ["journal", "generation"], text: "18446744073709551615"))
        .write(to: url)
      try Data("nonsense of more than sixteen bytes".utf8).write(
        to: url.deletingLastPathComponent().appendingPathComponent("journal"))
      #expect(try library.open(id).contents.history.past.isEmpty)
    }
  }

  @Test("A NaN in an undo step silences nothing after it") func nanInJournal() throws {
    try inFolder { library in
      var contents = painted(steps: 1, seed: 61)
      let file = try library.create(contents)
      var settings = contents.settings
      settings.latent.truncationPsi = .nan
      settings.latent.source = .z([.infinity, .nan, 1])
      let broken = UndoStep(
        name: "broken", change: .settings(from: contents.settings, to: settings))
      contents.history.record(broken)
      try file.append(.stepTaken(broken))
      try file.append(undoStep(on: &contents, 0))
      try file.append(undoStep(on: &contents, 1))
      let opened = try library.open(file.id, .readOnly)
      #expect(opened.contents.document == contents.document)
      #expect(opened.contents.history.past.count == contents.history.past.count)
      #expect(opened.contents.settings.latent.truncationPsi == 1)
      #expect(opened.contents.settings.latent.source == .z([1e6, 0, 1]))
    }
  }

  @Test("An act whose change cannot be read keeps its place and does nothing") func emptyAct()
    throws
  {
    try inFolder { library in
      var contents = painted(steps: 1, seed: 62)
      let file = try library.create(contents)
      let broken = UndoStep(
        name: "seed", change: .settings(from: contents.settings, to: contents.settings))
      var record = JournalRecord.stepTaken(broken).encoded()
      record.removeLast(record.count - JournalRecord.headSize(of: broken))
      let crc = withUnsafeBytes(of: CRC32C.checksum(of: record).littleEndian) { Array($0) }
      let length = withUnsafeBytes(of: UInt32(record.count).littleEndian) { Array($0) }
      let before = contents
      _ = undoStep(on: &contents, 0)
      let next = JournalRecord.stepTaken(try #require(contents.history.past.last))
      let url = URL(fileURLWithPath: file.path + "/journal")
      let bytes =
        try Data(contentsOf: url) + Data(length + crc + record) + Data(Journal.frame(next))
      try bytes.write(to: url)
      var opened = try library.open(file.id, .readOnly).contents
      #expect(opened.document == contents.document)
      #expect(opened.history.past.count == contents.history.past.count + 1)
      for _ in 0..<2 { JournalRecord.undone.replay(in: &opened) }
      #expect(opened.document == before.document)
    }
  }
}
