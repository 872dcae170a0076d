import ArgumentParser
import Foundation
import Imaging
import Tensors
import Training

/// `ganvas train pack`: a training run becomes a model package.
struct PackCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pack",
    abstract: "Make a model package from a training run.",
    discussion: """
      Takes the averaged weights, measures on scenes what training leaves open (normalization \
      statistics, how much the latent changes a picture beside how much real light does, the \
      clusters of objects' styles), and writes the package with the run's record. The scenes are \
      of the kind the run learned from, with other seeds; --biome, --style and --variety say \
      otherwise. The run itself stays as it is.

      Example: ganvas train pack Runs/landscape -o Assets/Models/landscape.ganvas
      """)

  @Argument(help: ArgumentHelp("Folder of the run.", valueName: "run"))
  var folder: String

  @Option(help: "Label set: a name or a JSON file.")
  var labels = "landscape"

  @Option(help: "Folder with the run's data, when it was not trained on scenes.")
  var data: String?

  @OptionGroup var looks: SceneLooksOptions

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
    let source = try source(for: model, labelSet)
    print("measuring on \(min(batches * 4, source.count)) of \(source.summary)…")
    try model.measure(on: source, batches: batches)
    try model.write(
      to: URL(fileURLWithPath: output), labelSet: labelSet, precision: .float16, licence: licence)
    print("written: \(output) · \(model.steps) steps")
  }

  /// What to measure on: the run's kind of data.
  private func source(
    for model: any TrainedModel, _ labelSet: LabelSet
  ) throws -> any TrainingSource {
    let size = model.size
    if let data {
      return try FolderSource(folder: URL(fileURLWithPath: data), labelSet: labelSet, size: size)
    }
    let record = try RunFolder.record(of: URL(fileURLWithPath: folder))
    let readsMaps = model is TrainedSPADE || model is TrainedPix2PixHD
    if readsMaps, record.scenes == nil, looks.isEmpty {
      // Records from before scenes were noted say it in words only.
      guard let words = record.data.last, words.contains("procedural scenes") else {
        throw TrainingError(
          "\(folder) learned from \(record.data.last ?? "nobody knows what"): say where that is "
            + "with --data")
      }
      print("the run learned from \(words): --biome, --style and --variety measure on the same")
    }
    return SceneSource(
      count: 4 * batches, size: size, firstSeed: 2_000_000,
      looks: looks.looks(else: record.scenes ?? SceneLooks()))
  }
}
