import ArgumentParser
import Foundation

extension Ganvas {
  /// Parses the arguments, runs the command and exits with the project's codes:
  /// 0 done, 1 failed, 2 wrong usage, 75 try again later.
  static func main() async {
    do {
      var command = try parseAsRoot()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch {
      exit(reporting: error)
    }
  }

  /// Prints what the error says, help to the standard output and failures to the standard error.
  private static func exit(reporting error: any Error) -> Never {
    let code = exitCode(for: error)
    let message = fullMessage(for: error)
    if !message.isEmpty {
      let handle = code.isSuccess ? FileHandle.standardOutput : FileHandle.standardError
      try? handle.write(contentsOf: Data((message + "\n").utf8))
    }
    // The parser's own code for wrong usage is 64.
    Foundation.exit(code == .validationFailure ? 2 : code.rawValue)
  }
}
