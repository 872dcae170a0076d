/// A point on the picture plane: heights from the centre column, heights from the top.
struct PlanePoint {
  var u: Float
  var v: Float
}

/// A thing that stands on the ground and is painted as a sprite.
struct SceneObject {
  enum Kind: Sendable {
    case broadleaf, conifer, pine, palm, birch, bare, bush, rock, house, bridge
    case fence(dx: Float, dz: Float)

    /// What it is called in a label map.
    var label: SceneLabel {
      switch self {
      case .broadleaf, .conifer, .pine, .palm, .birch, .bare: .tree
      case .bush: .bush
      case .rock: .rock
      case .house: .house
      case .bridge: .bridge
      case .fence: .fence
      }
    }
  }

  let kind: Kind
  let instance: Int
  /// Foot on the ground, camera heights.
  let x: Float
  let z: Float
  /// Height and width, camera heights.
  let height: Float
  let width: Float
  /// Number of this object, decides its own looks.
  let seed: UInt64
}

/// A cloud on the picture plane, made of puffs.
struct Cloud {
  struct Puff {
    let center: PlanePoint
    let radius: Float
  }

  let instance: Int
  let puffs: [Puff]
  /// Vertical squeeze: 1 round heaps, 0.3 long bands.
  let flatness: Float
  /// Lower edge, picture-plane row.
  let base: Float
  /// Own brightness, about 1.
  let brightness: Float
}

/// Everything about a scene but its light: where what stands.
struct Layout {
  let horizon: Float
  /// Where the camera stands.
  let view: Viewpoint
  let aspect: Float
  /// The sun inside the picture, where the layout shows it.
  let sun: PlanePoint?
  /// −1 light from the left … 1 from the right.
  let sunSide: Float
  let ridges: [Ridge]
  /// What the ranges borrow.
  let crests: [CrestProfile]
  let ground: TerrainPlane
  let objects: [SceneObject]
  let clouds: [Cloud]
  /// Thin high cloud streaks in the picture (not labelled), 0…1.
  let veil: Float
  /// Seed of all texture noise.
  let textureSeed: UInt64

  init(recipe: SceneRecipe) {
    var composer = Composer(recipe: recipe)
    self = composer.compose(camera: recipe.camera)
  }

  init(
    composer: Composer, camera: SceneCamera, ground: TerrainPlane, veil: Float,
    textureSeed: UInt64
  ) {
    view = Viewpoint(camera, horizon: composer.horizon)
    horizon = composer.horizon
    aspect = composer.aspect
    sun = composer.sun
    sunSide = composer.sunSide
    ridges = composer.ridges
    crests = composer.crests
    self.ground = ground
    objects = composer.objects
    clouds = composer.clouds
    self.veil = veil
    self.textureSeed = textureSeed
  }
}
