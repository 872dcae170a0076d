import ArgumentParser
import Foundation
import Imaging

extension Ganvas {
  /// Parses the arguments, runs the command and exits with the project's codes:
  /// 0 done, 1 failed, 2 wrong usage, 75 try again later.
  static func main() async {
    let command: any ParsableCommand
    do { command = try parseAsRoot() } catch {
      exit(reporting: error, of: Ganvas.self)
    }
    do {
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        var command = command
        try command.run()
      }
    } catch {
      exit(reporting: error, of: type(of: command))
    }
  }

  /// Prints what the error says, help to the standard output and failures to the standard error.
  /// - Parameter command: The command whose usage is shown.
  private static func exit(
    reporting error: any Error, of command: any ParsableCommand.Type
  ) -> Never {
    let code = command.exitCode(for: error)
    let words = SystemWords.sentence(of: error).map { "Error: " + $0 }
    var message = PrintableText.lines(words ?? command.fullMessage(for: error))
    if let path = path(of: command, in: Ganvas.self, as: "ganvas") {
      // The parser knows only the last word of a command that is asked by itself.
      for place in ["Usage: ", "See '"] {
        message = message.replacing(place + command._commandName + " ", with: place + path + " ")
      }
    }
    if !message.isEmpty {
      let handle = code.isSuccess ? FileHandle.standardOutput : FileHandle.standardError
      try? handle.write(contentsOf: Data((message + "\n").utf8))
    }
    // The parser's own code for wrong usage is 64.
    Foundation.exit(code == .validationFailure ? 2 : code.rawValue)
  }

  /// All words that lead to a command, such as `ganvas models import`.
  private static func path(
    of wanted: any ParsableCommand.Type, in command: any ParsableCommand.Type, as words: String
  ) -> String? {
    if command == wanted { return words }
    for part in command.configuration.subcommands {
      if let found = path(of: wanted, in: part, as: words + " " + part._commandName) {
        return found
      }
    }
    return nil
  }
}
