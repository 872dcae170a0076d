import ArgumentParser
import Foundation
import NcursesTerminal

/// `ganvas doctor`: what this machine has, and what would make it better.
struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Look at this machine: engine, processor, terminal, folders, models.",
    discussion: """
      Every line says ok, warn (works, could be better) or fail (prevents working), with advice.

      Example:
        ganvas doctor
        ganvas doctor --json

      Exit codes: 0 nothing prevents working, 1 something does, 2 wrong usage.
      """)

  @Flag(help: "Write JSON for scripts.")
  var json = false

  func run() async throws {
    let environment = ProcessInfo.processInfo.environment
    let places = ProgramPlaces()
    let findings =
      MachineCheck(environment: environment).findings
      + EngineCheck.findings()
      + TerminalCheck(
        environment: environment, size: .ofStandardOutput,
        display: NcursesTerminal.displayChoice(environment: environment)
      ).findings
      + FolderCheck(places: places).findings
    if json {
      try print(Report(findings).json())
    } else {
      print(findings.flatMap(\.lines).joined(separator: "\n"))
      print(Report(findings).summary)
    }
    if findings.contains(where: { $0.state == .fail }) { throw ExitCode.failure }
  }

  /// What `doctor --json` writes.
  struct Report: Codable, Equatable {
    /// Whether nothing prevents working.
    let works: Bool
    let findings: [Finding]

    init(_ findings: [Finding]) {
      works = !findings.contains { $0.state == .fail }
      self.findings = findings
    }

    /// The last line for a person.
    var summary: String {
      func count(_ state: Finding.State) -> Int { findings.filter { $0.state == state }.count }
      return "\(count(.ok)) ok, \(count(.warn)) to improve, \(count(.fail)) in the way"
    }

    func json() throws -> String {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
  }
}
