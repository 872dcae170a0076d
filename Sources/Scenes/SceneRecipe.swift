public import Imaging

/// All that decides a scene: a seed, a size, a biome and a style.
///
/// The seed fixes the layout. Changing only `style` shows the same layout in another light.
public struct SceneRecipe: Sendable, Hashable, Codable {
  /// Kinds of landscape; each has its own composition.
  public enum Biome: String, CaseIterable, Sendable, Codable {
    case seaBay, openSea, lake, riverValley, village, desert, forest, snowPeaks, roadIntoHills
    case meadow, patchwork
  }

  /// Decides everything not set explicitly.
  public let seed: UInt64
  /// Size of the picture, at least 16×16.
  public var size: PixelSize
  /// Kind of landscape, drawn from the seed unless set.
  public var biome: Biome
  /// Light, season and weather, drawn from the seed unless set.
  public var style: SceneStyle
  /// How far the clouds have drifted to the right, in picture heights, −100…100: motion for video.
  public var cloudDrift: Double = 0
  /// Where the camera stands: motion for video.
  public var camera = SceneCamera()
  /// Share of the objects whose looks are their own instead of the season's, 0…1: trees in other
  /// seasons, bright roofs, coloured stone, dark clouds. Moves no label.
  public var variety: Double = 0

  /// Creates the recipe of a seed; both sides of `size` must be at least 16 pixels.
  public init(seed: UInt64, size: PixelSize = PixelSize(width: 256, height: 256)) {
    precondition(size.width >= 16 && size.height >= 16, "a scene of \(size) is too small")
    self.seed = seed
    self.size = size
    var random = SceneRandom(seed: seed, stream: 1)
    biome = Biome.allCases[random.index(weights: [1.1, 0.8, 1.4, 1.2, 1, 0.7, 1, 1, 1.1, 1, 1.1])]
    var styleRandom = SceneRandom(seed: seed, stream: 2)
    style = SceneStyle(random: &styleRandom)
  }

  /// Draws the scene: about 80 ms for 256×256 on one core in release.
  public func render() -> Scene { painted(grain: 1, exposure: nil).scene }

  /// Draws the scene and keeps what a film needs.
  func painted(grain: Float, exposure: Float?) -> SeenScene {
    let layout = Layout(recipe: self)
    let light = Light(
      style: style.normalized, layout: layout,
      variety: variety.isFinite ? Float(min(max(variety, 0), 1)) : 0)
    return ScenePainter(size: size, layout: layout, light: light)
      .paint(recipe: self, grain: grain, exposure: exposure)
  }
}
