import ArgumentParser

/// `ganvas train`: one subcommand per family.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a model from procedural scenes or a folder of pictures with maps.",
    subcommands: [
      TrainSPADECommand.self, TrainPix2PixHDCommand.self, TrainStyleGAN2Command.self,
      PackCommand.self,
    ])
}
