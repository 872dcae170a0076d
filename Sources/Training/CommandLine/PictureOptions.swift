import ArgumentParser
import Foundation
import Imaging
import Scenes
import Tensors

/// What `ganvas train` asks for where pictures have no maps: pictures, perhaps in classes.
struct PictureOptions: ParsableArguments {
  @Option(help: "Number of different procedural scenes to learn from.")
  var scenes: Int?

  @Option(
    name: .customLong("biome"), parsing: .upToNextOption,
    help: "Kinds of landscape (ganvas scenes --list); all if absent.")
  var biomes: [SceneRecipe.Biome] = []

  @Option(
    name: .customLong("daytime"), parsing: .upToNextOption,
    help: "Times of day: night dawn morning noon goldenHour dusk; noon goldenHour night if absent.")
  var daytimes: [SceneStyle.Daytime] = []

  @Option(help: "Folder of pictures; its sub-folders are the classes.")
  var data: String?

  @Option(help: "Side of the pictures in pixels.")
  var size = 64

  @Option(help: "Pictures per step, all steps of the discriminator together.")
  var batch = 32

  @Option(help: "Steps of the discriminator for one of the generator.")
  var discriminatorSteps = 2

  @Option(help: "Pictures to see in all.")
  var pictures = 400_000

  @Option(help: "Seed of weights, data order and noise.")
  var seed: UInt64 = 1

  @OptionGroup var loading: LoadingOptions

  @Option(name: .shortAndLong, help: "Folder of the run.")
  var output: String

  func validate() throws {
    guard (scenes == nil) != (data == nil) else {
      throw ValidationError("give either --scenes or --data")
    }
    try RunLimits.check(scenes: scenes, size: size, batch: batch, pictures: pictures)
    guard (1...64).contains(discriminatorSteps) else {
      throw ValidationError("--discriminator-steps is a number from 1 to 64")
    }
  }

  /// Opens the run, new or left, and trains until it is done or interrupted.
  /// - Parameter configuration: Makes the family's configuration for classes of these names.
  func train<Family: Trainer>(
    _ family: Family.Type, in environment: TrainingEnvironment,
    configuration: ([String]) -> Family.Configuration
  ) throws {
    let source = try source()
    try RunLoop(
      environment: environment, pictures: pictures, folder: URL(fileURLWithPath: output),
      loading: loading, whole: source.parts
    ).train(family, source: source, held: source) { configuration(source.classNames) }
  }

  private func source() throws -> any TrainingSource {
    let side = PixelSize(width: size, height: size)
    if let data {
      return try PictureFolderSource(folder: URL(fileURLWithPath: data), size: side)
    }
    return BiomeSource(
      count: scenes ?? 1, size: side, firstSeed: 3_000_000, biomes: biomes, daytimes: daytimes)
  }
}
