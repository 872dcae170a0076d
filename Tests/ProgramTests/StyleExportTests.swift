import Canvas
import Foundation
import Generators
import Imaging
import Inference
import Sessions
import Synthesis
import TestSupport
import Testing

@testable import Studio

/// The command line on the export card makes the very picture that the studio writes, styles
/// included: the shipped `village` model, the real program.
@Suite(.serialized) struct StyleExportTests {
  private static let assets: URL = {
    var folder = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { folder.deleteLastPathComponent() }
    return folder.appendingPathComponent("Assets")
  }()
  private static let isThere = FileManager.default.fileExists(
    atPath: assets.appendingPathComponent("Models/village.ganvas/weights.safetensors").path)

  private func withFolder(_ body: (URL) async throws -> Void) async throws {
    let folder = try TemporaryFolder()
    try await body(folder.url)
  }

  /// The shipped village with the styles that `dress` gives.
  private func contents(
    _ apply: (inout PictureSettings, [ObjectID]) -> Void
  ) throws -> SessionContents {
    let set = try LabelSet.load(
      from: Self.assets.appendingPathComponent("Labels/landscape.json"))
    let map = try MapImport.readMap(
      Self.assets.appendingPathComponent("Maps/village-labels.png").path, with: set)
    var contents = SessionContents(name: "Green", document: Document(map.content))
    apply(&contents.settings, map.content.allObjects)
    return contents
  }

  /// Exports from the studio, then runs the line beside the files.
  /// - Returns: The line and both pictures.
  private func twice(
    _ contents: SessionContents, in folder: URL, writesSidecar: Bool
  ) async throws -> (line: String, exported: RGBImage, rendered: RGBImage) {
    let library = ModelLibrary(
      folders: [Self.assets.appendingPathComponent("Models")],
      labelSets: Self.assets.appendingPathComponent("Labels"))
    var state = StudioState(contents)
    state.preferences.writesSidecar = writesSidecar
    let store = StudioStore(
      state,
      services: StudioServices(
        renderer: InferenceActor(InferenceConfiguration(library: library, threads: 2)),
        library: SessionLibrary(directory: folder), exporter: Exporter(directory: folder)),
      session: nil, wake: {}, terminal: { _ in })
    func wait(_ holds: () -> Bool) async throws {
      for _ in 0..<6_000 where !holds() {
        try await Task.sleep(for: .milliseconds(10))
        store.drain()
      }
    }
    store.start(model: "village")
    try await wait { store.state.model.description != nil }
    store.send(.command(.export))
    guard case .export(let card)? = store.state.cards.card else {
      Issue.record("no export card")
      throw CancellationError()
    }
    store.send(.input(.key(.enter)))
    try await wait { store.state.work.isEmpty }
    store.leave()
    let file = folder.appendingPathComponent("green.png")
    let exported = try ImageFile.read(file)
    try FileManager.default.removeItem(at: file)
    let script = "ganvas() { \"$0\" \"$@\"; }; " + card.commandLine
    let run = try ProgramRun.run(
      ["-c", script, ProgramRun.program().path],
      environment: ProcessInfo.processInfo.environment, in: folder,
      program: URL(fileURLWithPath: "/bin/sh"))
    #expect(run.status == 0, "\(card.commandLine)")
    return (card.commandLine, exported, try ImageFile.read(file))
  }

  @Test("Styles on the line: exported and rendered pictures are the same", .enabled(if: isThere))
  func line() async throws {
    try await withFolder { folder in
      let contents = try contents { settings, objects in
        let trees = objects.filter { $0.label == 11 && $0.number != 0 }
        settings.labelStyles[11] = InstanceStyle(cluster: 1)
        if let tree = trees.last {
          settings.instanceStyles[tree.number] = InstanceStyle(
            cluster: 0, offset: [0.1, -0.03, 1 / 3])
        }
        settings.labelStyles[0] = InstanceStyle(offset: [0.2, 0.4, -0.1])
      }
      let made = try await twice(contents, in: folder, writesSidecar: false)
      #expect(made.line.contains("--style "))
      #expect(made.exported == made.rendered)
    }
  }

  @Test("Many styles from the sidecar: the same picture again", .enabled(if: isThere))
  func file() async throws {
    try await withFolder { folder in
      let contents = try contents { settings, objects in
        for (index, object) in objects.filter({ $0.number != 0 }).enumerated() {
          settings.instanceStyles[object.number] =
            index % 3 == 0 ? .neutral : InstanceStyle(offset: [Float(index) / 40, 0.5, -0.25])
        }
      }
      let made = try await twice(contents, in: folder, writesSidecar: false)
      #expect(made.line.contains("--style-file green.json"))
      #expect(made.exported == made.rendered)
    }
  }

  @Test(
    "What cannot be worn is refused: 2 for wrong words, 1 with the reason", .enabled(if: isThere))
  func refused() async throws {
    try await withFolder { folder in
      let map = Self.assets.appendingPathComponent("Maps/village-labels.png").path
      func status(_ style: String, model: String) throws -> Int32 {
        try ProgramRun.run(
          ["render", "--labels", map, "--model", model, "--style", style, "-o", "a.png"], in: folder
        ).status
      }
      for (style, model, wanted) in [
        ("tree", "village", 2), ("tree=0", "village", 2), ("tree=red", "village", 2),
        ("shrubbery=1", "village", 1), ("tree=99", "village", 1), ("tree:60000=1", "village", 1),
        ("tree=0.1,0.2", "village", 1), ("tree=1+0.1", "village", 1), ("tree=1", "landscape", 1),
        ("tree=1", "village", 0),
      ] as [(String, String, Int32)] {
        let found = try status(style, model: model)
        #expect(found == wanted, "\(style), \(model)")
      }
    }
  }
}
