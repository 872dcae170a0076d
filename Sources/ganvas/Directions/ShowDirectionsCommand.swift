import ArgumentParser
import Foundation
import Generators
import Imaging

/// `ganvas directions show`.
struct ShowDirectionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Say what a file of directions holds.",
    discussion: """
      Example: ganvas directions show ffhq_pca.pt

      Exit codes: 0 it holds directions, 1 it does not, 2 wrong usage.
      """)

  @Argument(help: "The file.", completion: .file())
  var file: String

  func run() throws {
    let found = try DirectionFile(reading: file)
    print(PrintableText.line(found.sentence))
    for (index, component) in found.components.prefix(100).enumerated() {
      let length = component.rows[0].reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
      print(
        PrintableText.line("\(index)  \(component.name ?? "")  a step is ")
          + String(format: "%.3f", length) + " long")
    }
    if found.components.count > 100 { print("… \(found.components.count) in all") }
  }
}
