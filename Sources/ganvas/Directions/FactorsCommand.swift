import ArgumentParser
import Generators

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
