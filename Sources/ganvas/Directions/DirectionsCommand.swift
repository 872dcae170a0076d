import ArgumentParser
import Checkpoints
import Foundation
import Generators
import Imaging
import Synthesis

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

/// What commands that compute directions take.
struct ComputingOptions: ParsableArguments {
  @Argument(help: "Name of a model with a w, or the path of a package.")
  var model: String

  @Option(help: "Directions that are kept, the strongest first.")
  var components = 20

  @OptionGroup var processor: ThreadOptions

  @Option(name: .shortAndLong, help: "File: .npz or .safetensors.")
  var output: String

  func validate() throws {
    guard (1...8192).contains(components) else {
      throw ValidationError("--components is a number from 1 to 8192")
    }
    try OutputPlace.check(URL(fileURLWithPath: output), for: ["npz", "safetensors"])
  }

  /// Loads the model.
  /// - Throws: `ValidationError` for a model without w.
  func loaded() throws -> any LatentSampling {
    guard let model = try LoadedModel.generator(named: model, processor).sampling, model.hasStyles
    else { throw ValidationError("\(self.model) has no w: directions lead through w") }
    return model
  }
}

/// `ganvas directions principal`.
struct PrincipalCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "principal",
    abstract: "Principal components of w (GANSpace): where seeds differ most.",
    discussion: """
      Maps seeded latents to w and takes the directions along which they vary most; a step along one is \
      one standard deviation. The file has GANSpace's form: comp, mean, std.

      Example:
        ganvas directions principal skies -o skies-pca.npz
        ganvas render --model skies --seed 3 --direction skies-pca.npz:0=2 -o a.png

      Exit codes: 0 written, 1 failed, 2 wrong usage.
      """)

  @OptionGroup var options: ComputingOptions

  @Option(help: "Latents that are sampled.")
  var samples = 10_240

  @Option(help: "Seed of what is drawn.")
  var seed: UInt64 = 0

  func validate() throws {
    guard (2...10_000_000).contains(samples) else {
      throw ValidationError("--samples is a number from 2 to 10000000")
    }
  }

  func run() throws {
    let model = try options.loaded()
    try DirectionsCommand.write(
      try .principal(of: model, samples: samples, count: options.components, seed: seed),
      to: options.output)
  }
}

/// `ganvas directions factors`.
struct FactorsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "factors",
    abstract: "Closed-form factors of the weights (SeFa): what changes styles most.",
    discussion: """
      Takes the directions of w that the style weights of the chosen layers lengthen most. Nothing is \
      sampled; vectors have length 1.

      Example:
        ganvas directions factors skies --layers 0-3 -o skies-coarse.npz

      Exit codes: 0 written, 1 failed, 2 wrong usage.
      """)

  @OptionGroup var options: ComputingOptions

  @Option(help: "Layers whose weights count, for instance 0-3,5; all if absent.")
  var layers: String?

  func validate() throws { _ = try chosen() }

  func run() throws {
    let model = try options.loaded()
    let chosen = try chosen()
    let weights = model.styleWeights(ofLayers: chosen)
    guard !weights.isEmpty else {
      throw ValidationError("--layers \(layers ?? ""): the model has no convolutions there")
    }
    try DirectionsCommand.write(
      try .factors(of: weights, count: options.components), to: options.output)
  }

  private func chosen() throws -> [Int]? {
    try layers.map { try LatentOptions.layers(Substring($0), of: "--layers", example: "0-3,5") }
  }
}

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
