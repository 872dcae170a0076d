import ArgumentParser

/// `ganvas models`: weight files and model packages.
struct ModelsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models",
    abstract: "List, show, import, export and make models; look into weight files.",
    discussion: """
      Examples:
        ganvas models list
        ganvas models inspect latest_net_G.pth
        ganvas models import latest_net_G.pth --labels coco-stuff -o coco.ganvas
      """,
    subcommands: [
      ListModelsCommand.self, ModelInfoCommand.self, ImportCommand.self, ExportCommand.self,
      InitCommand.self, InspectCommand.self, LightCommand.self,
    ])
}
