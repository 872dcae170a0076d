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
      let weights = try places.imported(place)
      guard json else {
        print(type(of: weights).name(for: place) + " (not imported)")
        print(weights.conclusions.map { "  " + $0 }.joined(separator: "\n"))
        return
      }
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      let configuration = try JSONValue(encoding: weights.configuration)
      let info = UnimportedInfo(
        path: place.path, program: type(of: weights).program, configuration: configuration,
        labelSet: weights.labelSet?.name, conclusions: weights.conclusions)
      print(String(decoding: try encoder.encode(info), as: UTF8.self))
    }
  }

  /// What `--json` says of weights that are no package.
  private struct UnimportedInfo: Encodable {
    let path: String
    let program: String
    let configuration: JSONValue
    let labelSet: String?
    let conclusions: [String]
  }
}
