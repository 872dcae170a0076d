import Foundation
import Testing

/// `ganvas scenes` as scripts see it.
@Suite(.serialized) struct ScenesCommandTests {
  @Test("Scenes become a training folder, are not drawn twice, and wrong words are refused")
  func folder() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("ganvas-scenes-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    func run(_ arguments: [String]) throws -> (status: Int32, output: String) {
      try ProgramRun.run(arguments, in: FileManager.default.temporaryDirectory)
    }
    let arguments = [
      "scenes", "--count", "2", "--size", "32x16", "--biome", "lake", "-o", folder.path,
    ]
    let first = try run(arguments)
    #expect(first.status == 0)
    #expect(first.output.hasPrefix("2 scenes drawn, 0 were there"))
    var names: Set<[String]> = []
    for part in ["img", "label", "inst"] {
      let files = try FileManager.default.contentsOfDirectory(
        atPath: folder.appendingPathComponent("scenes_\(part)").path)
      #expect(files.count == 2)
      names.insert(files.sorted())
    }
    #expect(names.count == 1)
    #expect(try run(arguments).output.hasPrefix("0 scenes drawn, 2 were there"))

    #expect(try run(["scenes", "--style", "polka dots", "-o", folder.path]).status == 2)
    #expect(try run(["scenes", "--size", "3", "-o", folder.path]).status == 2)
    #expect(try run(["scenes"]).status == 2)
    #expect(try run(["scenes", "--list"]).output.contains("summer noon"))
  }
}
