import ArgumentParser
import Foundation
import Generators
import Imaging
import Scenes
import Training

/// `ganvas measure distance`: how far a model's pictures are from real ones.
struct DistanceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "distance",
    abstract: "Sliced Wasserstein distance between a model's pictures and real ones.",
    discussion: """
      Random 7×7 patches of every level of the pictures' Laplacian pyramids are compared (Karras et \
      al. 2018): fine levels tell about texture, coarse ones about composition. In thousandths; \
      two sets of real pictures give the least that can be reached, and are measured beside. Of a map \
      model, renders of maps whose pictures it has not seen are compared, each with a seed of its own. \
      --perceptual adds the kernel distance (KID) of what EfficientNet-Lite0 sees in the pictures.

      Example:
        ganvas measure distance biomes --scenes 512
        ganvas measure distance skies --scenes 256 --skies
        ganvas measure distance biomes --data photos/ --json
        ganvas measure distance landscape --scenes 64 --perceptual Weights/lite0.pth
      """)

  @OptionGroup var options: MeasureOptions

  @Option(help: "Procedural scenes to compare with, so many.")
  var scenes: Int?

  @Option(
    name: .customLong("biome"), parsing: .upToNextOption,
    help: "Kinds of landscape of the scenes; the model's classes, or all, if absent.")
  var biomes: [SceneRecipe.Biome] = []

  @Option(
    name: .customLong("daytime"), parsing: .upToNextOption,
    help: "Times of day of the scenes; the model's classes, or noon goldenHour night, if absent.")
  var daytimes: [SceneStyle.Daytime] = []

  @Flag(help: "Skies of the scenes alone.")
  var skies = false

  @Option(help: "Folder of pictures to compare with.")
  var data: String?

  @Option(
    help: """
      Weights of EfficientNet-Lite0, for the kernel distance; Scripts/setup --training fetches them.
      """, completion: .file())
  var perceptual: String?

  func validate() throws {
    guard (scenes == nil) != (data == nil) else {
      throw ValidationError("give either --scenes or --data")
    }
    guard (scenes ?? 8) >= 8 else { throw ValidationError("--scenes is 8 or more") }
  }

  private struct Report: Codable {
    var measure = "sliced Wasserstein distance · 1000"
    var pictures: Int
    var data: String
    var levels: [SlicedWasserstein.Level]
    var mean: Double
    var real: [SlicedWasserstein.Level]
    var realMean: Double
    var kernel: KernelDistance?
    var realKernel: KernelDistance?
  }

  func run() throws {
    let model = try options.loadedGenerator()
    let network = try perceptual.map { try PerceptualNetwork.lite($0) }
    let capabilities = model.description.capabilities
    if model.sampling == nil, capabilities.labels != nil { return try measureMaps(model, network) }
    let real = RealPictures(biomes: biomes, daytimes: daytimes, isSkies: skies, data: data)
    let source = try real.source(
      count: 2 * (scenes ?? 0), size: capabilities.outputSize,
      classNames: capabilities.classNames)
    guard let sampling = model.sampling else {
      throw ModelError.request(
        reason:
          "\(model.description.name) makes pictures neither from a latent alone nor from maps",
        advice: "Models of one photo are measured by ganvas measure photo.")
    }
    try show(
      try PictureDistance(of: sampling, from: source, seed: options.seed, seenBy: network),
      source.summary)
  }

  /// Renders of maps beside real pictures of others.
  private func measureMaps(
    _ model: any Generators.Generator, _ network: EfficientNetLite?
  ) throws {
    guard !skies, biomes.isEmpty, daytimes.isEmpty else {
      throw ValidationError("--skies, --biome and --daytime are for models without label maps")
    }
    let size = model.description.capabilities.outputSize
    let source: any TrainingSource =
      if let data, let set = model.description.capabilities.labels?.labelSet {
        try FolderSource(folder: URL(fileURLWithPath: data), labelSet: set, size: size)
      } else {
        SceneSource(
          count: 2 * (scenes ?? 0), size: size, firstSeed: RealPictures.firstSeed)
      }
    try show(
      try PictureDistance(ofMaps: model, from: source, seed: options.seed, seenBy: network),
      source.summary)
  }

  private func show(_ distance: PictureDistance, _ data: String) throws {
    func line(_ name: String, _ mean: Double, _ levels: [SlicedWasserstein.Level]) -> String {
      let parts = levels.map { "\($0.side)×\($0.side) \(String(format: "%.2f", $0.distance))" }
      return "\(name): \(String(format: "%.2f", mean)) · " + parts.joined(separator: " · ")
    }
    func kernel(_ name: String, _ value: KernelDistance?) -> [String] {
      value.map {
        [String(format: "%@: kernel distance · 1000 %.2f ± %.2f", name, $0.distance, $0.deviation)]
      } ?? []
    }
    try options.show(
      Report(
        pictures: distance.pictures, data: data, levels: distance.levels,
        mean: distance.mean, real: distance.real, realMean: distance.realMean,
        kernel: distance.kernel, realKernel: distance.realKernel),
      [
        "sliced Wasserstein distance · 1000, \(distance.pictures) pictures each; real: "
          + data,
        line("model and real", distance.mean, distance.levels),
        line("real and real", distance.realMean, distance.real),
      ] + kernel("model and real", distance.kernel) + kernel("real and real", distance.realKernel))
  }
}
