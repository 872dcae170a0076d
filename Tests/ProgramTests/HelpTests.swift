import Foundation
import Testing

@Suite("The help of every command") struct HelpTests {
  /// A command as the parser describes itself.
  private struct Command: Decodable {
    var commandName: String
    var abstract: String?
    var discussion: String?
    var subcommands: [Command]?
  }

  private struct Dump: Decodable {
    var command: Command
  }

  @Test("Every command says what it is for and shows an example") func examples() throws {
    let run = try ProgramRun.run(
      ["--experimental-dump-help"], environment: [:], in: FileManager.default.temporaryDirectory)
    let root = try JSONDecoder().decode(Dump.self, from: Data(run.output.utf8)).command
    var count = 0
    func check(_ command: Command, _ path: [String]) {
      count += 1
      let name = (path + [command.commandName]).joined(separator: " ")
      #expect(command.abstract?.isEmpty == false, "\(name)")
      #expect(command.discussion?.contains("Example") == true, "\(name)")
      for next in command.subcommands ?? [] where next.commandName != "help" {
        check(next, path + [command.commandName])
      }
    }
    check(root, [])
    #expect(count > 30)
  }
}
