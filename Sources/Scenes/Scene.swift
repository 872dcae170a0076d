public import Imaging

/// A picture with its ground truth.
public struct Scene: Sendable {
  /// The picture.
  public let image: RGBImage
  /// Class of each pixel, ids of the landscape set (`SceneLabel`), 0…19.
  public let labels: LabelMap
  /// Object number of each pixel: 1 and up for single objects, 0 for sky, ground and water.
  public let instances: InstanceMap
  /// The style it was drawn in.
  public let style: SceneStyle
  /// The kind of landscape.
  public let biome: SceneRecipe.Biome
}
