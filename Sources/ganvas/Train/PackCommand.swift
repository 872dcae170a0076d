import ArgumentParser
import Foundation
import Generators
import Imaging
import Scenes
import Segmentation
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

      Examples:
        ganvas train pack Runs/landscape -o Assets/Models/landscape.ganvas
        ganvas train pack Runs/mine --photos mine -o mine.ganvas
        ganvas train pack Runs/skies --skies --measure -o Assets/Models/skies.ganvas
      """)

  @Argument(help: ArgumentHelp("Folder of the run.", valueName: "run"))
  var folder: String

  @Option(help: "Label set: a name or a JSON file.")
  var labels = "landscape"

  @Option(help: "Folder with the run's data, when it was not trained on scenes.")
  var data: String?

  @Option(
    help: """
      Folder of photos with maps (as --few-shot takes it) whose names become words for their light; \
      new sessions begin with the first.
      """, completion: .directory)
  var photos: String?

  @Flag(
    help: "Keep the discriminator beside the model, for trainings that go on from the package.")
  var withDiscriminator = false

  @Flag(help: "Pictures are skies of scenes, for families of a latent alone.")
  var skies = false

  @Option(
    name: .customLong("daytime"), parsing: .upToNextOption,
    help: "Times of day, for families of a latent alone; those of the model's classes if absent.")
  var daytimes: [SceneStyle.Daytime] = []

  @Flag(
    help: "Measure the package as ganvas measure does; the numbers become part of its record.")
  var measure = false

  @Option(help: "Real pictures that --measure compares with.")
  var measured = 256

  @OptionGroup var looks: SceneLooksOptions

  @Option(help: "Batches of four pictures to measure on.")
  var batches = 40

  @Option(help: "Terms under which the weights may be used.")
  var licence = "Apache-2.0"

  @OptionGroup var processor: ThreadOptions

  @Option(
    name: .shortAndLong, help: "Package, ending in .ganvas; of a labeller a file in .safetensors.")
  var output: String

  func validate() throws {
    guard (1...100_000).contains(batches) else {
      throw ValidationError("--batches is a number from 1 to 100000")
    }
    guard (2...1_000_000).contains(measured) else {
      throw ValidationError("--measured is a number from 2 to 1000000")
    }
  }

  func run() throws {
    try Engine.load(usesCUDA: false)
    Engine.threads = processor.threadCount
    if TrainedLabeller.isRun(URL(fileURLWithPath: folder)) { return try packLabeller() }
    guard output.hasSuffix("." + ModelPackage.folderExtension) else {
      throw ValidationError("\(output) should end in .\(ModelPackage.folderExtension)")
    }
    var model = try TrainableFamilyTable.builtIn.openRun(URL(fileURLWithPath: folder))
    let labelSet = try ProgramPlaces().labelSet(labels)
    let place = URL(fileURLWithPath: output)
    if model.needsExamples {
      let source = try examples(for: model, labelSet)
      print("measuring on \(min(batches * 4, source.count)) of \(source.summary)…")
      try model.measure(on: source, batches: batches)
    }
    if withDiscriminator { try model.keepDiscriminator() }
    if let photos {
      try model.nameLights(
        of: FolderSource(
          folder: URL(fileURLWithPath: photos), labelSet: labelSet, size: model.size))
    }
    try model.write(to: place, labelSet: labelSet, precision: .float16, licence: licence)
    print("written: \(output) · \(model.steps) steps")
    guard measure else { return }
    try note(try measures(of: model, at: place), at: place)
  }

  /// A labeller is one file, and nothing is measured for it.
  private func packLabeller() throws {
    let file = URL(fileURLWithPath: output)
    try OutputPlace.check(file, for: [Labeller.fileExtension])
    let trained = try TrainedLabeller(run: URL(fileURLWithPath: folder))
    try trained.write(to: file, licence: licence)
    print("written: \(output) · \(trained.steps) steps")
  }

  /// Where the family wants maps those, else the pictures it may have learned from.
  private func examples(
    for model: any TrainedModel, _ labelSet: LabelSet
  ) throws -> any TrainingSource {
    model.takesMaps
      ? try maps(for: model, labelSet)
      : try real.source(count: 4 * batches, size: model.size, classNames: model.classNames)
  }

  private var real: RealPictures {
    RealPictures(biomes: looks.biomes, daytimes: daytimes, isSkies: skies, data: data)
  }

  /// What is measured of the package as it is stored.
  private func measures(
    of model: any TrainedModel, at place: URL
  ) throws -> [String: Double] {
    guard let stored = try loadedModel(place).sampling else {
      throw ValidationError("--measure is for models that make pictures from a latent alone")
    }
    let source = try real.source(
      count: 2 * measured, size: model.size, classNames: model.classNames)
    let shared = try ModelMeasures.card(of: stored, from: source, paths: measured)
    return shared.merging(try model.ownMeasures(on: source)) { first, _ in first }
  }

  private func loadedModel(_ place: URL) throws -> any Generators.Generator {
    var generator = try FamilyTable.builtIn.load(
      ModelPackage.read(place), from: ProgramPlaces().library)
    try generator.prepare(for: .float32)
    return generator
  }

  private func note(_ measures: [String: Double], at place: URL) throws {
    _ = try ModelPackage.read(place).noting(measures: measures)
    for (name, value) in measures.sorted(by: { $0.key < $1.key }) {
      print("\(name): \(String(format: "%.4f", value))")
    }
  }

  /// The run's kind of scenes, or its data.
  private func maps(
    for model: any TrainedModel, _ labelSet: LabelSet
  ) throws -> any TrainingSource {
    let size = model.size
    if let data {
      return try FolderSource(folder: URL(fileURLWithPath: data), labelSet: labelSet, size: size)
    }
    let record = try RunFolder.record(of: URL(fileURLWithPath: folder))
    if record.scenes == nil, looks.isEmpty {
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
