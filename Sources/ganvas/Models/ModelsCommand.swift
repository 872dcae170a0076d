import ArgumentParser

/// `ganvas models`: weight files and model packages.
struct ModelsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models",
    abstract: "List, show, import, export and make models; look into weight files.",
    subcommands: [
      ListModelsCommand.self, ModelInfoCommand.self, ImportCommand.self, ExportCommand.self,
      InitCommand.self, InspectCommand.self,
    ])
}
