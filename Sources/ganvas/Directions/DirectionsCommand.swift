import ArgumentParser
import Checkpoints
import Foundation
import Generators

/// `ganvas directions`: ways through w, computed from a model or read from files.
struct DirectionsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "directions",
    abstract: "Find directions in a model's w, and say what files of them hold.",
    discussion: """
      Examples:
        ganvas directions principal skies -o skies-pca.npz
        ganvas directions show ffhq_pca.pt
      """,
    subcommands: [
      PrincipalCommand.self, FactorsCommand.self, ShowDirectionsCommand.self,
      TakeDirectionCommand.self,
    ])

  /// Writes directions where a person said.
  static func write(_ found: ComputedDirections, to output: String) throws {
    let file = URL(fileURLWithPath: output)
    try OutputPlace.makeFolder(of: file)
    if file.pathExtension.lowercased() == "safetensors" {
      try Checkpoint.writeSafetensors(found.tensors, to: file.path)
    } else {
      try Checkpoint.writeNpz(found.tensors, to: file.path)
    }
    let shares = found.shares.prefix(5).map { String(format: "%.1f %%", 100 * $0) }
    print("\(found.components.count) directions in \(file.path)")
    print("the first stand for \(shares.joined(separator: ", ")) of all")
  }
}
