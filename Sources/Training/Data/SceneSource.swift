public import Imaging
public import Scenes

/// What procedural scenes show, beside their seeds.
public struct SceneLooks: Codable, Hashable, Sendable {
  /// Kinds of landscape in turn; empty leaves the kind to each scene's seed.
  public var biomes: [SceneRecipe.Biome]
  /// Light, season and weather in turn; empty leaves them to each scene's seed.
  public var styles: [SceneStyle]
  /// Share of the objects with looks of their own (`SceneRecipe.variety`).
  public var variety: Double

  /// Looks; the default leaves everything to the seeds.
  public init(
    biomes: [SceneRecipe.Biome] = [], styles: [SceneStyle] = [], variety: Double = 0
  ) {
    self.biomes = biomes
    self.styles = styles
    self.variety = variety
  }
}

/// Procedural scenes as training data: scene `index` is the recipe with seed `firstSeed + index`.
/// Rendered scenes stay in memory as long as they fit, so that a second pass over them costs nothing.
public final class SceneSource: TrainingSource {
  /// Number of scenes.
  public let count: Int
  private let size: PixelSize
  private let firstSeed: UInt64
  private let looks: SceneLooks
  private let cache = ExampleCache(byteLimit: 3 << 30)

  /// - Parameters:
  ///   - count: Number of different scenes.
  ///   - firstSeed: Seed of the first one.
  ///   - looks: What they show; biomes in turn show rare labels more often.
  public init(
    count: Int, size: PixelSize, firstSeed: UInt64, looks: SceneLooks = SceneLooks()
  ) {
    self.count = count
    self.size = size
    self.firstSeed = firstSeed
    self.looks = looks
  }

  /// What the scenes show.
  public var scenes: SceneLooks? { looks }

  /// The scenes in words, for the training record.
  public var summary: String {
    let kinds =
      looks.biomes.isEmpty ? "" : ", " + looks.biomes.map(\.rawValue).joined(separator: " ")
    return "\(count) procedural scenes, seeds \(firstSeed)…\(firstSeed + UInt64(count) - 1), "
      + "\(size)\(kinds)" + (looks.styles.isEmpty ? "" : ", \(looks.styles.count) styles in turn")
      + (looks.variety > 0 ? ", variety \(looks.variety)" : "")
  }

  /// The scene's seed.
  public func name(at index: Int) -> String { "\(firstSeed + UInt64(index))" }

  /// Draws one scene, or takes it from memory.
  public func example(at index: Int) throws(TrainingError) -> TrainingExample {
    try cache.example(index) { () throws(TrainingError) in drawn(index) }
  }

  private func drawn(_ index: Int) -> TrainingExample {
    var recipe = SceneRecipe(seed: firstSeed + UInt64(index), size: size)
    recipe.variety = looks.variety
    let (biomes, styles) = (looks.biomes, looks.styles)
    if !styles.isEmpty { recipe.style = styles[index / max(1, biomes.count) % styles.count] }
    if !biomes.isEmpty { recipe.biome = biomes[index % biomes.count] }
    let scene = recipe.render()
    return TrainingExample(
      image: scene.image, labels: scene.labels, instances: scene.instances)
  }
}
