import ArgumentParser

/// `ganvas measure`: numbers about models and pictures.
struct MeasureCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "measure",
    abstract: "Measure how real, how varied and how smooth a model's pictures are.",
    discussion: """
      Every measure depends on model, numbers and --seed alone.

      Example:
        ganvas measure distance biomes --scenes 512
        ganvas measure diversity biomes --pairs 256
        ganvas measure path-length skies --space w
        ganvas measure texture landscape --scenes 24
        ganvas measure obedience landscape --scenes 48
        ganvas measure difference one.png other.png
        ganvas measure film landscape --engine coherent
        ganvas measure photo canyon
      """,
    subcommands: [
      DistanceCommand.self, DiversityCommand.self, PathLengthCommand.self, TextureCommand.self,
      ObedienceCommand.self, DifferenceCommand.self, FilmMeasureCommand.self,
      PhotoMeasureCommand.self,
    ])
}
