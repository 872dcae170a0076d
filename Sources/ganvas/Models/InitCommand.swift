import ArgumentParser
import Foundation
import Generators
import Imaging
import Tensors

/// `ganvas models init`: an untrained model of official size.
struct InitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Make an untrained model of official size, for benchmarks and tests.",
    discussion: """
      Weights are random but scaled so that pictures do not saturate; the same seed gives the \
      same model.

      Example:
        ganvas models init --preset spade-coco256 --seed 1 -o coco.ganvas

      Exit codes: 0 made, 1 not, 2 wrong usage.
      """)

  @Option(
    help: "Size of the model: \(FamilyTable.builtIn.presets.map(\.name).joined(separator: ", ")).")
  var preset: String

  @Option(help: "Seed of the weights.")
  var seed: UInt64 = 0

  @Flag(help: "Store half precision (float16): half the size.")
  var half = false

  @Option(
    name: .shortAndLong,
    help: "Package: a path ending in .ganvas, or a name among your own models.")
  var output: String?

  func validate() throws { _ = try FamilyTable.builtIn.preset(argument: preset) }

  func run() async throws {
    let places = ProgramPlaces()
    let preset = try FamilyTable.builtIn.preset(argument: preset)
    var labelSet: LabelSet?
    if case .named(let name) = preset.labels { labelSet = try places.labelSet(name) }
    try Engine.load()
    let folder = places.packageFolder(output, named: preset.name)
    let package = try make(preset, labelSet, in: folder)
    print("Made \(package.name): \(package.folder.path)")
  }

  /// Draws and writes, on one thread.
  private func make(
    _ preset: ModelPreset, _ labelSet: LabelSet?, in folder: URL
  ) throws -> ModelPackage {
    Engine.threads = ProcessInfo.processInfo.activeProcessorCount
    return try preset.contents(labelSet: labelSet, seed: seed)
      .write(to: folder, as: half ? .float16 : .float32)
  }
}

extension FamilyTable {
  /// A preset as it is written on the command line.
  func preset(argument: String) throws -> ModelPreset {
    guard let preset = preset(named: argument) else {
      throw ValidationError(
        "--preset is one of \(presets.map(\.name).joined(separator: ", "))")
    }
    return preset
  }
}
