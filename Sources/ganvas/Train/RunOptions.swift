import ArgumentParser
import Foundation
import Imaging
import Tensors
import Training

/// What every `ganvas train FAMILY` asks for: examples, how many, where, on what.
struct RunOptions: ParsableArguments {
  @OptionGroup var examples: ExampleOptions

  @Option(help: "Width of the pictures in pixels.")
  var size = 256

  @Option(help: "Pictures per step.")
  var batch = 4

  @Option(help: "Pictures to see in all.")
  var pictures = 40000

  @Option(help: "Seed of weights, data order and noise.")
  var seed: UInt64 = 1

  @Option(help: "float32 or bfloat16; if absent bfloat16 for spade, float32 for the others.")
  var precision: String?

  @Option(help: "auto, cpu or cuda.")
  var device = DeviceChoice.auto

  @Option(help: "Threads; all cores if absent.")
  var threads: Int?

  @Option(name: .shortAndLong, help: "Folder of the run.")
  var output: String

  func validate() throws {
    guard ["float32", "bfloat16", nil].contains(precision) else {
      throw ValidationError("--precision is float32 or bfloat16")
    }
  }

  /// What a family learns from.
  enum Examples {
    /// Pictures with label maps.
    case labelled
    /// Pictures alone.
    case pictures
    /// Skies of scenes alone.
    case skies
  }

  /// Whether to train in bfloat16.
  /// - Parameter preferred: What the family does where nobody says.
  func usesBFloat16(preferred: Bool = false) -> Bool {
    precision.map { $0 == "bfloat16" } ?? preferred
  }

  /// Opens the run, new or left, and trains until it is done or interrupted.
  /// - Parameter configuration: Makes the family's configuration for a number of labels.
  func train<Family: Trainer>(
    _ family: Family.Type, examples kind: Examples = .labelled,
    configuration: (Int) throws -> Family.Configuration
  ) throws {
    let (source, held, labelCount) = try sources(kind)
    try RunLoop(
      device: device, threads: threads, pictures: pictures, folder: URL(fileURLWithPath: output)
    ).train(family, source: source, held: held) { try configuration(labelCount) }
  }

  /// Loads the engine and makes what a measurement needs instead of a run.
  func prepared<Configuration>(
    _ configuration: (Int) -> Configuration
  ) throws -> (source: any TrainingSource, configuration: Configuration, device: Device) {
    try Engine.load(usesCUDA: device != .cpu)
    Engine.threads = threads ?? ProcessInfo.processInfo.activeProcessorCount
    let (source, _, labelCount) = try sources(.labelled)
    return (source, configuration(labelCount), try Engine.device(for: device))
  }

  /// Examples to learn from, examples for the sheets, and how many labels there are.
  private func sources(
    _ kind: Examples
  ) throws -> (any TrainingSource, any TrainingSource, Int) {
    let side = PixelSize(width: size, height: size)
    if kind == .labelled { return try examples.split(size: side) }
    guard let data = examples.data else {
      if kind == .pictures {
        let scenes = try examples.split(size: side)
        return (scenes.learned, scenes.held, 0)
      }
      return (
        SkySource(
          count: examples.scenes ?? 0, side: size, firstSeed: ExampleOptions.trainingSeed),
        SkySource(count: 6, side: size, firstSeed: 7), 0
      )
    }
    let folder = try PictureSource(folder: URL(fileURLWithPath: data), size: side)
    let (held, rest) = folder.split(every: max(2, folder.count / 6))
    return (rest, held, 0)
  }
}
