import ArgumentParser
import Foundation
import Tensors
import Training

/// `ganvas train pack`: a training run becomes a model package.
struct PackCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pack",
    abstract: "Make a model package from a training run.",
    discussion: """
      Takes the averaged weights, measures on scenes what training leaves open (normalization \
      statistics, how much the latent changes a picture beside how much real light does), and \
      writes the package with the run's record. The run itself stays as it is.

      Example: ganvas train pack Runs/landscape -o Assets/Models/landscape.ganvas
      """)

  @Argument(help: ArgumentHelp("Folder of the run.", valueName: "run"))
  var folder: String

  @Option(help: "Label set: a name or a JSON file.")
  var labels = "landscape"

  @Option(help: "Folder with the run's data, when it was not trained on scenes.")
  var data: String?

  @Option(help: "Batches of four pictures to measure on.")
  var batches = 40

  @Option(help: "Terms under which the weights may be used.")
  var licence = "Apache-2.0"

  @Option(name: .shortAndLong, help: "Package, ending in .ganvas.")
  var output: String

  func run() throws {
    try Engine.load()
    Engine.threads = ProcessInfo.processInfo.activeProcessorCount
    var model = try TrainedModels.open(run: URL(fileURLWithPath: folder))
    let labelSet = try ProgramPlaces().labelSet(labels)
    let source: any TrainingSource =
      try data.map {
        try FolderSource(folder: URL(fileURLWithPath: $0), labelSet: labelSet, size: model.size)
      } ?? SceneSource(count: 4 * batches, size: model.size, firstSeed: 2_000_000)
    print("measuring on \(batches * 4) pictures…")
    try model.measure(on: source, batches: batches)
    try model.write(
      to: URL(fileURLWithPath: output), labelSet: labelSet, precision: .float16, licence: licence)
    print("written: \(output) · \(model.steps) steps")
  }
}
