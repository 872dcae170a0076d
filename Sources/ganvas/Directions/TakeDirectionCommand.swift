import ArgumentParser
import Checkpoints
import Foundation
import Generators

/// `ganvas directions take`.
struct TakeDirectionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "take",
    abstract: "Save one direction of a file under a name of its own.",
    discussion: """
      Example: ganvas directions take skies-pca.npz:3 -o dusk.npy

      Exit codes: 0 written, 1 failed, 2 wrong usage.
      """)

  @Argument(
    help: ArgumentHelp(
      "The file, and the direction by number or name.", valueName: "file:component"))
  var place: String

  @Option(
    name: .shortAndLong, help: "File: .npy, .npz or .safetensors; its name is the direction's.")
  var output: String

  func validate() throws {
    try OutputPlace.check(URL(fileURLWithPath: output), for: OutputPlace.latents)
  }

  func run() throws {
    let (path, component) = DirectionOption.place(place)
    let rows = try DirectionFile(reading: path).direction(component).rows
    try OutputPlace.makeFolder(of: URL(fileURLWithPath: output))
    let shape = rows.count == 1 ? [1, rows[0].count] : [1, rows.count, rows[0].count]
    let array = StoredTensor(name: "direction", shape: shape, floats: rows.flatMap { $0 })
    switch URL(fileURLWithPath: output).pathExtension.lowercased() {
    case "npy": try Checkpoint.writeNpy(array, to: output)
    case "npz": try Checkpoint.writeNpz([array], to: output)
    default: try Checkpoint.writeSafetensors([array], to: output)
    }
    print("a direction in \(output)")
  }
}
