import ArgumentParser
import Foundation
import Generators
import Tensors

/// `ganvas verify`: compares networks with what their reference programs computed.
struct VerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Compare networks with results of their reference programs.",
    discussion: """
      A fixture folder holds options.json, the weights (*.pth), input.safetensors and \
      expected.safetensors. Every expected tensor, intermediate ones included, is computed in \
      float32 and gets a line with the largest absolute difference; it passes at 1e-4 times its \
      largest magnitude where that exceeds 1. A folder of fixture folders verifies them all.

      Example:
        ganvas verify Tests/TrainingTests/Fixtures/*
        ganvas verify --device cpu --json Tests/GeneratorsTests/Fixtures/spade-encoder

      Exit codes: 0 every tensor passed, 1 some failed or could not be computed, 2 wrong usage.
      """)

  @Argument(help: "Fixture folders.", completion: .directory)
  var folders: [String]

  @Flag(help: "Write JSON for scripts.")
  var json = false

  @OptionGroup var compute: ComputeOptions

  func validate() throws {
    guard !folders.isEmpty else { throw ValidationError("name at least one fixture folder") }
  }

  func run() async throws {
    try Engine.load(usesCUDA: compute.device != .cpu)
    let device = try Engine.device(for: compute.device)
    // No suspension from here on: the engine's threads belong to the thread that computes.
    let report = verify(on: device)
    if json {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      print(String(decoding: try encoder.encode(report), as: UTF8.self))
    } else {
      print("\(report.passed) passed, \(report.failed) failed")
    }
    if report.failed > 0 { throw ExitCode.failure }
  }

  private func verify(on device: Device) -> VerificationReport {
    Engine.threads = compute.threadCount
    var results: [FixtureVerification] = []
    for folder in folders.flatMap(Self.fixtures) {
      let result = FixtureVerification(folder: folder, device: device)
      if !json { print(result.lines.joined(separator: "\n")) }
      results.append(result)
    }
    return VerificationReport(results)
  }

  /// The folder itself, or the fixtures in it if it is none.
  private static func fixtures(in path: String) -> [URL] {
    func isFixture(_ folder: URL) -> Bool {
      FileManager.default.fileExists(
        atPath: folder.appendingPathComponent(ReferenceFixture.optionsName).path)
    }
    let folder = URL(fileURLWithPath: path)
    if isFixture(folder) { return [folder] }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    let inner = names.sorted().map { folder.appendingPathComponent($0) }.filter(isFixture)
    return inner.isEmpty ? [folder] : inner
  }
}
