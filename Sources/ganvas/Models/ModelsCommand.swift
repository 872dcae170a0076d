import ArgumentParser

/// `ganvas models`: weight files and model packages.
struct ModelsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models",
    abstract: "Look at weight files and model packages.",
    subcommands: [InspectCommand.self])
}
