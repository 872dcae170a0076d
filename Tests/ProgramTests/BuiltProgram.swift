import Foundation

/// The program that tests on a terminal start.
enum BuiltProgram {
  /// What `GANVAS_PROGRAM` names, else the program that was built beside the tests; `nil` when only
  /// tests were built.
  static let path: String? = {
    if let named = ProcessInfo.processInfo.environment["GANVAS_PROGRAM"], !named.isEmpty {
      return named
    }
    var folder = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { folder.deleteLastPathComponent() }
    let candidates = [
      URL(fileURLWithPath: CommandLine.arguments.first ?? "").deletingLastPathComponent().path,
      folder.appendingPathComponent(".build/debug").path,
      folder.appendingPathComponent(".build/release").path,
    ]
    return candidates.map { $0 + "/ganvas" }.first {
      FileManager.default.isExecutableFile(atPath: $0)
    }
  }()

  /// A number that a script sets, for instance how many rounds; `nil` when it did not.
  static func number(_ variable: String) -> Int? {
    ProcessInfo.processInfo.environment[variable].flatMap { Int($0) }
  }
}
