import Foundation

/// Runs the program that was built beside these tests, as a script would.
enum ProgramRun {
  struct NoProgram: Error {}

  /// The program.
  /// - Throws: `NoProgram` when only tests were built.
  static func program() throws -> URL {
    let bundles = CommandLine.arguments.filter { $0.hasSuffix(".xctest") }
    let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let found = (bundles + [own])
      .map { URL(fileURLWithPath: $0).deletingLastPathComponent().appendingPathComponent("ganvas") }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }
    guard let found else { throw NoProgram() }
    return found
  }

  /// Runs it to its end without a terminal.
  /// - Returns: Exit status and what it printed to the standard output.
  static func run(
    _ arguments: [String], environment: [String: String], in folder: URL, program path: URL? = nil
  ) throws -> (status: Int32, output: String) {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = try path ?? program()
    process.arguments = arguments
    process.environment = environment
    process.currentDirectoryURL = folder
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data, as: UTF8.self))
  }

  /// Runs it in a folder that also is the home of its data.
  static func run(
    _ arguments: [String], in folder: URL
  ) throws -> (status: Int32, output: String) {
    let environment = ProcessInfo.processInfo.environment
      .merging(["XDG_DATA_HOME": folder.appendingPathComponent("data").path]) { _, new in new }
    return try run(arguments, environment: environment, in: folder)
  }
}
