import ArgumentParser
import Foundation
import Generators
import Imaging
import Scenes
import Tensors
import Training

/// `ganvas measure distance`: how far a model's pictures are from real ones.
struct DistanceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "distance",
    abstract: "Sliced Wasserstein distance between a model's pictures and real ones.",
    discussion: """
      Random 7×7 patches of every level of the pictures' Laplacian pyramids are compared (Karras et \
      al. 2018): fine levels tell about texture, coarse ones about composition. In thousandths; \
      two sets of real pictures give the least that can be reached, and are measured beside.

      Example:
        ganvas measure distance biomes --scenes 512
        ganvas measure distance biomes --data photos/ --json
      """)

  @OptionGroup var options: MeasureOptions

  @Option(help: "Procedural scenes to compare with, so many.")
  var scenes: Int?

  @Option(
    name: .customLong("biome"), parsing: .upToNextOption,
    help: "Kinds of landscape of the scenes; all if absent.")
  var biomes: [SceneRecipe.Biome] = []

  @Option(
    name: .customLong("daytime"), parsing: .upToNextOption,
    help: "Times of day of the scenes; noon goldenHour night if absent.")
  var daytimes: [SceneStyle.Daytime] = []

  @Option(help: "Folder of pictures to compare with.")
  var data: String?

  func validate() throws {
    guard (scenes == nil) != (data == nil) else {
      throw ValidationError("give either --scenes or --data")
    }
    guard (scenes ?? 8) >= 8 else { throw ValidationError("--scenes is 8 or more") }
  }

  private struct Report: Codable {
    var measure = "sliced Wasserstein distance · 1000"
    var pictures: Int
    var levels: [SlicedWasserstein.Level]
    var mean: Double
    var real: [SlicedWasserstein.Level]
    var realMean: Double
  }

  func run() throws {
    let model = try options.loaded()
    let size = model.description.capabilities.outputSize
    guard size.width == size.height, size.width >= 16, size.width.nonzeroBitCount == 1 else {
      throw ModelError.request(
        reason: "pictures of \(size) have no such pyramid",
        advice: "This measure is for squares of 16, 32, 64 … pixels.")
    }
    let source: any TrainingSource =
      try data.map { try PictureFolderSource(folder: URL(fileURLWithPath: $0), size: size) }
      ?? BiomeSource(
        count: 2 * (scenes ?? 0), size: size, firstSeed: 5_000_000, biomes: biomes,
        daytimes: daytimes)
    let count = source.count / 2
    guard count >= 4 else {
      throw ModelError.request(reason: "\(count) pictures are too few", advice: "Take more.")
    }
    func pictures(_ range: Range<Int>) throws -> Tensor {
      Tensor.concatenated(
        try range.map { Tensor(picture: try source.example(at: $0).image) }, axis: 0)
    }
    // The halves have classes in the same proportions: sources list them in turn or in order.
    let real = try pictures(0..<count)
    let other = try pictures(count..<(2 * count))
    var ids: [Int] = []
    for index in 0..<count {
      ids.append(model.classCount > 0 ? index % model.classCount : 0)
    }
    let made = try model.drawn(count, classes: ids, seed: options.seed)
    let measure = SlicedWasserstein(seed: options.seed)
    let levels = measure.levels(made, real)
    let least = measure.levels(other, real)
    func mean(_ levels: [SlicedWasserstein.Level]) -> Double {
      levels.reduce(0) { $0 + $1.distance } / Double(max(1, levels.count))
    }
    func line(_ name: String, _ levels: [SlicedWasserstein.Level]) -> String {
      let parts = levels.map { "\($0.side)×\($0.side) \(String(format: "%.2f", $0.distance))" }
      return "\(name): \(String(format: "%.2f", mean(levels))) · " + parts.joined(separator: " · ")
    }
    try options.show(
      Report(
        pictures: count, levels: levels, mean: mean(levels), real: least, realMean: mean(least)),
      [
        "sliced Wasserstein distance · 1000, \(count) pictures each",
        line("model and real", levels), line("real and real", least),
      ])
  }
}
