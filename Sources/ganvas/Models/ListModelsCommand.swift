import ArgumentParser
import Foundation
import Generators
import Imaging

/// `ganvas models list`: the models there are.
struct ListModelsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the models that can be named.",
    discussion: """
      Looks into the shipped models and into your own ($XDG_DATA_HOME/ganvas/models). Broken \
      packages are listed with the reason.

      Example:
        ganvas models list
        ganvas models list --json

      Exit codes: 0 listed, 2 wrong usage.
      """)

  @Flag(help: "Write JSON for scripts.")
  var json = false

  func run() async throws {
    let library = ProgramPlaces().library
    let entries = library.entries()
    guard !json else {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      let rows = entries.map { Row($0, library: library) }
      print(String(decoding: try encoder.encode(rows), as: UTF8.self))
      return
    }
    if entries.isEmpty {
      let folders = library.folders.map(\.path).joined(separator: ", ")
      print("No models in \(folders). Import one: ganvas models import")
    }
    let width = entries.map(\.name.count).max() ?? 0
    for entry in entries {
      let name = PrintableText.line(entry.name).padding(
        toLength: max(width, entry.name.count), withPad: " ", startingAt: 0)
      switch entry.package {
      case .success(let package):
        print("\(name)  \(ModelInfo(package, library: library).summary)")
      case .failure(let error): print("\(name)  broken: \(PrintableText.line("\(error)"))")
      }
    }
  }

  /// One model or the reason why it cannot be read.
  private struct Row: Encodable {
    let name: String
    let path: String
    let model: ModelInfo?
    let error: String?

    init(_ entry: ModelLibrary.Entry, library: ModelLibrary) {
      name = entry.name
      path = entry.folder.path
      switch entry.package {
      case .success(let package): (model, error) = (ModelInfo(package, library: library), nil)
      case .failure(let failure): (model, error) = (nil, "\(failure)")
      }
    }
  }
}
