import ArgumentParser
import Foundation
import Imaging
import Sessions

/// `ganvas sessions`: what is kept, without opening the studio.
struct SessionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sessions",
    abstract: "List, rename, restore and remove sessions.",
    discussion: """
      Examples:
        ganvas sessions
        ganvas sessions rename bay "Bay at dusk"
        ganvas sessions restore dam
      """,
    subcommands: [
      ListSessionsCommand.self, RenameSessionCommand.self, RestoreSessionCommand.self,
      RemoveSessionCommand.self,
    ], defaultSubcommand: ListSessionsCommand.self)
}

/// Where the sessions of a command lie.
struct SessionsOption: ParsableArguments {
  @Option(help: "Folder of the sessions; the usual place if absent.", completion: .directory)
  var sessions: String?

  /// The library of that folder.
  var library: SessionLibrary {
    SessionLibrary(directory: StudioPlaces(ProgramPlaces(), sessions: sessions).sessions)
  }

  /// The session of a name.
  /// - Throws: `ValidationError` that says where was looked and what may have been meant.
  func find(_ name: String) throws -> (SessionLibrary, SessionSummary) {
    let library = library
    let all = library.list()
    if let match = StudioTarget.match(name, in: all) { return (library, match) }
    let meant = Spelling.nearest(to: name, among: all.flatMap { [$0.id, $0.name] })
    throw ValidationError(
      "there is no session \(name) in \(library.directory.path)"
        + (meant.map { "; did you mean \($0)?" } ?? ""))
  }
}

/// `ganvas sessions list`
struct ListSessionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the sessions, the one touched last first.",
    discussion: """
      Example:
        ganvas sessions list
        ganvas sessions list --json

      Exit codes: 0 listed, 2 wrong usage.
      """)

  @OptionGroup var place: SessionsOption

  @Flag(help: "Write JSON for scripts.")
  var json = false

  func run() throws {
    let library = place.library
    let all = library.list()
    guard !json else {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      print(String(decoding: try encoder.encode(all.map(Row.init)), as: UTF8.self))
      return
    }
    guard !all.isEmpty else { return print("No sessions in \(library.directory.path).") }
    print("in \(PrintableText.line(library.directory.path)):")
    let width = all.map(\.id.count).max() ?? 0
    for summary in all {
      let row = Row(summary)
      let id = PrintableText.line(summary.id).padding(
        toLength: width, withPad: " ", startingAt: 0)
      var words = [counted(summary.steps, "act"), row.condition]
      if let model = summary.model { words.insert(model, at: 0) }
      if summary.name != summary.id { words.insert("“\(summary.name)”", at: 0) }
      print(PrintableText.line("\(id)  \(words.joined(separator: " · "))"))
    }
  }

  /// A session as JSON.
  private struct Row: Encodable {
    var id: String
    var name: String
    var model: String?
    var acts: Int
    var changed: Double
    var isExample: Bool
    var condition: String

    init(_ summary: SessionSummary) {
      id = summary.id
      name = summary.name
      model = summary.model
      acts = summary.steps
      changed = summary.changed
      isExample = summary.isExample
      condition =
        switch summary.condition {
        case .closed: summary.isExample ? "example" : "closed"
        case .recoverable(let acts): "not closed in good order, \(acts) in the journal only"
        case .inUse(let process): "open in ganvas \(process.pid) on \(process.host)"
        case .damaged(let reason): "cannot be opened: \(reason)"
        }
    }
  }
}

/// `ganvas sessions rename`
struct RenameSessionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rename", abstract: "Give a session another name; its folder stays.",
    discussion: """
      Example:
        ganvas sessions rename bay "Bay at dusk"

      Exit codes: 0 renamed, 1 it cannot be opened, 2 there is no such session.
      """)

  @Argument(help: "The session.") var session: String
  @Argument(help: "Its new name.") var name: String
  @OptionGroup var place: SessionsOption

  func validate() throws {
    if name.allSatisfy(\.isWhitespace) || name.count > 200 {
      throw ValidationError("a name has 1 to 200 characters")
    }
  }

  func run() throws {
    let (library, summary) = try place.find(session)
    try library.rename(summary.id, to: PrintableText.line(name))
    print("\(summary.id) is called “\(name)” now")
  }
}

/// `ganvas sessions restore`
struct RestoreSessionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore",
    abstract: "Make a new session of what can be had of one that cannot be opened.",
    discussion: """
      Takes the map as it was last saved, else the map it began with and the acts of its journal, \
      and the last picture. The files of the broken session stay as they are.

      Example:
        ganvas sessions restore dam

      Exit codes: 0 restored, 1 nothing can be had, 2 there is no such session.
      """)

  @Argument(help: "The session.") var session: String
  @OptionGroup var place: SessionsOption

  func run() throws {
    let places = ProgramPlaces()
    let (library, summary) = try place.find(session)
    guard case .damaged = summary.condition else {
      throw ValidationError("\(summary.id) can be opened: ganvas \(summary.id)")
    }
    let rescue = try library.rescue(summary.id) { try? places.labelSet($0) }
    tell(PrintableText.line("\(summary.id) cannot be opened: \(rescue.reason)"))
    let id = try library.restore(summary.id) { try? places.labelSet($0) }
    print("\(rescue.words.joined(separator: ", ")) came back as \(id): ganvas \(id)")
  }
}

/// `ganvas sessions remove`
struct RemoveSessionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "Move a session into the folder .trash beside it.",
    discussion: """
      Example:
        ganvas sessions remove bay-2

      Exit codes: 0 moved, 1 it is open or comes with the program, 2 there is no such session.
      """)

  @Argument(help: "The session.") var session: String
  @OptionGroup var place: SessionsOption

  func run() throws {
    let (library, summary) = try place.find(session)
    try library.trash(summary.id)
    print("\(summary.id) is in \(library.directory.appendingPathComponent(".trash").path)")
  }
}
