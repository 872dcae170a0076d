import ArgumentParser

/// The program: composition root and subcommands.
@main
struct Ganvas: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ganvas",
    abstract: "A studio for semantic image synthesis in the terminal.",
    discussion: """
      Examples:
        ganvas
        ganvas bay-at-dusk
        ganvas my-map.png --model landscape
        ganvas latest_net_G.pth
        ganvas render --labels bay.png --model landscape --seed rain -o bay-picture.png
      """,
    version: ProgramVersion.current,
    subcommands: [
      StudioSubcommand.self, SessionsCommand.self, RenderCommand.self, UpscaleCommand.self,
      WalkCommand.self, FilmCommand.self, SweepCommand.self, DirectionsCommand.self,
      ProjectCommand.self, ClusterCommand.self,
      TrainCommand.self, LabelCommand.self, DataCommand.self,
      ScenesCommand.self, StylesCommand.self, BenchCommand.self, MeasureCommand.self,
      ModelsCommand.self,
      VerifyCommand.self, DoctorCommand.self,
    ],
    defaultSubcommand: StudioSubcommand.self)
}
