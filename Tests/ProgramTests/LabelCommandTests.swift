import Foundation
import Imaging
import TestSupport
import Testing

/// `ganvas label` as scripts see it.
@Suite("Labelling photos", .serialized) struct LabelCommandTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func run(_ arguments: [String]) throws -> (status: Int32, output: String) {
    try ProgramRun.run(arguments, in: folder.url)
  }

  /// Blue above, sand below.
  private func beach(_ width: Int, _ height: Int) -> RGBImage {
    var picture = RGBImage(width: width, height: height, filledWith: RGB(120, 170, 230))
    for y in (height * 2 / 3)..<height {
      for x in 0..<width { picture[x, y] = RGB(214, 186, 132) }
    }
    return picture
  }

  @Test("A photo becomes a map of its size in the set's ids, with the map over it") func label()
    throws
  {
    let photo = folder.url.appendingPathComponent("beach.png")
    try AtomicFile.write(PNG.encode(beach(120, 80)), to: photo)
    let first = try run(["label", photo.path, "-o", "map.png", "--overlay", "seen.jpg"])
    #expect(first.status == 0)
    #expect(first.output.contains("120×80, label set landscape"))
    let set = try LabelSet.load(named: "landscape", in: Self.labels)
    let file = folder.url.appendingPathComponent("map.png")
    let map = try LabelMapFile.read(file, with: set)
    #expect(map.diagnoses.isEmpty)
    #expect(map.map.size == PixelSize(width: 120, height: 80))
    #expect(set.name(of: Int(map.map[60, 10])) == "sky")
    let seen = try ImageFile.read(folder.url.appendingPathComponent("seen.jpg"))
    #expect(seen.size == map.map.size)
    let bytes = try Data(contentsOf: file)
    #expect(try run(["label", photo.path, "-o", "map.png"]).status == 0)
    #expect(try Data(contentsOf: file) == bytes, "the same photo gives the same map")
    #expect(try run(["label", photo.path, "--size", "64x64", "-o", "square.png"]).status == 0)
    let square = try LabelMapFile.read(folder.url.appendingPathComponent("square.png"), with: set)
    #expect(square.map.size == PixelSize(width: 64, height: 64))
  }

  @Test("Photos of a folder get maps where there are none; those that are there stay")
  func folders() throws {
    let photos = folder.url.appendingPathComponent("my_img")
    try FileManager.default.createDirectory(at: photos, withIntermediateDirectories: true)
    for name in ["a.png", "b.png"] {
      try AtomicFile.write(PNG.encode(beach(40, 30)), to: photos.appendingPathComponent(name))
    }
    try AtomicFile.write("words", to: photos.appendingPathComponent("notes.txt"))
    let maps = folder.url.appendingPathComponent("my_label")
    try FileManager.default.createDirectory(at: maps, withIntermediateDirectories: true)
    try AtomicFile.write("by hand", to: maps.appendingPathComponent("b.png"))
    let done = try run(["label", photos.path, "-o", maps.path])
    #expect(done.status == 0)
    #expect(done.output.contains("1 photos labelled, 1 had a map"))
    let set = try LabelSet.load(named: "landscape", in: Self.labels)
    let map = try LabelMapFile.read(maps.appendingPathComponent("a.png"), with: set).map
    #expect(map.size == PixelSize(width: 40, height: 30))
    let kept = try String(contentsOf: maps.appendingPathComponent("b.png"), encoding: .utf8)
    #expect(kept == "by hand")
    #expect(try run(["label", maps.path, "-o", "x", "--overlay", "y.png"]).status == 2)
  }

  @Test("What is no photo, no labeller or no PNG is refused, and nothing is written") func refused()
    throws
  {
    let photo = folder.url.appendingPathComponent("beach.png")
    try AtomicFile.write(PNG.encode(beach(32, 32)), to: photo)
    let text = folder.url.appendingPathComponent("words.txt")
    try AtomicFile.write("no picture", to: text)
    #expect(try run(["label", text.path, "-o", "map.png"]).status == 1)
    #expect(try run(["label", photo.path, "--labeller", text.path, "-o", "map.png"]).status == 1)
    #expect(try run(["label", photo.path, "--labeller", "none", "-o", "map.png"]).status == 1)
    #expect(try run(["label", photo.path, "-o", "map.jpg"]).status == 2)
    #expect(try run(["label", photo.path, "--size", "3x9000", "-o", "map.png"]).status == 2)
    #expect(try run(["label", photo.path]).status != 0)
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
    #expect(!left.contains { $0.hasPrefix("map") })
  }

  /// The label sets that are shipped.
  private static let labels = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../Assets/Labels").standardizedFileURL
}
