import Foundation
import Testing

@Suite("ganvas doctor") struct DoctorTests {
  @Test("It says what is here, as text and as JSON, and finds nothing in the way")
  func thisMachine() throws {
    let text = try run(["doctor"], environment: ["TERM": "xterm-256color", "LANG": "C.UTF-8"])
    #expect(text.status == 0, "\(text.output)")
    for topic in ["processor", "LibTorch", "CUDA", "colours", "assets", "models", "sessions"] {
      #expect(text.output.contains(topic))
    }
    let json = try run(["doctor", "--json"], environment: ["TERM": "xterm-256color"])
    let report = try JSONDecoder().decode(Report.self, from: Data(json.output.utf8))
    #expect(report.works)
    #expect(report.findings.contains { $0.topic == "LibTorch" && $0.found.contains("LibTorch ") })
    for finding in report.findings { #expect((finding.advice == nil) == (finding.state == "ok")) }
  }

  @Test("A poor terminal is no obstacle, but gets advice") func poorTerminal() throws {
    let json = try run(
      ["doctor", "--json"],
      environment: ["TERM": "no-such-terminal", "LANG": "C", "OMP_WAIT_POLICY": "ACTIVE"])
    #expect(json.status == 0)
    let report = try JSONDecoder().decode(Report.self, from: Data(json.output.utf8))
    let warned = Set(report.findings.filter { $0.state == "warn" }.map(\.topic))
    #expect(warned.isSuperset(of: ["screen", "terminal", "encoding", "threads"]))
  }

  @Test("A program without its bridge says what is missing and exits with 1")
  func missingBridge() throws {
    let manager = FileManager.default
    let folder = manager.temporaryDirectory.appendingPathComponent("doctor-\(UUID().uuidString)")
    try manager.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? manager.removeItem(at: folder) }
    let lonely = folder.appendingPathComponent("ganvas")
    // A link where that is possible: a fresh copy can be "busy" while other tests start programs.
    do {
      try manager.linkItem(at: try ProgramRun.program(), to: lonely)
    } catch {
      try manager.copyItem(at: try ProgramRun.program(), to: lonely)
    }
    let text = try run(["doctor"], environment: ["TERM": "xterm"], program: lonely)
    #expect(text.status == 1)
    #expect(text.output.contains("Scripts/setup"))
  }

  @Test(
    "An installed program finds label sets and models where the package puts them",
    arguments: ["share/ganvas/Assets", "share/ganvas"])
  func installed(place: String) throws {
    let manager = FileManager.default
    let folder = manager.temporaryDirectory.appendingPathComponent("doctor-\(UUID().uuidString)")
    defer { try? manager.removeItem(at: folder) }
    let labels = folder.appendingPathComponent("usr/\(place)/Labels")
    let bin = folder.appendingPathComponent("usr/bin")
    try manager.createDirectory(at: labels, withIntermediateDirectories: true)
    try manager.createDirectory(at: bin, withIntermediateDirectories: true)
    let installed = bin.appendingPathComponent("ganvas")
    do {
      try manager.linkItem(at: try ProgramRun.program(), to: installed)
    } catch {
      try manager.copyItem(at: try ProgramRun.program(), to: installed)
    }
    let text = try ProgramRun.run(
      ["doctor"], environment: ["HOME": folder.path, "TERM": "xterm"], in: folder,
      program: installed)
    #expect(!text.output.contains("no folder with label sets"), "\(text.output)")
    #expect(text.output.contains("usr/\(place)"), "\(text.output)")
  }

  private struct Report: Decodable {
    struct Finding: Decodable {
      let state: String
      let topic: String
      let found: String
      let advice: String?
    }

    let works: Bool
    let findings: [Finding]
  }

  private func run(
    _ arguments: [String], environment: [String: String], program path: URL? = nil
  ) throws -> (status: Int32, output: String) {
    var settings = environment
    for name in ["PATH", "LD_LIBRARY_PATH"] {
      settings[name] = ProcessInfo.processInfo.environment[name]
    }
    settings["HOME"] = FileManager.default.temporaryDirectory.path
    return try ProgramRun.run(
      arguments, environment: settings,
      in: URL(fileURLWithPath: #filePath).deletingLastPathComponent(), program: path)
  }
}
