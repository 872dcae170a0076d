import Imaging

/// Runs the painters in order and develops the result into a picture with its maps.
struct ScenePainter {
  let size: PixelSize
  let layout: Layout
  let light: Light

  /// - Parameters:
  ///   - grain: Strength of the film's grain; 0 has none.
  ///   - exposure: Of an earlier frame of the same film; chosen by the picture itself if absent.
  func paint(recipe: SceneRecipe, grain: Float, exposure: Float?) -> SeenScene {
    let buffer = SampleBuffer(width: size.width * 2, height: size.height * 2)
    var random = SceneRandom(seed: layout.textureSeed)
    let terrain = TerrainPainter(buffer: buffer, layout: layout, light: light, random: &random)
    terrain.paint()
    let drift = recipe.cloudDrift.isFinite ? Float(min(max(recipe.cloudDrift, -100), 100)) : 0
    let sky = SkyPainter(
      buffer: buffer, layout: layout, light: light, drift: drift, random: &random)
    sky.paint()
    CloudPainter(buffer: buffer, layout: layout, light: light, drift: drift, random: &random)
      .paint()

    // Objects: shadows first, so that no shadow falls on what stands before it.
    let noise = Noise(&random)
    let objects = layout.objects.sorted { $0.z < $1.z }
    ShadowPainter(buffer: buffer, layout: layout, light: light, noise: noise).paint(objects)
    let trees = TreePainter(buffer: buffer, layout: layout, light: light, noise: noise)
    let rocks = RockPainter(buffer: buffer, layout: layout, light: light, noise: noise)
    let buildings = BuildingPainter(
      filler: QuadFiller(buffer: buffer, layout: layout, light: light), layout: layout,
      light: light, noise: noise)
    for object in objects {
      switch object.kind {
      case .broadleaf, .birch, .conifer, .pine, .bare, .palm, .bush: trees.paint(object)
      case .rock: rocks.paint(object)
      case .house, .fence, .bridge: buildings.paint(object)
      }
    }
    WaterPainter(buffer: buffer, layout: layout, light: light, sky: sky, random: &random).paint()
    let camera = ToneMapper(
      buffer: buffer, size: size, light: light, groundIsSnow: layout.ground.base == .snow,
      seed: layout.textureSeed, grain: grain)
    let picture = camera.develop(recipe: recipe, fixed: exposure)
    return SeenScene(
      scene: picture.scene, depth: picture.depth, view: layout.view, drift: drift,
      exposure: picture.exposure)
  }
}
