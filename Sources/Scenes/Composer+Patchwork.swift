extension Composer {
  /// What people paint who do not think of a place: big simple regions of anything beside
  /// anything, with a few objects on top.
  mutating func composePatchwork() {
    let grounds: [SceneLabel] = [.grass, .grass, .sand, .snow, .rock]
    base = random.pick(grounds)
    relief = random.between(0.05, 0.5)
    metres = random.pick([3, 5, 8])
    for layer in 0..<random.count(0...3) {
      let distance = 40 - Float(layer) * 11
      let rise = min(random.between(0.05, 0.4), horizon * 0.85)
      let smooth = random.between(0.08, 0.5)
      switch random.count(0...5) {
      case 0, 1:
        addRidge(
          .mountain, .alpine, distance: distance, rise: rise, floor: -0.4,
          peaks: random.count(1...2), roughness: smooth,
          snowLine: random.chance(0.5) ? random.between(0.3, 0.8) : 2)
      case 2: addRidge(.rock, .bare, distance: distance, rise: rise, floor: -0.5, roughness: smooth)
      case 3: addRidge(.sand, .dunes, distance: distance, rise: rise * 0.6, roughness: smooth)
      case 4:
        addRidge(.snow, .grassy, distance: distance, rise: rise, floor: -0.2, roughness: smooth)
      default:
        addRidge(
          .hill, random.chance(0.5) ? .wooded : .grassy, distance: distance, rise: rise,
          floor: -0.4, peaks: random.count(1...3), roughness: smooth)
      }
    }
    addAnyWater()
    if random.chance(0.35) { addPathway(random.chance(0.5) ? .road : .path) }
    let regions: [SceneLabel] = [.flower, .sand, .snow, .rock, .grass, .flower, .path]
    for _ in 0..<random.count(1...6) {
      addPatch(random.pick(regions), near: near, far: 12, size: random.between(0.15, 0.55))
    }
    let kinds = random.pick([
      [SceneObject.Kind.broadleaf], [.conifer], [.palm], [.birch, .broadleaf],
      [.conifer, .broadleaf],
    ])
    addTrees(random.count(0...4), near: near * 1.2, far: 10, kinds: kinds)
    addSmall(.bush, random.count(0...4), near: near, far: 8)
    addSmall(.rock, random.count(0...4), near: near, far: 8)
    if random.chance(0.25) { addHouse(near: near * 1.8, far: 10) }
    if random.chance(0.15) { addFence() }
  }

  /// Any water or none, whatever the ground.
  private mutating func addAnyWater() {
    let beach = random.chance(0.3) ? random.between(0.1, 0.4) : 0
    let label: SceneLabel = random.chance(0.5) ? .sea : .lake
    let slope = random.between(-0.8, 0.8)
    let shape: WaterBody.Shape
    switch random.count(0...5) {
    case 0: shape = .beyond(shore: near * random.between(1.5, 4), slope: slope, wave: 0.6)
    case 1: shape = .before(shore: near * random.between(1.5, 8), slope: slope, wave: 0.5)
    case 2:
      let z = near * random.between(1.6, 4)
      shape = .basin(
        x: random.between(-0.4, 0.4) * z, z: z, radiusX: random.between(0.3, 0.8) * z,
        radiusZ: random.between(0.2, 0.45) * z)
    default: return
    }
    water = WaterBody(label: label, shape: shape, noise: Noise(&random), beach: beach)
  }
}
