import Foundation
import Imaging
import Scenes
import Training

/// Real pictures to compare a model's with.
struct RealPictures {
  /// Seed of the first scene, which no training sees.
  static let firstSeed: UInt64 = 5_000_000

  /// Kinds of landscape of scenes.
  var biomes: [SceneRecipe.Biome]
  /// Their times of day.
  var daytimes: [SceneStyle.Daytime]
  /// Whether pictures are skies of scenes.
  var isSkies: Bool
  /// Folder of pictures instead.
  var data: String?

  /// The pictures.
  /// - Parameters:
  ///   - count: How many where they are scenes.
  ///   - classNames: Classes of the model: scenes are of the same kinds unless kinds are given.
  func source(
    count: Int, size: PixelSize, classNames: [String]
  ) throws -> any TrainingSource {
    if let data {
      return try PictureFolderSource(folder: URL(fileURLWithPath: data), size: size)
    }
    if isSkies { return SkySource(count: count, side: size.width, firstSeed: Self.firstSeed) }
    let isFree = biomes.isEmpty && daytimes.isEmpty
    if isFree, let kinds = BiomeSource.Kind.named(classNames) {
      return BiomeSource(count: count, size: size, firstSeed: Self.firstSeed, kinds: kinds)
    }
    return BiomeSource(
      count: count, size: size, firstSeed: Self.firstSeed, biomes: biomes, daytimes: daytimes)
  }
}
