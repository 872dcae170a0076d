/// Draws a layout from a seed: the biome decides which parts are likely, chance arranges them.
struct Composer {
  var random: SceneRandom
  let biome: SceneRecipe.Biome
  let aspect: Float
  var horizon: Float
  var sun: PlanePoint?
  var sunSide: Float
  /// Metres per camera height: 1.7 a walker … 14 a hilltop.
  var metres: Float
  var ridges: [Ridge] = []
  var crests: [CrestProfile] = []
  var objects: [SceneObject] = []
  var clouds: [Cloud] = []
  var patches: [Patch] = []
  var water: WaterBody?
  var way: Way?
  var base: SceneLabel = .grass
  var relief: Float = 0.3
  private var lastInstance = 0

  init(recipe: SceneRecipe) {
    random = SceneRandom(seed: recipe.seed, stream: 3)
    biome = recipe.biome
    aspect = Float(recipe.size.width) / Float(recipe.size.height)
    horizon = random.between(0.34, 0.64)
    sunSide = random.chance(0.5) ? -1 : 1
    metres = random.pick([2, 3, 4, 6, 9])
    if random.chance(0.2) { horizon = random.between(0.2, 0.8) }
    let u = random.between(-0.42, 0.42) * aspect
    let v = horizon - random.between(0.05, 0.3)
    if random.chance(0.3), v > 0.03 {
      sun = PlanePoint(u: u, v: v)
      sunSide = u < 0 ? -1 : 1
    }
  }

  /// Half the visible width at distance 1.
  var half: Float { aspect * 0.5 }

  /// Nearest visible distance on flat ground.
  var near: Float { 1 / (1.02 - horizon) }

  mutating func instance() -> Int {
    lastInstance += 1
    return lastInstance
  }

  mutating func compose(camera: SceneCamera) -> Layout {
    switch biome {
    case .seaBay: composeSeaBay()
    case .openSea: composeOpenSea()
    case .lake: composeLake()
    case .riverValley: composeRiver()
    case .village: composeVillage()
    case .desert: composeDesert()
    case .forest: composeForest()
    case .snowPeaks: composeSnowPeaks()
    case .roadIntoHills: composeRoad()
    case .meadow: composeMeadow()
    case .patchwork: composePatchwork()
    }
    addClouds()
    let growth = random.unit() * random.unit()
    let ground = TerrainPlane(
      base: base, water: water, way: way, patches: patches, relief: relief,
      metres: metres, growth: growth, noise: Noise(&random))
    return Layout(
      composer: self, camera: camera, ground: ground, veil: random.chance(0.5) ? random.unit() : 0,
      textureSeed: random.next())
  }

  // MARK: Parts

  /// Adds a range; `rise` is its height above the horizon on the picture plane.
  mutating func addRidge(
    _ label: SceneLabel, _ cover: Ridge.Cover, distance: Float, rise: Float, floor: Float = 0.2,
    peaks: Int? = nil, roughness: Float = 0.8, snowLine: Float = 2
  ) {
    let humps = peaks ?? random.count(2...5)
    addRidge(
      label, cover,
      Ridge.Shape(
        distance: distance, rise: rise, floor: floor, peaks: humps, roughness: roughness,
        snowLine: snowLine))
  }

  /// Adds a range of a shape.
  mutating func addRidge(_ label: SceneLabel, _ cover: Ridge.Cover, _ shape: Ridge.Shape) {
    let crest = CrestProfile(shape, cover: cover, random: &random)
    crests.append(crest)
    ridges.append(
      Ridge(
        label: label, cover: cover, instance: instance(), shape: shape, crest: crest,
        random: &random))
  }

  /// Adds far mountains in one to three layers.
  mutating func addMountains(rise: ClosedRange<Float>, snow: Float) {
    let layers = random.count(1...3)
    let snowLine = random.chance(snow) ? random.between(0.25, 0.75) : 2
    for layer in 0..<layers {
      let share = 1 - Float(layer) * 0.33
      addRidge(
        .mountain, .alpine, distance: 46 - Float(layer) * 13,
        rise: min(random.between(rise.lowerBound, rise.upperBound) * share, horizon * 0.9),
        floor: random.between(-0.15, 0.35), roughness: random.between(0.55, 1),
        snowLine: snowLine + Float(layer) * 0.2)
    }
  }

  /// Adds one or two chains of hills in the middle distance.
  mutating func addHills(_ range: ClosedRange<Int>, rise: ClosedRange<Float>) {
    for layer in 0..<random.count(range) {
      addRidge(
        .hill, random.chance(0.5) ? .grassy : .wooded, distance: 17 - Float(layer) * 6.5,
        rise: min(random.between(rise.lowerBound, rise.upperBound), horizon * 0.8),
        floor: random.between(-0.3, 0.3), roughness: random.between(0.3, 0.7))
    }
  }

  /// A place on land between two distances, away from water and way; `nil` if chance finds none.
  mutating func landPlace(_ near: Float, _ far: Float, margin: Float = 0.1) -> (x: Float, z: Float)?
  {
    for _ in 0..<12 {
      let nearLog = Fast.log2(near)
      let z = Fast.exp2(random.between(nearLog, Fast.log2(far)))
      let x = random.between(-half * 1.05, half * 1.05) * z
      if let water, water.depth(x, z) > -margin { continue }
      if let way, abs(way.offset(x, z)) < 1.5 { continue }
      return (x, z)
    }
    return nil
  }

  mutating func addObject(
    _ kind: SceneObject.Kind, x: Float, z: Float, height: Float, width: Float
  ) {
    objects.append(
      SceneObject(
        kind: kind, instance: instance(), x: x, z: z, height: height, width: width,
        seed: random.next()))
  }

  /// Scatters trees one by one; a scene keeps to one or two kinds.
  mutating func addTrees(_ count: Int, near: Float, far: Float, kinds: [SceneObject.Kind]) {
    for _ in 0..<count {
      let kind = random.pick(kinds)
      let height = random.between(6, 13) / metres
      // Most trees fit the picture; some frame it.
      let first = random.chance(0.12) ? near : max(near, height / random.between(0.35, 0.75))
      guard let place = landPlace(first, max(far, first * 1.5)) else { continue }
      addObject(
        kind, x: place.x, z: place.z, height: height, width: height * random.between(0.6, 0.95))
    }
  }

  /// Plants a compact grove on one side.
  mutating func addGrove(z: Float, spread: Float, count: Int, kinds: [SceneObject.Kind]) {
    let middle = random.between(-half, half) * z
    for _ in 0..<count {
      let x = middle + random.between(-1, 1) * spread
      let depth = z + random.between(-0.4, 0.4) * spread
      guard depth > near * 1.3 else { continue }
      if let water, water.depth(x, depth) > -0.03 { continue }
      if let way, abs(way.offset(x, depth)) < 1.4 { continue }
      let height = random.between(6, 12) / metres
      addObject(
        random.pick(kinds), x: x, z: depth, height: height, width: height * random.between(0.6, 0.9)
      )
    }
  }

  mutating func addSmall(_ kind: SceneObject.Kind, _ count: Int, near: Float, far: Float) {
    for _ in 0..<count {
      let size = random.between(0.6, 2.2) / metres
      // Few stand so near that they fill the picture.
      let first = max(near, size / random.between(0.08, 0.2))
      guard let place = landPlace(first, max(far, first * 1.6), margin: 0.02) else { continue }
      addObject(
        kind, x: place.x, z: place.z, height: size * random.between(0.6, 1),
        width: size * random.between(1, 1.7))
    }
  }

  mutating func addPatch(_ label: SceneLabel, near: Float, far: Float, size: Float) {
    guard let place = landPlace(near, far) else { return }
    let radius = size * place.z * random.between(0.6, 1.4)
    patches.append(
      Patch(
        label: label, instance: label == .flower ? instance() : 0, x: place.x, z: place.z,
        radiusX: radius, radiusZ: radius * random.between(0.5, 1)))
  }
}
