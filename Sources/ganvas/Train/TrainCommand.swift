import ArgumentParser

/// `ganvas train`: one subcommand per family.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a model from procedural scenes or from your own pictures.",
    subcommands: [
      TrainSPADECommand.self, TrainPix2PixHDCommand.self, TrainStyleGANCommand.self,
      TrainStyleGAN2Command.self, TrainBigGANCommand.self, TrainSelfSupervisedCommand.self,
      PackCommand.self,
    ])
}
