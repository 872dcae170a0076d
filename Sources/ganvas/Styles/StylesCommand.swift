import ArgumentParser

/// `ganvas styles`: the styles of single objects that a model's encoder sees in a data set.
struct StylesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "styles",
    abstract: "Find the styles of objects that the studio offers, and show them side by side.",
    discussion: """
      Examples:
        ganvas styles encode village --scenes 400 --biome village -o village-styles.safetensors
        ganvas styles sheet village --labels green.png -o sheet.png
      """,
    subcommands: [
      StylesEncodeCommand.self, StylesClusterCommand.self, StylesSheetCommand.self,
    ])
}
