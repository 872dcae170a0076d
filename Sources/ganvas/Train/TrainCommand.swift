import ArgumentParser
import Foundation
import Tensors
import Training

/// `ganvas train`: one subcommand per trainable family.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a model from procedural scenes or from your own pictures.",
    discussion: """
      Examples:
        ganvas train singan balloons.jpg -o Runs/balloons
        ganvas train biggan --scenes 20000 --size 64 --g-ch 16 --d-ch 16 -o Runs/biomes
      """,
    subcommands: TrainableFamilyTable.builtIn.families.map(\.command) + [
      TrainFamilyCommand<LabellerTrainingArguments>.self, PackCommand.self,
    ])
}

extension TrainableFamily {
  /// `ganvas train NAME`.
  fileprivate var command: any ParsableCommand.Type { Self.command(of: arguments) }

  private static func command<Arguments: TrainingArguments>(
    of arguments: Arguments.Type
  ) -> any ParsableCommand.Type {
    TrainFamilyCommand<Arguments>.self
  }
}

/// `ganvas train FAMILY`: the family's arguments, and where to compute.
struct TrainFamilyCommand<Arguments: TrainingArguments>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: Arguments.name ?? TrainableFamilyTable.builtIn.name(of: Arguments.self),
      abstract: Arguments.abstract, discussion: Arguments.discussion)
  }

  @OptionGroup var arguments: Arguments

  @OptionGroup var compute: ComputeOptions

  func run() throws {
    let interrupt = Interrupt()
    try arguments.train(
      in: TrainingEnvironment(
        device: compute.device, threads: compute.threadCount,
        labelSet: { try ProgramPlaces().labelSet($0) },
        model: { try ProgramPlaces().package($0) },
        isInterrupted: { interrupt.happened },
        show: { FileHandle.standardOutput.write(Data("\($0)\n".utf8)) }))
    // The checkpoint is written: a scheduler sees that the run goes on later.
    if interrupt.isScheduled { throw ExitCode(interrupt.exitCode) }
  }
}

extension TrainableFamilyTable {
  /// Name of the family that takes these arguments.
  fileprivate func name(of arguments: any TrainingArguments.Type) -> String? {
    families.first { $0.arguments == arguments }?.family.name
  }
}
