import Foundation
import GeneratorSupport
import Generators
import Imaging
import TestSupport
import Testing

/// Runs the real program: `ganvas render` from files to files.
@Suite(.serialized) struct RenderCommandTests {
  init() { #expect(EngineFixture.isReady) }

  /// The program that was built beside these tests.
  private static let program: URL? = {
    let arguments = CommandLine.arguments.map { URL(fileURLWithPath: $0) }
    let bundle = arguments.first { $0.pathExtension == "xctest" } ?? arguments.first
    let file = bundle?.deletingLastPathComponent().appendingPathComponent("ganvas")
    let found = file.flatMap { FileManager.default.isExecutableFile(atPath: $0.path) ? $0 : nil }
    if found == nil { print("*** the program is not built: its tests are skipped") }
    return found
  }()

  private struct Outcome {
    let code: Int32
    let output: String
    let errors: String
  }

  private func render(_ arguments: [String], in folder: TemporaryFolder) throws -> Outcome {
    let process = Process()
    let program: URL = try #require(Self.program)
    process.executableURL = program
    process.arguments = ["render"] + arguments + ["--threads", "2"]
    process.currentDirectoryURL = folder.url
    // Files instead of pipes: nothing can fill up.
    let output = folder.url.appendingPathComponent("stdout")
    let errors = folder.url.appendingPathComponent("stderr")
    for file in [output, errors] { try Data().write(to: file) }
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
    process.waitUntilExit()
    return Outcome(
      code: process.terminationStatus,
      output: try String(contentsOf: output, encoding: .utf8),
      errors: try String(contentsOf: errors, encoding: .utf8))
  }

  private func writeMap(_ map: LabelMap, to file: URL) throws {
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try AtomicFile.write(PNG.encode(gray: map.map(UInt8.init)), to: file)
  }

  @Test("A scaled 8-bit instance map is named and left out", .enabled(if: program != nil))
  func collapsedInstances() throws {
    let folder = try TemporaryFolder()
    try writeTinyPackage(in: folder.url)
    try writeMap(tinyMap(), to: folder.url.appendingPathComponent("map.png"))
    let scaled = tinyMap().map { $0 == 2 ? UInt16(255) : 0 }
    try writeMap(scaled, to: folder.url.appendingPathComponent("scaled.png"))
    func picture(_ more: [String], _ name: String) throws -> (words: String, bytes: Data) {
      let done = try render(
        ["--labels", "map.png", "--model", "./tiny.ganvas", "-o", name] + more, in: folder)
      #expect(done.code == 0, "\(done.errors)")
      let file = folder.url.appendingPathComponent(name)
      let pixels = try PNG.decode(ImageFile.bytes(of: file), named: name)
      return (done.errors, Data("\(pixels.content)".utf8))
    }
    let with = try picture(["--instances", "scaled.png"], "with.png")
    #expect(with.words.contains("holds only the values 0, 255"))
    #expect(with.words.contains("left out: the labels' borders stand in"))
    #expect(try picture([], "without.png").bytes == with.bytes)
  }

  @Test(
    "One map, said in words; the same again is skipped; another seed is another picture",
    .enabled(if: program != nil))
  func oneMap() throws {
    let folder = try TemporaryFolder()
    try writeTinyPackage(in: folder.url)
    let url = folder.url
    try writeMap(
      tinyMap().resizedNearest(to: PixelSize(width: 64, height: 32)),
      to: url.appendingPathComponent("map.png"))
    let basic = ["--labels", "map.png", "--model", "tiny.ganvas", "-o", "a.png"]
    let first = try render(basic, in: folder)
    #expect(first.code == 0, "\(first.errors)")
    #expect(first.errors.contains("64×32"))
    #expect(first.errors.contains("a.png"))
    let picture = try ImageFile.read(url.appendingPathComponent("a.png"))
    #expect(picture.size == PixelSize(width: 32, height: 32))
    let date = try modified(url.appendingPathComponent("a.png"))
    let again = try render(basic, in: folder)
    #expect(again.code == 0)
    #expect(again.errors.contains("already there"))
    #expect(try modified(url.appendingPathComponent("a.png")) == date)
    let other = try render(basic + ["--seed", "5"], in: folder)
    #expect(other.code == 0)
    #expect(try ImageFile.read(url.appendingPathComponent("a.png")) != picture)
    // A damaged picture is made again, not believed.
    let bytes = try ImageFile.bytes(of: url.appendingPathComponent("a.png"))
    try Data(bytes.prefix(bytes.count / 2)).write(to: url.appendingPathComponent("a.png"))
    #expect(try render(basic + ["--seed", "5"], in: folder).errors.contains(" s → "))
  }

  @Test(
    "A folder goes on after a broken map and exits 1, with a report for scripts",
    .enabled(if: program != nil))
  func wholeFolder() throws {
    let folder = try TemporaryFolder()
    try writeTinyPackage(in: folder.url)
    for name in ["a", "c"] {
      try writeMap(tinyMap(), to: folder.url.appendingPathComponent("maps/\(name).png"))
    }
    // An instance map beside its label map is no label map.
    try writeMap(tinyMap(), to: folder.url.appendingPathComponent("maps/d-labels.png"))
    try writeMap(tinyMap(), to: folder.url.appendingPathComponent("maps/d-instances.png"))
    var wrong = tinyMap()
    wrong[4, 4] = 99
    try writeMap(wrong, to: folder.url.appendingPathComponent("maps/b.png"))
    let outcome = try render(
      ["--labels", "maps", "--model", "tiny.ganvas", "-o", "out", "--json"], in: folder)
    #expect(outcome.code == 1)
    let made = try FileManager.default.contentsOfDirectory(
      atPath: folder.url.appendingPathComponent("out").path)
    #expect(made.sorted() == ["a.png", "c.png", "d-labels.png"])
    #expect(outcome.errors.contains("2 of 4"))
    #expect(outcome.errors.contains("d-instances.png beside it"))
    let report = try JSONDecoder().decode(JSONValue.self, from: Data(outcome.output.utf8))
    guard case .object(let fields) = report, case .array(let pictures) = fields["pictures"] else {
      Issue.record("no report: \(outcome.output)")
      return
    }
    #expect(pictures.count == 4)
    #expect("\(pictures[1])".contains("99"))
  }

  @Test("Wrong usage exits 2, a missing model 1, both in words", .enabled(if: program != nil))
  func failures() throws {
    let folder = try TemporaryFolder()
    let model = ["--model", "nowhere", "-o", "a.png", "--labels", "map.png"]
    let missing = try render(model, in: folder)
    #expect(missing.code == 1)
    #expect(missing.errors.contains("nowhere"))
    for wrong in [["--psi", "9"], ["--precision", "float8"], ["--unknown"], ["--seed", "-1"]] {
      #expect(try render(model + wrong, in: folder).code == 2, "\(wrong)")
    }
    #expect(try render(["--help"], in: folder).output.contains("Example"))
  }

  private func modified(_ file: URL) throws -> Date? {
    try FileManager.default.attributesOfItem(atPath: file.path)[.modificationDate] as? Date
  }
}
