import ArgumentParser
import Foundation
import Generators

/// `ganvas models info`: what one model is and takes.
struct ModelInfoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info",
    abstract: "Show what a model takes and where it comes from.",
    discussion: """
      Shows labels, size, latent (and whether it has collapsed), style image, parameters, \
      precision, training and licence. Of weights that are no package yet it shows what an import \
      would conclude.

      Example:
        ganvas models info landscape
        ganvas models info checkpoints/coco_pretrained

      Exit codes: 0 shown, 1 there is no such model or it is broken, 2 wrong usage.
      """)

  @Argument(help: "Name of a model, or the path of a package, folder or weight file.")
  var model: String

  @Flag(help: "Write JSON for scripts.")
  var json = false

  func run() async throws {
    let places = ProgramPlaces()
    switch try places.library.find(model) {
    case .package(let package):
      let info = ModelInfo(package, library: places.library)
      print(json ? try info.json() : info.lines.joined(separator: "\n"))
    case .other(let place):
      let conclusion = try places.imported(place).conclusion
      guard json else {
        print(SPADEImport.name(for: place) + " (not imported)")
        print(conclusion.words.map { "  " + $0 }.joined(separator: "\n"))
        return
      }
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      print(
        String(
          decoding: try encoder.encode(
            UnimportedInfo(
              path: place.path, configuration: conclusion.configuration,
              labelSet: conclusion.labelSet.name, conclusions: conclusion.words)),
          as: UTF8.self))
    }
  }

  /// What `--json` says of weights that are no package.
  private struct UnimportedInfo: Encodable {
    let path: String
    let configuration: SPADEConfiguration
    let labelSet: String
    let conclusions: [String]
  }
}
