public import ArgumentParser
import Foundation
public import Generators
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

  @Option(help: "Size of the model.")
  var preset: SPADEPreset

  @Option(help: "Seed of the weights.")
  var seed: UInt64 = 0

  @Flag(help: "Store half precision (float16): half the size.")
  var half = false

  @Option(
    name: .shortAndLong,
    help: "Package: a path ending in .ganvas, or a name among your own models.")
  var output: String?

  func run() async throws {
    let places = ProgramPlaces()
    let folder = places.packageFolder(output, named: preset.rawValue)
    let configuration = preset.configuration
    let labelSet =
      try preset.labelSetName.map { try places.labelSet($0) }
      ?? .numbered(configuration.labelCount)
    try Engine.load()
    let package = try make(configuration, labelSet, in: folder)
    print("Made \(package.name): \(package.folder.path)")
  }

  private func make(
    _ configuration: SPADEConfiguration, _ labelSet: LabelSet, in folder: URL
  ) throws -> ModelPackage {
    Engine.threads = ProcessInfo.processInfo.activeProcessorCount
    let networks = SPADENetworkPair.calibrated(configuration, seed: seed)
    let manifest = try ModelManifest(
      name: folder.deletingPathExtension().lastPathComponent, spade: configuration,
      labelSet: labelSet,
      weights: ModelManifest.StoredWeights(
        precision: half ? .float16 : .float32, parameterCount: networks.parameterCount),
      licence: "none needed: random numbers",
      provenance: ModelManifest.Provenance(
        source: "untrained, made by ganvas models init --preset \(preset.rawValue) "
          + "--seed \(seed)"))
    return try ModelPackage.write(
      manifest, tensors: networks.packageTensors(as: half ? .float16 : .float32), to: folder)
  }
}

extension SPADEPreset: ExpressibleByArgument {}
